import { ByteReader, WasmFormatError } from '../wasm/byteReader';
import type { DebugSections } from './debugSections';

/** Where a custom section's content is in the module. */
export interface CustomSection {
  name: string;
  start: number;
  end: number;
}

/** The bytes of a module's header: magic and version. */
const HEADER = 8;
const CUSTOM = 0;

const CODE = 10;

/** Where the content of the code section starts, from which DWARF counts addresses. @throws {WasmFormatError} */
export function codeStart(module: Uint8Array): number {
  for (let offset = HEADER; offset < module.length;) {
    const reader = new ByteReader(module.subarray(offset), offset);
    const id = reader.u8();
    const size = reader.u32();
    if (id === CODE) return offset + reader.offset;
    offset += reader.offset + size;
  }
  throw new WasmFormatError('the module has no code');
}

/** @throws {WasmFormatError} */
export function customSections(module: Uint8Array): CustomSection[] {
  const found: CustomSection[] = [];
  for (let offset = HEADER; offset < module.length;) {
    const reader = new ByteReader(module.subarray(offset), offset);
    const id = reader.u8();
    const size = reader.u32();
    const end = offset + reader.offset + size;
    if (id === CUSTOM) {
      const name = reader.name();
      found.push({ name, start: offset + reader.offset, end });
    }
    offset = end;
  }
  return found;
}

/** @throws {WasmFormatError} */
export function debugSections(module: Uint8Array): DebugSections {
  const places = new Map(customSections(module).map((section) => [section.name, section]));
  return (name) => {
    const place = places.get(`.debug_${name}`);
    return place && module.subarray(place.start, place.end);
  };
}
