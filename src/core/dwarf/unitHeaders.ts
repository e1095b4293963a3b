import { ByteCursor } from './byteCursor';
import { LONG_FORMAT } from './lineUnit';

export interface UnitHeader {
  /** Where it starts in `.debug_info`. */
  offset: number;
  /** Where its entries start, and where they end. */
  entries: number;
  end: number;
  version: number;
  addressSize: number;
  /** Where its abbreviations are in `.debug_abbrev`. */
  abbreviations: number;
}

export const holds = ({ entries, end }: UnitHeader, offset: number): boolean => entries <= offset && offset < end;

/** Types of DWARF 5's units that have code of their own: compile, partial and skeleton. */
const WITH_CODE = new Set([1, 3, 4]);
const SKELETON = 4;

/** The headers of the units of `.debug_info` that have code, up to where it makes no sense. */
export function* unitHeaders(section: Uint8Array): Generator<UnitHeader> {
  for (let offset = 0; offset < section.length;) {
    const cursor = new ByteCursor(section, offset);
    const length = cursor.u32();
    const end = cursor.offset + length;
    if (length >= LONG_FORMAT || end > section.length) return;
    const version = cursor.u16();
    const type = version >= 5 ? cursor.u8() : 1;
    const [first, second] = version >= 5 ? [cursor.u8(), cursor.u32()] : [cursor.u32(), cursor.u8()];
    const [addressSize, abbreviations] = version >= 5 ? [first, second] : [second, first];
    if (type === SKELETON) cursor.offset += 8; // the id of what is elsewhere
    if (version >= 2 && version <= 5 && WITH_CODE.has(type) && addressSize <= 8)
      yield { offset, entries: cursor.offset, end, version, addressSize, abbreviations };
    offset = end;
  }
}
