import { runLineProgram } from './lineProgram';
import { type LineUnit, lineUnits } from './lineUnit';

/** What a line table says of an address. */
export interface Hit {
  unit: LineUnit;
  file: number;
  line: number;
  column: number;
}

/** Finds what the line tables say of some addresses, in one pass over them. */
export function findRows(addresses: readonly number[], section: Uint8Array): Map<number, Hit> {
  const wanted = Float64Array.from(new Set(addresses)).sort();
  const hits = new Map<number, Hit>();
  const firstFrom = (address: number): number => {
    let [low, high] = [0, wanted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((wanted[middle] ?? 0) < address) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  for (const unit of lineUnits(section)) {
    if (!unit.known) continue;
    const last = { address: 0, file: 0, line: 0, column: 0 };
    let start: number | undefined;
    runLineProgram(section.subarray(unit.program, unit.end), unit.known.encoding, (row) => {
      // what the linker has left out is at 0, where no function is
      if (start !== undefined && start !== 0 && row.address > last.address && last.line > 0) {
        for (let index = firstFrom(last.address); (wanted[index] ?? Infinity) < row.address; index += 1)
          hits.set(wanted[index] ?? 0, { unit, file: last.file, line: last.line, column: last.column });
      }
      start = row.endsSequence ? undefined : (start ?? row.address);
      last.address = row.address;
      if (row.endsSequence) last.line = 0;
      else if (row.line > 0) [last.file, last.line, last.column] = [row.file, row.line, row.column]; // 0 is "of no line": then the one before
    });
  }
  return hits;
}
