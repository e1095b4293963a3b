import type { ByteCursor } from './byteCursor';

/** What an attribute's form needs to know of its unit. */
export interface FormContext {
  version: number;
  addressSize: number;
}

/** DW_FORM_…: DWARF 5, 7.5.6; with those that GNU tools wrote before it. */
export const FORM = {
  addr: 0x01,
  string: 0x08,
  strp: 0x0e,
  refAddr: 0x10,
  indirect: 0x16,
  strx: 0x1a,
  addrx: 0x1b,
  lineStrp: 0x1f,
  implicitConst: 0x21,
  rnglistx: 0x23,
  strx1: 0x25,
  strx4: 0x28,
  addrx1: 0x29,
  addrx4: 0x2c,
} as const;

/** Sizes of the forms that always have the same. */
const FIXED: Record<number, number> = {
  0x05: 2, // data2
  0x06: 4, // data4
  0x07: 8, // data8
  0x0b: 1, // data1
  0x0c: 1, // flag
  0x0e: 4, // strp
  0x11: 1, // ref1
  0x12: 2, // ref2
  0x13: 4, // ref4
  0x14: 8, // ref8
  0x17: 4, // sec_offset
  0x19: 0, // flag_present
  0x1c: 4, // ref_sup4
  0x1d: 4, // strp_sup
  0x1e: 16, // data16
  0x1f: 4, // line_strp
  0x20: 8, // ref_sig8
  0x24: 8, // ref_sup8
  0x25: 1, // strx1
  0x26: 2, // strx2
  0x27: 3, // strx3
  0x28: 4, // strx4
  0x29: 1, // addrx1
  0x2a: 2, // addrx2
  0x2b: 3, // addrx3
  0x2c: 4, // addrx4
};

/** Whose value is one variable-length number. */
const LEB = new Set([0x0f, 0x15, 0x1a, 0x1b, 0x22, 0x23, 0x1f01, 0x1f02]);

function fixed(cursor: ByteCursor, size: number): number {
  const { offset } = cursor;
  let value = 0;
  for (let index = 0, scale = 1; index < Math.min(size, 6); index += 1, scale *= 256) value += cursor.u8() * scale;
  cursor.offset = offset + size;
  return value;
}

function skipText(cursor: ByteCursor): number {
  const { offset } = cursor;
  while (cursor.u8() !== 0);
  return offset;
}

const skipBlock = (cursor: ByteCursor, length: number): number => {
  cursor.offset += length;
  return 0;
};

/**
 * Reads an attribute's value: a number, or where its text is, of which the form says in what section.
 * Undefined of a form that is not known here: what comes after it can't be found.
 */
export function readForm(cursor: ByteCursor, form: number, { version, addressSize }: FormContext): number | undefined {
  const size = FIXED[form];
  if (size !== undefined) return fixed(cursor, size);
  if (LEB.has(form)) return cursor.uleb();
  switch (form) {
    case FORM.addr:
      return fixed(cursor, addressSize);
    case FORM.refAddr:
      return fixed(cursor, version <= 2 ? addressSize : 4);
    case FORM.string:
      return skipText(cursor);
    case 0x0d: // sdata
      return cursor.sleb();
    case 0x0a: // block1
      return skipBlock(cursor, cursor.u8());
    case 0x03: // block2
      return skipBlock(cursor, cursor.u16());
    case 0x04: // block4
      return skipBlock(cursor, cursor.u32());
    case 0x09: // block
    case 0x18: // exprloc
      return skipBlock(cursor, cursor.uleb());
    default:
      return undefined;
  }
}

const utf8 = new TextDecoder();

/** Bytes of a path or a name; who reads longer ones? */
const LONGEST_TEXT = 8_192;

/** The text that starts there and that a zero byte ends. */
export function textAt(bytes: Uint8Array | undefined, offset: number): string {
  const start = bytes?.subarray(offset, offset + LONGEST_TEXT) ?? new Uint8Array();
  const end = start.indexOf(0);
  return utf8.decode(end < 0 ? start : start.subarray(0, end));
}
