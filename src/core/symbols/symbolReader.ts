/** The symbol is not of the kind that it looked like, or is larger than anyone reads. */
export class UnreadableSymbol extends Error {
  override readonly name = 'UnreadableSymbol';
}

/** What the parts of one symbol may come to: back references would let a short one say something without end. */
const MOST_PARTS = 3_000;
const MOST_CHARACTERS = 20_000;
const DEEPEST = 120;
/** Characters of all parts together: one that names others twice doubles what they say. */
const MOST_SAID = 1_000_000;

/** Reads a mangled symbol from left to right, in bounded time whatever it says. */
export class SymbolReader {
  #parts = 0;
  #characters = 0;
  #said = 0;
  #depth = 0;

  constructor(
    readonly text: string,
    public offset: number,
  ) {}

  get atEnd(): boolean {
    return this.offset >= this.text.length;
  }

  peek(): string {
    return this.text[this.offset] ?? '';
  }

  fail(): never {
    throw new UnreadableSymbol(`at ${this.offset}`);
  }

  next(): string {
    if (this.atEnd) this.fail();
    const char = this.peek();
    this.offset += 1;
    return char;
  }

  /** Steps over the text where it comes next. */
  eat(text: string): boolean {
    if (!this.text.startsWith(text, this.offset)) return false;
    this.offset += text.length;
    return true;
  }

  decimal(): number {
    const [digits] = /^(?:0|[1-9]\d{0,5})/.exec(this.text.slice(this.offset, this.offset + 6)) ?? [];
    if (digits === undefined) this.fail();
    this.offset += digits.length;
    return Number(digits);
  }

  take(length: number): string {
    const taken = this.text.slice(this.offset, this.offset + length);
    if (taken.length < length) this.fail();
    this.offset += length;
    this.#characters += length;
    if (this.#characters > MOST_CHARACTERS) this.fail();
    return taken;
  }

  /** One part of the symbol, which may have others in it. */
  part<T>(read: () => T): T {
    this.#parts += 1;
    this.#depth += 1;
    if (this.#parts > MOST_PARTS || this.#depth > DEEPEST) this.fail();
    const result = read();
    this.#depth -= 1;
    if (typeof result === 'string') this.#said += result.length;
    if (this.#said > MOST_SAID) this.fail();
    return result;
  }

  /** What was said at an earlier place, said again. */
  at<T>(offset: number, read: () => T): T {
    const here = this.offset;
    if (offset >= here) this.fail();
    this.offset = offset;
    const result = read();
    this.offset = here;
    return result;
  }

  /** Items until the text that ends them. */
  until(end: string, item: () => string): string[] {
    const items: string[] = [];
    while (!this.eat(end)) items.push(this.part(item));
    return items;
  }
}
