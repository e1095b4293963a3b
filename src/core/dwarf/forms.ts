import type { ByteCursor } from './byteCursor';
import { FORM } from './constants';

/** What an attribute's form needs to know of its unit. */
export interface FormContext {
  version: number;
  addressSize: number;
}

/** Sizes of the forms that always have the same. */
const FIXED: Record<number, number> = {
  [FORM.data1]: 1,
  [FORM.data2]: 2,
  [FORM.data4]: 4,
  [FORM.data8]: 8,
  [FORM.data16]: 16,
  [FORM.flag]: 1,
  [FORM.flagPresent]: 0,
  [FORM.implicitConst]: 0,
  [FORM.secOffset]: 4,
  [FORM.strp]: 4,
  [FORM.lineStrp]: 4,
  [FORM.strpSup]: 4,
  [FORM.ref1]: 1,
  [FORM.ref2]: 2,
  [FORM.ref4]: 4,
  [FORM.ref8]: 8,
  [FORM.refSig8]: 8,
  [FORM.refSup4]: 4,
  [FORM.refSup8]: 8,
  [FORM.strx1]: 1,
  [FORM.strx2]: 2,
  [FORM.strx3]: 3,
  [FORM.strx4]: 4,
  [FORM.addrx1]: 1,
  [FORM.addrx2]: 2,
  [FORM.addrx3]: 3,
  [FORM.addrx4]: 4,
};

/** Whose value is one variable-length number. */
const LEB = new Set<number>([
  FORM.udata,
  FORM.refUdata,
  FORM.strx,
  FORM.addrx,
  FORM.loclistx,
  FORM.rnglistx,
  FORM.gnuAddrIndex,
  FORM.gnuStrIndex,
]);

function fixed(cursor: ByteCursor, size: number): number {
  if (size === 4) return cursor.u32(); // most of what there is
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

/** Undefined of what is no block. */
function blockLength(cursor: ByteCursor, form: number | undefined): number | undefined {
  switch (form) {
    case FORM.block1:
      return cursor.u8();
    case FORM.block2:
      return cursor.u16();
    case FORM.block4:
      return cursor.u32();
    case FORM.block:
    case FORM.exprloc:
      return cursor.uleb();
    default:
      return undefined;
  }
}

/**
 * Reads an attribute's value: a number, as exact as 48 bits are, or where its text is, of which the form says in what section.
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
    case FORM.sdata:
      return cursor.sleb();
    default: {
      const length = blockLength(cursor, form);
      if (length === undefined) return undefined;
      cursor.offset += length;
      return 0;
    }
  }
}

/** Goes on to what comes after an attribute's value. Whether that can be found. */
export function skipForm(cursor: ByteCursor, declared: number, context: FormContext): boolean {
  const form = actualForm(cursor, declared);
  const size = FIXED[form];
  if (size === undefined) return readForm(cursor, form, context) !== undefined;
  cursor.offset += size;
  return true;
}

/** An attribute may say in each entry what form it has there. */
export const actualForm = (cursor: ByteCursor, declared: number): number => (declared === FORM.indirect ? cursor.uleb() : declared);

/** Reads the bytes of an attribute that has some. */
export function readBlock(cursor: ByteCursor, form: number | undefined): Uint8Array | undefined {
  const length = blockLength(cursor, form);
  return length === undefined ? undefined : cursor.take(length);
}

/** Reads an attribute that is a number, exactly. */
export function readConstant(cursor: ByteCursor, form: number | undefined): number | bigint | undefined {
  switch (form) {
    case FORM.data1:
      return cursor.u8();
    case FORM.data2:
      return cursor.u16();
    case FORM.data4:
      return cursor.u32();
    case FORM.data8:
      return cursor.u64();
    case FORM.data16:
      return cursor.u64() | (cursor.u64() << 64n);
    case FORM.udata:
      return cursor.bigUleb();
    case FORM.sdata:
      return cursor.bigSleb();
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
