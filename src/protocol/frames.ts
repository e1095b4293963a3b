/** Bytes of a message's length before the message, little-endian. */
const HEADER = 4;

/** A message as it goes over a stream of bytes: its length, then itself. */
export function frame(message: Uint8Array): Uint8Array {
  const framed = new Uint8Array(HEADER + message.length);
  new DataView(framed.buffer).setUint32(0, message.length, true);
  framed.set(message, HEADER);
  return framed;
}

/** Finds the messages in a stream of bytes, which comes in pieces that know nothing of them. */
export class FrameReader {
  #chunks: Uint8Array[] = [];
  #size = 0;

  constructor(private readonly onMessage: (message: Uint8Array) => void) {}

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    for (let length = this.#nextLength(); length !== undefined; length = this.#nextLength()) {
      const bytes = this.#joined();
      const end = HEADER + length;
      this.#chunks = [bytes.subarray(end)];
      this.#size -= end;
      this.onMessage(bytes.subarray(HEADER, end));
    }
  }

  /** The length of the next message, where all of it has come. */
  #nextLength(): number | undefined {
    if (this.#size < HEADER) return undefined;
    if ((this.#chunks[0]?.length ?? 0) < HEADER) this.#chunks = [this.#joined()];
    const [first] = this.#chunks;
    if (!first) return undefined;
    const length = new DataView(first.buffer, first.byteOffset).getUint32(0, true);
    return this.#size < HEADER + length ? undefined : length;
  }

  #joined(): Uint8Array {
    const [only, ...others] = this.#chunks;
    if (only && others.length === 0) return only;
    const bytes = new Uint8Array(this.#size);
    let offset = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    return bytes;
  }
}
