import { SymbolReader } from './symbolReader';

const BUILTIN_TYPES: Record<string, string> = {
  v: 'void',
  w: 'wchar_t',
  b: 'bool',
  c: 'char',
  a: 'signed char',
  h: 'unsigned char',
  s: 'short',
  t: 'unsigned short',
  i: 'int',
  j: 'unsigned int',
  l: 'long',
  m: 'unsigned long',
  x: 'long long',
  y: 'unsigned long long',
  n: '__int128',
  o: 'unsigned __int128',
  f: 'float',
  d: 'double',
  e: 'long double',
  g: '__float128',
  z: '...',
  Dn: 'std::nullptr_t',
  Di: 'char32_t',
  Ds: 'char16_t',
  Du: 'char8_t',
  Da: 'auto',
};

const STANDARD: Record<string, string> = {
  t: 'std',
  a: 'std::allocator',
  b: 'std::basic_string',
  s: 'std::string',
  i: 'std::istream',
  o: 'std::ostream',
  d: 'std::iostream',
};

const OPERATORS: Record<string, string> = {
  nw: ' new',
  na: ' new[]',
  dl: ' delete',
  da: ' delete[]',
  co: '~',
  pl: '+',
  mi: '-',
  ml: '*',
  dv: '/',
  rm: '%',
  an: '&',
  or: '|',
  eo: '^',
  aS: '=',
  pL: '+=',
  mI: '-=',
  mL: '*=',
  dV: '/=',
  rM: '%=',
  aN: '&=',
  oR: '|=',
  eO: '^=',
  ls: '<<',
  rs: '>>',
  lS: '<<=',
  rS: '>>=',
  eq: '==',
  ne: '!=',
  lt: '<',
  gt: '>',
  le: '<=',
  ge: '>=',
  ss: '<=>',
  nt: '!',
  aa: '&&',
  oo: '||',
  pp: '++',
  mm: '--',
  cm: ',',
  pm: '->*',
  pt: '->',
  cl: '()',
  ix: '[]',
  ps: '+',
  ng: '-',
  ad: '&',
  de: '*',
};

/**
 * Names of C++ functions, without their parameters: https://itanium-cxx-abi.github.io/cxx-abi/abi.html#mangling
 * Expressions, and what else hardly any name has, are not read.
 */
class CppName {
  readonly #substitutions: string[] = [];
  #arguments: string[] = [];

  constructor(private readonly reader: SymbolReader) {}

  name(): string {
    return this.reader.part(() => {
      const { reader } = this;
      if (reader.eat('N')) return this.#nested();
      if (reader.eat('Z')) return this.#local();
      const standard = reader.eat('St');
      if (!standard && reader.peek() === 'S') {
        const known = this.#substitution();
        return reader.peek() === 'I' ? this.#withArguments(known) : known;
      }
      const name = `${standard ? 'std::' : ''}${this.#unqualified('')}`;
      if (reader.peek() !== 'I') return name;
      this.#substitutions.push(name);
      return this.#withArguments(name);
    });
  }

  #withArguments(name: string): string {
    const list = this.#templateArguments();
    this.#arguments = list;
    return `${name}<${list.join(', ')}>`;
  }

  #nested(): string {
    const { reader } = this;
    while (/[rVKRO]/.test(reader.peek())) reader.next(); // of the function itself
    let prefix = '';
    for (let last = ''; !reader.eat('E');) {
      if (reader.peek() === 'S' && prefix === '') {
        prefix = reader.eat('St') ? 'std' : this.#substitution();
        last = prefix.replace(/.*::/, '');
        continue;
      }
      if (reader.peek() === 'T' && prefix === '') prefix = this.#templateParameter();
      else if (reader.peek() === 'I') prefix = this.#withArguments(prefix);
      else {
        last = this.#unqualified(last);
        prefix = prefix === '' ? last : `${prefix}::${last}`;
      }
      if (reader.peek() !== 'E') this.#substitutions.push(prefix);
    }
    return prefix;
  }

  /** What is in a function. */
  #local(): string {
    const { reader } = this;
    const outer = this.encoding(true);
    if (reader.eat('s')) return outer;
    const name = `${outer}::${this.name()}`;
    if (reader.eat('_') && !reader.eat('_')) reader.take(1);
    return name;
  }

  #unqualified(enclosing: string): string {
    return this.reader.part(() => {
      const { reader } = this;
      const char = reader.peek();
      if (/\d/.test(char)) {
        const name = reader.take(reader.decimal());
        return this.#tagged(name.startsWith('_GLOBAL__N') ? '(anonymous namespace)' : name);
      }
      if (reader.eat('L')) return this.#unqualified(enclosing);
      if (/^C[1-5]/.test(reader.text.slice(reader.offset, reader.offset + 2))) {
        reader.take(2);
        return this.#tagged(enclosing);
      }
      if (/^D[0-5]/.test(reader.text.slice(reader.offset, reader.offset + 2))) {
        reader.take(2);
        return this.#tagged(`~${enclosing}`);
      }
      if (reader.eat('Ut')) return `{unnamed#${this.#ordinal()}}`;
      if (reader.eat('Ul')) {
        reader.until('E', () => this.#type());
        return `{lambda#${this.#ordinal()}}`;
      }
      if (reader.eat('cv')) return `operator ${this.#type()}`;
      const operator = OPERATORS[reader.take(2)];
      return operator === undefined ? reader.fail() : this.#tagged(`operator${operator}`);
    });
  }

  #tagged(name: string): string {
    while (this.reader.eat('B')) this.reader.take(this.reader.decimal());
    return name;
  }

  #ordinal(): number {
    const { reader } = this;
    const index = /\d/.test(reader.peek()) ? reader.decimal() + 2 : 1;
    if (!reader.eat('_')) reader.fail();
    return index;
  }

  /** In base 36; `_` alone is the first. */
  #index(): number {
    const [digits = ''] = /^[0-9A-Z]{0,4}/.exec(this.reader.text.slice(this.reader.offset, this.reader.offset + 4)) ?? [];
    this.reader.take(digits.length);
    if (!this.reader.eat('_')) this.reader.fail();
    return digits === '' ? 0 : Number.parseInt(digits, 36) + 1;
  }

  #substitution(): string {
    const { reader } = this;
    if (!reader.eat('S')) reader.fail();
    const standard = STANDARD[reader.peek()];
    if (standard !== undefined) {
      reader.next();
      return standard;
    }
    return this.#substitutions[this.#index()] ?? reader.fail();
  }

  #templateParameter(): string {
    if (!this.reader.eat('T')) this.reader.fail();
    return this.#arguments[this.#index()] ?? 'auto';
  }

  #templateArguments(): string[] {
    if (!this.reader.eat('I')) this.reader.fail();
    return this.reader.until('E', () => this.#templateArgument());
  }

  #templateArgument(): string {
    const { reader } = this;
    if (reader.eat('L')) return this.#literal();
    if (reader.eat('J')) return reader.until('E', () => this.#templateArgument()).join(', ');
    return this.#type();
  }

  #literal(): string {
    const { reader } = this;
    if (reader.eat('_Z')) {
      const name = this.encoding(true);
      if (!reader.eat('E')) reader.fail();
      return name;
    }
    const type = this.#type();
    const value = reader
      .until('E', () => reader.take(1))
      .join('')
      .replace(/^n/, '-');
    if (type === 'bool') return value === '1' ? 'true' : 'false';
    return value;
  }

  #type(): string {
    return this.reader.part(() => {
      const { reader } = this;
      const two = reader.text.slice(reader.offset, reader.offset + 2);
      const builtin = BUILTIN_TYPES[two] ?? BUILTIN_TYPES[reader.peek()];
      if (builtin !== undefined) {
        reader.take(BUILTIN_TYPES[two] === undefined ? 1 : 2);
        return builtin;
      }
      if (reader.peek() === 'S' && two !== 'St') {
        const known = this.#substitution();
        if (reader.peek() !== 'I') return known;
        return this.#remember(`${known}<${this.#templateArguments().join(', ')}>`);
      }
      return this.#remember(this.#compoundType());
    });
  }

  #remember(type: string): string {
    this.#substitutions.push(type);
    return type;
  }

  #compoundType(): string {
    const { reader } = this;
    if (reader.eat('P')) return `${this.#type()}*`;
    if (reader.eat('R')) return `${this.#type()}&`;
    if (reader.eat('O')) return `${this.#type()}&&`;
    if (reader.eat('K')) return `${this.#type()} const`;
    if (reader.eat('V')) return `${this.#type()} volatile`;
    if (reader.eat('Dp')) return this.#type();
    if (reader.eat('A')) {
      const size = /\d/.test(reader.peek()) ? reader.decimal() : '';
      if (!reader.eat('_')) reader.fail();
      return `${this.#type()}[${size}]`;
    }
    if (reader.eat('F')) {
      reader.eat('Y');
      const [result = '', ...parameters] = reader.until('E', () => this.#type());
      return `${result} (${parameters.filter((type) => type !== 'void').join(', ')})`;
    }
    if (reader.peek() === 'T') return this.#templateParameter();
    return this.name();
  }

  /** A function's name; its parameters tell it from others of the name, and are read only where something comes after them. */
  encoding(isInside: boolean): string {
    const name = this.name();
    if (isInside) this.reader.until('E', () => this.#type());
    return name;
  }
}

/** @throws {UnreadableSymbol} */
export function demangleCpp(symbol: string): string {
  const reader = new SymbolReader(symbol, symbol.indexOf('_Z') + '_Z'.length);
  return new CppName(reader).encoding(false);
}
