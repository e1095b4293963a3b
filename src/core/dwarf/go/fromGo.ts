import { WasmFormatError } from '../../wasm/byteReader';
import { type CodeFunction, readCode } from '../functions';
import type { Row } from '../lineProgram';
import { type MappedFunction, rowAt, withDwarf } from '../writeDwarf';
import { pathInModule, sourceRoots } from './buildInfo';
import { initialMemory } from './memoryImage';
import { type GoFunction, readPclntab } from './pclntab';
import { numberedPlaces } from './places';

/** Of a function: Go's compiler refuses one that needs more. */
const MOST_NUMBERS = 0x1_0000;
const LARGEST_LINE = 10_000_000;

/** The numbers that the files are to have in the debug information. */
class Files {
  readonly names: string[] = [];
  readonly #numbers = new Map<string, number>();

  number(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.names.push(name) - 1;
    this.#numbers.set(name, number);
    return number;
  }
}

function mapFunction(
  code: CodeFunction,
  body: Uint8Array,
  { index, lines, startLine }: GoFunction,
  files: Files,
): MappedFunction | undefined {
  const known = lines(Math.min(body.length, MOST_NUMBERS));
  const own = known.find(({ file }) => file !== undefined)?.file;
  if (own === undefined) return undefined;
  const rows: Row[] = [];
  const { places, dispatch } = numberedPlaces(body, index, known.length);
  for (const { offset, number } of places) {
    const { file, line = 0 } = known[number] ?? {};
    if (file === undefined || line < 1 || line > LARGEST_LINE) continue;
    const row = rowAt(code.body + offset, { source: files.number(file), line, column: 0 });
    const last = rows.at(-1);
    if (last?.file === row.file && last.line === row.line) continue;
    if (last?.address === row.address) rows.pop();
    rows.push(row);
  }
  const declared = { source: files.number(own), line: Math.min(Math.max(startLine, 1), LARGEST_LINE), column: 0 };
  if (rows.length === 0) return undefined;
  const [first] = rows;
  const start = first && first.address > code.start ? [{ ...first, address: code.start }] : [];
  return {
    code,
    declared,
    rows: [...start, ...rows, { ...rowAt(code.end, declared), endsSequence: true }],
    ...(dispatch && { passed: { start: code.body + dispatch.start, end: code.body + dispatch.end } }),
  };
}

/**
 * A module of Go's own compiler with DWARF made from the table by which a Go program says where it is: its linker writes none
 * for WebAssembly. Undefined where there is no such table.
 * @param findFile the absolute path of a source that the table names, and its path in the main module where it is of that
 * @throws {WasmFormatError}
 */
export function withDwarfOfGo(
  module: Uint8Array<ArrayBuffer>,
  findFile: (name: string, inModule: string | undefined) => string,
): Uint8Array<ArrayBuffer> | undefined {
  const memory = initialMemory(module);
  const code = readCode(module);
  const listed = readPclntab(memory, code.functions.length);
  if (!listed) return undefined;
  const files = new Files();
  const seen = new Set<number>();
  const mapped = listed.flatMap((item) => {
    const place = code.functions[item.index];
    if (!place || seen.has(item.index)) return [];
    seen.add(item.index);
    try {
      return mapFunction(place, module.subarray(code.start + place.body, code.start + place.end), item, files) ?? [];
    } catch (error) {
      if (error instanceof WasmFormatError) return []; // of something that Go's compiler does not write
      throw error;
    }
  });
  const roots = sourceRoots(memory);
  const paths = files.names.map((name) => findFile(name, pathInModule(name, roots)));
  return withDwarf(module, code, paths, mapped, 'Extism Workbench, of Go');
}
