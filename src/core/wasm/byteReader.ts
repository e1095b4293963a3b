/** The bytes are not what the WebAssembly binary format allows; the message says what is wrong and where. */
export class WasmFormatError extends Error {
  override readonly name = 'WasmFormatError';
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decodes the primitives of the WebAssembly binary format (https://webassembly.github.io/spec/core/binary/values.html). */
export class ByteReader {
  #offset = 0;

  /**
   * @param bytes the part of the file to decode
   * @param base where that part starts in the file, for error messages
   */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly base = 0,
  ) {}

  get offset(): number {
    return this.#offset;
  }

  get atEnd(): boolean {
    return this.#offset >= this.bytes.length;
  }

  fail(problem: string): never {
    throw new WasmFormatError(`${problem} at byte ${this.base + this.#offset}`);
  }

  u8(): number {
    const byte = this.bytes[this.#offset];
    if (byte === undefined) this.fail('unexpected end');
    this.#offset += 1;
    return byte;
  }

  /** An unsigned LEB128 of at most 32 bits. */
  u32(): number {
    let result = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8();
      if (shift === 28 && byte > 0x0f) break;
      result += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return result;
    }
    this.fail('integer too large');
  }

  /** Steps over one LEB128 of at most 64 bits, signed or not. */
  skipLeb(): void {
    for (let length = 0; length < 10; length += 1) {
      if (this.u8() < 0x80) return;
    }
    this.fail('integer too long');
  }

  take(length: number): Uint8Array {
    if (length > this.bytes.length - this.#offset) this.fail('unexpected end');
    const part = this.bytes.subarray(this.#offset, this.#offset + length);
    this.#offset += length;
    return part;
  }

  name(): string {
    const bytes = this.take(this.u32());
    try {
      return utf8.decode(bytes);
    } catch {
      this.fail('a name is not UTF-8');
    }
  }

  /** A vector: its length, then that many items. */
  vector<T>(item: () => T, limit = 1_000_000): T[] {
    const count = this.u32();
    if (count > limit) this.fail(`${count} items are more than any engine allows`);
    const items: T[] = [];
    for (let index = 0; index < count; index += 1) items.push(item());
    return items;
  }
}
