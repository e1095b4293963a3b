import { ByteReader, WasmFormatError } from './byteReader';

/** The functions' names by their index, as far as the name section can be read. @param section its content, without its own name */
export function readFunctionNames(section: Uint8Array | undefined): Map<number, string> {
  const reader = new ByteReader(section ?? new Uint8Array());
  try {
    while (!reader.atEnd) {
      const id = reader.u8();
      const part = new ByteReader(reader.take(reader.u32()));
      if (id === 1) return new Map(part.vector(() => [part.u32(), part.name()] as const));
    }
  } catch (error) {
    if (!(error instanceof WasmFormatError)) throw error; // the engine ignores such a section too
  }
  return new Map();
}
