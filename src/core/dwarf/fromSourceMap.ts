import { type CodeFunction, readCode } from './functions';
import { decodeMappings, type Mapping, type Origin, type SourceMap } from './sourceMap';
import { type MappedFunction, rowAt, withDwarf } from './writeDwarf';

/** The first line of the file that most of the function's code comes from. */
function declarationOf(origins: readonly Origin[]): Origin | undefined {
  const counts = new Map<number, number>();
  for (const { source } of origins) counts.set(source, (counts.get(source) ?? 0) + 1);
  const [[main] = []] = [...counts].sort(([, one], [, other]) => other - one);
  return origins.filter(({ source }) => source === main).sort((one, other) => one.line - other.line)[0];
}

function mapFunction(code: CodeFunction, mappings: readonly Mapping[], codeStart: number): MappedFunction | undefined {
  const mapped = mappings.flatMap(({ column, origin }) => (origin ? [{ address: column - codeStart, origin }] : []));
  const [first] = mapped;
  const declared = declarationOf(mapped.map(({ origin }) => origin));
  if (!first || !declared) return undefined;
  const rows = [rowAt(code.body, first.origin)]; // what comes before the first mapping belongs to it
  for (const { address, origin } of mapped) {
    const last = rows.at(-1);
    const isSame = last?.file === origin.source + 1 && last.line === origin.line && last.column === origin.column;
    if (!isSame) rows.push(rowAt(address, origin));
  }
  const end = { ...rowAt(code.end, first.origin), endsSequence: true };
  return { code, declared, rows: [...rows, end] };
}

/**
 * The module with DWARF made from its source map: js-debug knows no other debug information of WebAssembly.
 * @param files the absolute path of each of the map's sources
 * @throws {WasmFormatError}
 */
export function withDwarfFrom(map: SourceMap, files: readonly string[], module: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const code = readCode(module);
  const mappings = decodeMappings(map);
  let next = 0;
  const mapped = code.functions.flatMap((item) => {
    while (next < mappings.length && (mappings[next]?.column ?? 0) - code.start < item.start) next += 1;
    const first = next;
    while (next < mappings.length && (mappings[next]?.column ?? 0) - code.start < item.end) next += 1;
    return mapFunction(item, mappings.slice(first, next), code.start) ?? [];
  });
  return withDwarf(module, code, files, mapped, 'Extism Workbench, of AssemblyScript');
}
