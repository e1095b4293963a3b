import { ByteCursor } from './byteCursor';
import { AT } from './constants';
import type { DebugUnit } from './debugUnit';
import type { Entry } from './entry';

/** A piece of code. */
export interface Range {
  start: number;
  /** The first address after it. */
  end: number;
}

/** Where a variable is while the code of a range runs. */
export interface Location extends Range {
  expression: Uint8Array;
}

type Kind = 'ranges' | 'locations';

/** DW_RLE_…; DW_LLE_… has a default besides, which comes before `base`. */
const RANGE = { end: 0, baseIndex: 1, indexes: 2, indexAndLength: 3, offsets: 4, base: 5, startAndEnd: 6, startAndLength: 7 } as const;
const DEFAULT_LOCATION = 5;

const EVERYWHERE: Range = { start: 0, end: Infinity };
const NO_EXPRESSION = new Uint8Array();

/** A linker writes this, or 0, where code was left out. */
const LEFT_OUT = 0xffff_fffe;
const NEW_BASE = 0xffff_ffff;
const isLeftOut = (start: number): boolean => start === 0 || start >= LEFT_OUT;

/** The pieces of code that an entry is of. DWARF 5, 2.17 */
export function* rangesOf(entry: Entry): Generator<Range> {
  const list = listOf(entry, 'ranges');
  if (list) {
    for (const range of list) if (!isLeftOut(range.start)) yield range;
    return;
  }
  const start = entry.address(AT.lowPc);
  if (start === undefined || isLeftOut(start)) return;
  const length = entry.number(AT.highPc);
  const end = length === undefined ? entry.address(AT.highPc) : start + length;
  if (end !== undefined) yield { start, end };
}

export const contains = ({ start, end }: Range, address: number): boolean => start <= address && address < end;

/** Whether the code at an address is of an entry. */
export function covers(entry: Entry, address: number): boolean {
  for (const range of rangesOf(entry)) if (contains(range, address)) return true;
  return false;
}

/** Where a variable is in each piece of code, as far as a list says so. DWARF 5, 2.6.2 */
export const locationsOf = (entry: Entry): Iterable<Location> => listOf(entry, 'locations') ?? [];

function listOf(entry: Entry, kind: Kind): Generator<Location> | undefined {
  const { unit } = entry;
  const attribute = kind === 'ranges' ? AT.ranges : AT.location;
  const section = kind === 'ranges' ? 'rnglists' : 'loclists';
  const index = entry.listIndex(attribute);
  const offset = index === undefined ? entry.sectionOffset(attribute) : unit.indexedList(section, index);
  if (offset === undefined) return undefined;
  return unit.header.version < 5 ? oldList(kind, offset, unit) : newList(kind, section, offset, unit);
}

const baseOf = ({ root }: DebugUnit): number => root?.address(AT.lowPc) ?? 0;

function* oldList(kind: Kind, offset: number, unit: DebugUnit): Generator<Location> {
  const section = unit.sections(kind === 'ranges' ? 'ranges' : 'loc') ?? new Uint8Array();
  const cursor = new ByteCursor(section, offset);
  for (let base = baseOf(unit); cursor.offset < section.length;) {
    unit.budget.spend();
    const [start, end] = [cursor.u32(), cursor.u32()];
    if (start === 0 && end === 0) return;
    if (start === NEW_BASE) base = end;
    else {
      const expression = kind === 'ranges' ? NO_EXPRESSION : cursor.take(cursor.u16());
      if (start < LEFT_OUT) yield { start: base + start, end: base + end, expression };
    }
  }
}

function* newList(kind: Kind, name: 'rnglists' | 'loclists', offset: number, unit: DebugUnit): Generator<Location> {
  const section = unit.sections(name) ?? new Uint8Array();
  const cursor = new ByteCursor(section, offset);
  const address = (): number => unit.indexedAddress(cursor.uleb());
  for (let base = baseOf(unit); cursor.offset < section.length;) {
    unit.budget.spend();
    const code = cursor.u8();
    let range: Range | undefined;
    if (kind === 'locations' && code === DEFAULT_LOCATION) range = EVERYWHERE;
    else {
      switch (kind === 'locations' && code > DEFAULT_LOCATION ? code - 1 : code) {
        case RANGE.baseIndex:
          base = address();
          break;
        case RANGE.indexes:
          range = { start: address(), end: address() };
          break;
        case RANGE.indexAndLength:
          range = lengthFrom(address(), cursor);
          break;
        case RANGE.offsets:
          range = { start: base + cursor.uleb(), end: base + cursor.uleb() };
          break;
        case RANGE.base:
          base = cursor.u32();
          break;
        case RANGE.startAndEnd:
          range = { start: cursor.u32(), end: cursor.u32() };
          break;
        case RANGE.startAndLength:
          range = lengthFrom(cursor.u32(), cursor);
          break;
        default: // the end
          return;
      }
    }
    if (range) yield { ...range, expression: kind === 'ranges' ? NO_EXPRESSION : cursor.take(cursor.uleb()) };
  }
}

const lengthFrom = (start: number, cursor: ByteCursor): Range => ({ start, end: start + cursor.uleb() });
