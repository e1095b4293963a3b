import { type MappedFunction, rowAt, withDwarf } from '../writeDwarf';
import { type GoLines, GoProgram } from './program';

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

function mapFunction({ code, declared: { file, line }, rows, dispatch }: GoLines, files: Files): MappedFunction {
  const mapped = rows.map((row) => rowAt(row.address, { source: files.number(row.file), line: row.line, column: 0 }));
  const declared = { source: files.number(file), line, column: 0 };
  const [first] = mapped;
  const start = first && first.address > code.start ? [{ ...first, address: code.start }] : [];
  return {
    code,
    declared,
    rows: [...start, ...mapped, { ...rowAt(code.end, declared), endsSequence: true }],
    ...(dispatch && { passed: dispatch }),
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
  const program = GoProgram.read(module);
  if (!program) return undefined;
  const files = new Files();
  const mapped = program.code.functions.flatMap((_, index) => {
    const lines = program.lines(index);
    return lines ? [mapFunction(lines, files)] : [];
  });
  const paths = files.names.map((name) => findFile(name, program.pathInModule(name)));
  return withDwarf(module, program.code, paths, mapped, 'Extism Workbench, of Go');
}
