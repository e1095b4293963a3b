/** Where in a TOML text something is written, even while the text is not valid. */
export interface TomlContext {
  /** What can stand there: a header such as `[memory]`, a key, a value, or the text in the quotes of a value. */
  expects: 'header' | 'key' | 'value' | 'string';
  /** The keys that lead there: of a key those of its table, of a value its own too. */
  path: string[];
  /** The keys that the table has before this place. */
  present: string[];
  /** Where what is being written begins: behind the quote of a string, at the bracket of a header. */
  start: number;
}

interface Frame {
  path: string[];
  isTable: boolean;
  present: string[];
}

const HEADER = /\[{1,2}([^\]\r\n]*)(?:\]{1,2})?/y;
const WORD = /[A-Za-z0-9_-]*$/;
const TRIPLE = /"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)/y;
const LINE_STRING = /"(?:[^"\\\r\n]|\\.)*"?|'[^'\r\n]*'?/y;

const keysIn = (dotted: string): string[] =>
  dotted
    .split('.')
    .map((key) => key.trim().replace(/^(["'])(.*)\1$/, '$2'))
    .filter((key) => key !== '');

/** Reads up to a place, taking unfinished lines for what they are likely to become. */
class ContextReader {
  #at = 0;
  #table: Frame = { path: [], isTable: true, present: [] };
  /** The lists and tables in brackets that are open. */
  #open: Frame[] = [];
  /** Where the key begins that is being read; undefined where a value is. */
  #keyStart: number | undefined = 0;
  #path: string[] = [];

  constructor(
    private readonly text: string,
    private readonly end: number,
  ) {}

  read(): TomlContext | undefined {
    while (this.#at < this.end) {
      const char = this.text[this.#at] ?? '';
      if (char === '#') {
        const lineEnd = this.text.indexOf('\n', this.#at);
        if (lineEnd < 0 || lineEnd >= this.end) return undefined;
        this.#at = lineEnd;
      } else if (char === '"' || char === "'") {
        const inside = this.#string(char);
        if (inside) return inside;
      } else if (char === '[' && this.#isLineStart()) {
        const start = this.#at;
        const [source = '', keys = ''] = this.#match(HEADER);
        if (this.#at > this.end || (this.#at === this.end && !source.endsWith(']'))) return this.#context('header', [], start);
        this.#table = { path: keysIn(keys), isTable: true, present: [] };
        this.#keyStart = undefined;
      } else {
        this.#punctuation(char);
        this.#at += 1;
      }
    }
    if (this.#keyStart === undefined) return this.#context('value', this.#path, this.end - this.#wordLength());
    return this.#context('key', this.#frame.path, this.end - this.#wordLength());
  }

  get #frame(): Frame {
    return this.#open.at(-1) ?? this.#table;
  }

  #context(expects: TomlContext['expects'], path: string[], start: number): TomlContext {
    return { expects, path, present: this.#frame.present, start };
  }

  #wordLength(): number {
    const lineStart = this.text.lastIndexOf('\n', this.end - 1) + 1;
    return WORD.exec(this.text.slice(lineStart, this.end))?.[0].length ?? 0;
  }

  #isLineStart(): boolean {
    return this.#open.length === 0 && this.#keyStart !== undefined && this.text.slice(this.#keyStart, this.#at).trim() === '';
  }

  #match(pattern: RegExp): string[] {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text) ?? [];
    this.#at += match[0]?.length ?? 1;
    return [...match];
  }

  /** Passes a string, or tells of it where the place is in it. */
  #string(quote: string): TomlContext | undefined {
    const start = this.#at;
    const isTriple = this.text.startsWith(quote.repeat(3), start);
    const [source = ''] = this.#match(isTriple ? TRIPLE : LINE_STRING);
    const isClosed = source.length > 1 && source.endsWith(quote);
    const isInside = this.#at > this.end || (this.#at === this.end && !isClosed);
    return isInside && this.#keyStart === undefined
      ? this.#context('string', this.#path, Math.min(start + (isTriple ? 3 : 1), this.end))
      : undefined;
  }

  #punctuation(char: string): void {
    const next = this.#at + 1;
    if (char === '\n' && this.#open.length === 0) this.#keyStart = next;
    else if (char === '=' && this.#keyStart !== undefined) {
      const keys = keysIn(this.text.slice(this.#keyStart, this.#at));
      this.#path = [...this.#frame.path, ...keys];
      if (keys[0] !== undefined) this.#frame.present.push(keys[0]);
      this.#keyStart = undefined;
    } else if ((char === '[' || char === '{') && this.#keyStart === undefined) {
      this.#open.push({ path: this.#path, isTable: char === '{', present: [] });
      if (char === '{') this.#keyStart = next;
    } else if (char === ']' || char === '}') {
      this.#path = this.#open.pop()?.path ?? this.#path;
      this.#keyStart = undefined;
    } else if (char === ',' && this.#open.length > 0) {
      this.#path = this.#frame.path;
      this.#keyStart = this.#frame.isTable ? next : undefined;
    }
  }
}

/** What is written at an offset of a TOML text; undefined in a comment. */
export const tomlContextAt = (text: string, offset: number): TomlContext | undefined => new ContextReader(text, offset).read();
