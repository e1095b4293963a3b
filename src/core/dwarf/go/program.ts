import { WasmFormatError } from '../../wasm/byteReader';
import { type Code, type CodeFunction, readCode } from '../functions';
import { pathInModule, sourceRoots } from './buildInfo';
import { initialMemory } from './memoryImage';
import { type GoFunction, readPclntab } from './pclntab';
import { numberedPlaces } from './places';

/** From an address on, counted from the start of the code section, the code is of this line. */
interface GoRow {
  address: number;
  /** As the table names it. */
  file: string;
  line: number;
}

/** A function of the module, and where in the source it is. */
export interface GoLines {
  code: CodeFunction;
  /** The file that it is declared in, and the line. */
  declared: { file: string; line: number };
  rows: GoRow[];
  /** What chooses the part of it to go on with. */
  dispatch?: { start: number; end: number };
}

/** Of a function: Go's compiler refuses one that needs more. */
const MOST_NUMBERS = 0x1_0000;
const LARGEST_LINE = 10_000_000;

/** A program of Go's own compiler, which carries a table of its lines. */
export class GoProgram {
  readonly #memory: Uint8Array;
  #roots: ReturnType<typeof sourceRoots> | undefined;

  private constructor(
    private readonly module: Uint8Array,
    readonly code: Code,
    /** By their places among the module's functions. */
    private readonly functions: ReadonlyMap<number, GoFunction>,
    memory: Uint8Array,
  ) {
    this.#memory = memory;
  }

  /**
   * Undefined where there is no such table.
   * @throws {WasmFormatError}
   */
  static read(module: Uint8Array): GoProgram | undefined {
    const memory = initialMemory(module);
    const code = readCode(module);
    const listed = readPclntab(memory, code.functions.length);
    return listed && new GoProgram(module, code, new Map(listed.toReversed().map((item) => [item.index, item])), memory);
  }

  /** A source's path from the main module's folder; undefined of a file of another module, or of Go's own library. */
  pathInModule(file: string): string | undefined {
    this.#roots ??= sourceRoots(this.#memory);
    return pathInModule(file, this.#roots);
  }

  /** The lines of a function; undefined where none are known. */
  lines(index: number): GoLines | undefined {
    const code = this.code.functions[index];
    const item = this.functions.get(index);
    if (!code || !item) return undefined;
    try {
      return linesOf(code, this.module.subarray(this.code.start + code.body, this.code.start + code.end), item);
    } catch (error) {
      if (error instanceof WasmFormatError) return undefined; // of something that Go's compiler does not write
      throw error;
    }
  }
}

function linesOf(code: CodeFunction, body: Uint8Array, { index, lines, startLine }: GoFunction): GoLines | undefined {
  const known = lines(Math.min(body.length, MOST_NUMBERS));
  const own = known.find(({ file }) => file !== undefined)?.file;
  if (own === undefined) return undefined;
  const rows: GoRow[] = [];
  const { places, dispatch } = numberedPlaces(body, index, known.length);
  for (const { offset, number } of places) {
    const { file, line = 0 } = known[number] ?? {};
    if (file === undefined || line < 1 || line > LARGEST_LINE) continue;
    const address = code.body + offset;
    const last = rows.at(-1);
    if (last?.file === file && last.line === line) continue;
    if (last?.address === address) rows.pop();
    rows.push({ address, file, line });
  }
  if (rows.length === 0) return undefined;
  return {
    code,
    declared: { file: own, line: Math.min(Math.max(startLine, 1), LARGEST_LINE) },
    rows,
    ...(dispatch && { dispatch: { start: code.body + dispatch.start, end: code.body + dispatch.end } }),
  };
}
