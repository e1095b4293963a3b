import { SymbolReader } from './symbolReader';

const BASIC_TYPES: Record<string, string> = {
  a: 'i8',
  b: 'bool',
  c: 'char',
  d: 'f64',
  e: 'str',
  f: 'f32',
  h: 'u8',
  i: 'isize',
  j: 'usize',
  l: 'i32',
  m: 'u32',
  n: 'i128',
  o: 'u128',
  p: '_',
  s: 'i16',
  t: 'u16',
  u: '()',
  v: '...',
  x: 'i64',
  y: 'u64',
  z: '!',
};

/** Paths and types of Rust's symbols, without the hashes of crates: https://doc.rust-lang.org/rustc/symbol-mangling/v0.html */
class RustPath {
  constructor(
    private readonly reader: SymbolReader,
    private readonly start: number,
  ) {}

  path(isType: boolean): string {
    return this.reader.part(() => this.#path(isType));
  }

  #path(isType: boolean): string {
    const { reader } = this;
    switch (reader.next()) {
      case 'C':
        return this.#identifier().name;
      case 'M':
        this.#implementation();
        return `<${this.#type()}>`;
      case 'X':
        this.#implementation();
        return `<${this.#type()} as ${this.path(true)}>`;
      case 'Y':
        return `<${this.#type()} as ${this.path(true)}>`;
      case 'N':
        return this.#nested(isType);
      case 'I': {
        const path = this.path(isType);
        const list = reader.until('E', () => this.#argument()).filter((item) => item !== "'_");
        if (list.length === 0) return path;
        return `${path}${isType ? '' : '::'}<${list.join(', ')}>`;
      }
      case 'B':
        return this.#back(() => this.path(isType));
      default:
        return reader.fail();
    }
  }

  #nested(isType: boolean): string {
    const namespace = this.reader.next();
    const path = this.path(isType);
    const { name, index } = this.#identifier();
    if (/[a-z]/.test(namespace)) return name === '' ? path : `${path}::${name}`;
    const kind = { C: 'closure', S: 'shim' }[namespace] ?? namespace;
    return `${path}::{${kind}${name && `:${name}`}#${index}}`;
  }

  #implementation(): void {
    this.#disambiguator();
    this.path(false);
  }

  #argument(): string {
    const { reader } = this;
    if (reader.eat('L')) {
      this.#number();
      return "'_";
    }
    return reader.eat('K') ? this.#constant() : this.#type();
  }

  #type(): string {
    return this.reader.part(() => {
      const { reader } = this;
      const tag = reader.peek();
      const basic = BASIC_TYPES[tag];
      if (basic !== undefined) {
        reader.next();
        return basic;
      }
      if ('CMXYNI'.includes(tag)) return this.path(true);
      return this.#compoundType(reader.next());
    });
  }

  #compoundType(tag: string): string {
    const { reader } = this;
    switch (tag) {
      case 'A':
        return `[${this.#type()}; ${this.#constant()}]`;
      case 'S':
        return `[${this.#type()}]`;
      case 'T': {
        const items = reader.until('E', () => this.#type());
        return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
      }
      case 'R':
      case 'Q':
        if (reader.eat('L')) this.#number();
        return `&${tag === 'Q' ? 'mut ' : ''}${this.#type()}`;
      case 'P':
        return `*const ${this.#type()}`;
      case 'O':
        return `*mut ${this.#type()}`;
      case 'F':
        return this.#functionType();
      case 'D':
        return this.#traitObject();
      case 'B':
        return this.#back(() => this.#type());
      default:
        return reader.fail();
    }
  }

  #functionType(): string {
    const { reader } = this;
    if (reader.eat('G')) this.#number();
    const unsafe = reader.eat('U') ? 'unsafe ' : '';
    let abi = '';
    if (reader.eat('K')) abi = `extern "${reader.eat('C') ? 'C' : this.#plainIdentifier().replaceAll('_', '-')}" `;
    const parameters = reader.until('E', () => this.#type());
    const result = this.#type();
    return `${unsafe}${abi}fn(${parameters.join(', ')})${result === '()' ? '' : ` -> ${result}`}`;
  }

  #traitObject(): string {
    const { reader } = this;
    if (reader.eat('G')) this.#number();
    const traits = reader.until('E', () => {
      const path = this.path(true);
      const bindings: string[] = [];
      while (reader.eat('p')) bindings.push(`${this.#plainIdentifier()} = ${this.#type()}`);
      if (bindings.length === 0) return path;
      return path.endsWith('>') ? `${path.slice(0, -1)}, ${bindings.join(', ')}>` : `${path}<${bindings.join(', ')}>`;
    });
    if (!reader.eat('L')) reader.fail();
    this.#number();
    return `dyn ${traits.join(' + ')}`;
  }

  #constant(): string {
    const { reader } = this;
    if (reader.eat('B')) return this.#back(() => this.#constant());
    const tag = reader.next();
    if (tag === 'p') return '_';
    const sign = reader.eat('n') ? '-' : '';
    const [digits = ''] = /^[0-9a-f]{0,32}/.exec(reader.text.slice(reader.offset, reader.offset + 32)) ?? [];
    reader.take(digits.length);
    if (!'abchijlmnostxy'.includes(tag) || !reader.eat('_')) reader.fail();
    if (tag === 'b') return digits === '1' ? 'true' : 'false';
    if (tag === 'c') return `'\\u{${digits}}'`;
    return `${sign}${BigInt(`0x${digits || '0'}`)}`;
  }

  #back<T>(read: () => T): T {
    const { reader } = this;
    const tag = reader.offset - 1;
    const offset = this.start + this.#number();
    if (offset >= tag) reader.fail();
    return reader.part(() => reader.at(offset, read));
  }

  #disambiguator(): number {
    return this.reader.eat('s') ? this.#number() + 1 : 0;
  }

  #identifier(): { name: string; index: number } {
    const index = this.#disambiguator();
    return { name: this.#plainIdentifier(), index };
  }

  #plainIdentifier(): string {
    const { reader } = this;
    const isPunycode = reader.eat('u');
    const length = reader.decimal();
    reader.eat('_');
    const name = reader.take(length);
    return isPunycode ? decodePunycode(name) : name;
  }

  /** In base 62; `_` alone is 0. */
  #number(): number {
    const { reader } = this;
    if (reader.eat('_')) return 0;
    let value = 0;
    while (!reader.eat('_')) {
      const digit = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'.indexOf(reader.next());
      value = value * 62 + digit;
      if (digit < 0) reader.fail();
    }
    return value + 1;
  }
}

/** Only what is not ASCII of a name is coded: https://www.rfc-editor.org/rfc/rfc3492, with `_` for its `-`. */
function decodePunycode(coded: string): string {
  const [base, tMin, tMax, skew, damp] = [36, 1, 26, 38, 700];
  const end = coded.lastIndexOf('_');
  const output = Array.from(coded.slice(0, Math.max(end, 0)));
  let [position, character, bias] = [0, 128, 72];
  for (let offset = end + 1; offset < coded.length;) {
    const before = position;
    for (let weight = 1, k = base; ; k += base) {
      const digit = 'abcdefghijklmnopqrstuvwxyz0123456789'.indexOf(coded[offset++] ?? '?');
      if (digit < 0) return coded;
      position += digit * weight;
      const threshold = Math.min(Math.max(k - bias, tMin), tMax);
      if (digit < threshold) break;
      weight *= base - threshold;
    }
    const length = output.length + 1;
    let delta = Math.floor((position - before) / (before === 0 ? damp : 2));
    delta += Math.floor(delta / length);
    let k = 0;
    for (; delta > ((base - tMin) * tMax) >> 1; k += base) delta = Math.floor(delta / (base - tMin));
    bias = k + Math.floor(((base - tMin + 1) * delta) / (delta + skew));
    character += Math.floor(position / length);
    position %= length;
    if (character > 0x10ffff) return coded;
    output.splice(position++, 0, String.fromCodePoint(character));
  }
  return output.join('');
}

/** @throws {UnreadableSymbol} */
export function demangleRustV0(symbol: string): string {
  const reader = new SymbolReader(symbol, '_R'.length);
  if (/\d/.test(reader.peek())) reader.fail(); // a version that is not known
  return new RustPath(reader, '_R'.length).path(false);
}
