import type { SourcePlace } from '../call';

/** A place in a generated file, of WebAssembly a byte, and the source that it comes from. */
export interface Mapping {
  column: number;
  /** Absent where the code comes from no source. */
  origin?: Origin;
}

export interface Origin {
  /** Index in the map's sources. */
  source: number;
  /** Counted from 1. */
  line: number;
  column: number;
}

/** https://tc39.es/ecma426/ as far as it is used here. */
export interface SourceMap {
  sources: string[];
  sourcesContent?: (string | null)[];
  mappings: string;
}

/** A map as its file has it, but for `sourceRoot`: AssemblyScript's names no folder. Undefined where the text is none. */
export function parseSourceMap(text: string): SourceMap | undefined {
  const map = JSON.parse(text) as Partial<SourceMap> | null;
  if (typeof map?.mappings !== 'string' || !Array.isArray(map.sources) || !map.sources.every((source) => typeof source === 'string'))
    return undefined;
  return {
    sources: map.sources,
    mappings: map.mappings,
    ...(Array.isArray(map.sourcesContent) && { sourcesContent: map.sourcesContent }),
  };
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map([...DIGITS].map((digit, value) => [digit, value]));

/** The numbers of one segment, in variable-length base 64. */
function decodeSegment(segment: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const digit of segment) {
    const bits = VALUES.get(digit) ?? 0;
    value |= (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    numbers.push(value & 1 ? -(value >>> 1) : value >>> 1);
    value = shift = 0;
  }
  return numbers;
}

/** The mappings of a WebAssembly module, which is one line, by column. */
export function decodeMappings({ mappings }: SourceMap): Mapping[] {
  let column = 0;
  const origin = { source: 0, line: 1, column: 1 };
  const [line = ''] = mappings.split(';');
  const found = line
    .split(',')
    .filter((segment) => segment !== '')
    .map((segment): Mapping => {
      const [columns = 0, sources, lines = 0, sourceColumns = 0] = decodeSegment(segment);
      column += columns;
      if (sources === undefined) return { column };
      origin.source += sources;
      origin.line += lines;
      origin.column += sourceColumns;
      return { column, origin: { ...origin } };
    });
  return found.sort((one, other) => one.column - other.column);
}

/** Where in the source some bytes of a module come from. */
export function placesIn(map: SourceMap, offsets: readonly number[]): Map<number, SourcePlace> {
  const mappings = decodeMappings(map);
  const found = new Map<number, SourcePlace>();
  for (const offset of offsets) {
    let [low, high] = [0, mappings.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((mappings[middle]?.column ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const origin = mappings[low - 1]?.origin;
    const path = origin && map.sources[origin.source];
    if (origin && path !== undefined && origin.line > 0) found.set(offset, { path, line: origin.line, column: origin.column });
  }
  return found;
}
