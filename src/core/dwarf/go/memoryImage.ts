import { ByteReader } from '../../wasm/byteReader';
import { readInstruction } from './instructions';

const HEADER = 8;
const DATA_SECTION = 11;
const I32_CONST = 0x41;

/** Bytes of memory that a module may begin with for each byte of its own: Go's linker leaves long runs of zeros out. */
const LARGEST_SHARE = 16;
const ALWAYS_ALLOWED = 16 * 1024 * 1024;

interface DataSegment {
  address: number;
  bytes: Uint8Array;
}

function readSegment(reader: ByteReader): DataSegment | undefined {
  const flags = reader.u32();
  if (flags === 2) reader.u32(); // which memory
  let address = 0;
  if (flags !== 1) {
    if (reader.u8() !== I32_CONST) reader.fail('the address of data is not a number');
    address = readAddress(reader);
    readInstruction(reader); // end
  }
  const bytes = reader.take(reader.u32());
  return flags === 1 ? undefined : { address, bytes };
}

/** A signed LEB128 of 32 bits, taken as unsigned. */
function readAddress(reader: ByteReader): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = reader.u8();
    value |= shift < 32 ? (byte & 0x7f) << shift : 0;
    if (byte < 0x80) return (byte & 0x40 && shift + 7 < 32 ? value | (-1 << (shift + 7)) : value) >>> 0;
  }
  reader.fail('integer too long');
}

/**
 * The linear memory that a module begins with, up to where it is zero. Empty where it would be far larger than the module.
 * @throws {WasmFormatError}
 */
export function initialMemory(module: Uint8Array): Uint8Array {
  const segments: DataSegment[] = [];
  for (let offset = HEADER; offset < module.length;) {
    const header = new ByteReader(module.subarray(offset), offset);
    const id = header.u8();
    const size = header.u32();
    const start = offset + header.offset;
    if (id === DATA_SECTION) {
      const reader = new ByteReader(module.subarray(start, start + size), start);
      segments.push(...reader.vector(() => readSegment(reader)).filter((segment) => segment !== undefined));
    }
    offset = start + size;
  }
  const length = segments.reduce((most, { address, bytes }) => Math.max(most, address + bytes.length), 0);
  if (length > ALWAYS_ALLOWED + module.length * LARGEST_SHARE) return new Uint8Array();
  const image = new Uint8Array(length);
  for (const { address, bytes } of segments) image.set(bytes, address);
  return image;
}
