const utf8 = new TextDecoder();

/** Reads the encodings of DWARF. What is read past the end is zero: whoever reads checks where it ends. */
export class ByteCursor {
  readonly #view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    public offset = 0,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(): number {
    const byte = this.bytes[this.offset] ?? 0;
    this.offset += 1;
    return byte;
  }

  i8(): number {
    return (this.u8() << 24) >> 24;
  }

  u16(): number {
    return this.u8() | (this.u8() << 8);
  }

  u32(): number {
    const { offset } = this;
    this.offset += 4;
    return offset + 4 > this.bytes.length ? 0 : this.#view.getUint32(offset, true);
  }

  /** Of at most 63 bits. */
  uleb(): number {
    let result = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.u8();
      if (scale < 2 ** 63) result += (byte & 0x7f) * scale;
      if (byte < 0x80) return result;
    }
  }

  /** Of at most 32 bits. */
  sleb(): number {
    let result = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.u8();
      if (shift < 32) result |= (byte & 0x7f) << shift;
      if (byte < 0x80) return shift + 7 < 32 && byte & 0x40 ? result | (-1 << (shift + 7)) : result;
    }
  }

  u64(): bigint {
    return BigInt(this.u32()) | (BigInt(this.u32()) << 32n);
  }

  /** Of at most 128 bits. */
  bigUleb(): bigint {
    let result = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.u8();
      if (shift < 128n) result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return result;
    }
  }

  bigSleb(): bigint {
    let result = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.u8();
      if (shift < 128n) result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return byte & 0x40 ? result - (1n << (shift + 7n)) : result;
    }
  }

  take(length: number): Uint8Array {
    const taken = this.bytes.subarray(this.offset, this.offset + length);
    this.offset += length;
    return taken;
  }

  /** A text that a zero byte ends. */
  text(): string {
    const end = this.bytes.indexOf(0, this.offset);
    const text = this.take((end < 0 ? this.bytes.length : end) - this.offset);
    this.offset += 1;
    return utf8.decode(text);
  }
}
