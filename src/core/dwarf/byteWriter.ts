const utf8 = new TextEncoder();

/** Bytes that are written one after another, in the encodings of DWARF and WebAssembly. */
export class ByteWriter {
  readonly #bytes: number[] = [];

  get length(): number {
    return this.#bytes.length;
  }

  u8(...values: number[]): this {
    for (const value of values) this.#bytes.push(value & 0xff);
    return this;
  }

  u16(value: number): this {
    return this.u8(value, value >>> 8);
  }

  u32(value: number): this {
    return this.u8(value, value >>> 8, value >>> 16, value >>> 24);
  }

  uleb(value: number): this {
    let rest = value;
    while (rest >= 0x80) {
      this.u8((rest & 0x7f) | 0x80);
      rest = Math.floor(rest / 128);
    }
    return this.u8(rest);
  }

  sleb(value: number): this {
    let rest = value;
    while (rest < -64 || rest > 63) {
      this.u8((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    return this.u8(rest & 0x7f);
  }

  /** A text that a zero byte ends. */
  text(value: string): this {
    this.append(utf8.encode(value));
    return this.u8(0);
  }

  append(bytes: Iterable<number>): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }

  take(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}
