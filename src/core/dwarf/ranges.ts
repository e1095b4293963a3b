import { ByteCursor } from './byteCursor';
import type { Budget, DebugSections } from './debugSections';
import type { DebugUnit, Entry } from './debugUnits';
import { FORM } from './forms';

/** DW_RLE_… */
const RANGE = { end: 0, baseIndex: 1, indexes: 2, indexAndLength: 3, offsets: 4, base: 5, startAndEnd: 6, startAndLength: 7 } as const;

interface Range {
  start: number;
  end: number;
}

/** The pieces of code that an entry is of. DWARF 5, 2.17 */
export function* rangesOf(entry: Entry, unit: DebugUnit, sections: DebugSections, budget: Budget): Generator<Range> {
  const low = unit.address(entry.lowPc);
  if (entry.ranges) {
    const base = unit.address(unit.root?.lowPc) ?? 0;
    yield* unit.header.version >= 5
      ? newRanges(entry.ranges, base, unit, sections, budget)
      : oldRanges(entry.ranges.value, base, sections, budget);
  } else if (low !== undefined && entry.highPc) {
    yield { start: low, end: entry.highPc.form === FORM.addr ? entry.highPc.value : low + entry.highPc.value };
  }
}

function* oldRanges(offset: number, unitBase: number, sections: DebugSections, budget: Budget): Generator<Range> {
  const section = sections('ranges') ?? new Uint8Array();
  const cursor = new ByteCursor(section, offset);
  for (let base = unitBase; cursor.offset < section.length;) {
    budget.spend();
    const [start, end] = [cursor.u32(), cursor.u32()];
    if (start === 0 && end === 0) return;
    if (start === 0xffff_ffff) base = end;
    else yield { start: base + start, end: base + end };
  }
}

function* newRanges(
  { form, value }: { form: number; value: number },
  unitBase: number,
  unit: DebugUnit,
  sections: DebugSections,
  budget: Budget,
): Generator<Range> {
  const section = sections('rnglists') ?? new Uint8Array();
  const listsBase = unit.root?.rangeBase?.value ?? 12;
  const cursor = new ByteCursor(section, form === FORM.rnglistx ? listsBase + new ByteCursor(section, listsBase + 4 * value).u32() : value);
  for (let base = unitBase; cursor.offset < section.length;) {
    budget.spend();
    switch (cursor.u8()) {
      case RANGE.baseIndex:
        base = unit.indexedAddress(cursor.uleb());
        break;
      case RANGE.indexes:
        yield { start: unit.indexedAddress(cursor.uleb()), end: unit.indexedAddress(cursor.uleb()) };
        break;
      case RANGE.indexAndLength: {
        const start = unit.indexedAddress(cursor.uleb());
        yield { start, end: start + cursor.uleb() };
        break;
      }
      case RANGE.offsets:
        yield { start: base + cursor.uleb(), end: base + cursor.uleb() };
        break;
      case RANGE.base:
        base = cursor.u32();
        break;
      case RANGE.startAndEnd:
        yield { start: cursor.u32(), end: cursor.u32() };
        break;
      case RANGE.startAndLength: {
        const start = cursor.u32();
        yield { start, end: start + cursor.uleb() };
        break;
      }
      default: // the end
        return;
    }
  }
}
