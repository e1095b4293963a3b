import { ExpressionError } from './machine';

/** An expression of the plug-in's language, as far as all of them are alike. */
export type Expression =
  | { kind: 'literal'; value: bigint | number | string | boolean | null }
  /** A variable, with its namespaces. */
  | { kind: 'name'; path: string[] }
  /** Zig's `.red` */
  | { kind: 'tag'; name: string }
  | { kind: 'member'; of: Expression; name: string }
  /** `text.len()`: of methods, those that tell a size. */
  | { kind: 'call'; of: Expression; name: string }
  | { kind: 'index'; of: Expression; at: Expression }
  | { kind: 'unary'; operator: Unary; of: Expression }
  | { kind: 'binary'; operator: Binary; left: Expression; right: Expression }
  | { kind: 'cast'; type: string; pointers: number; of: Expression };

export type Unary = '!' | '-' | '+' | '~' | '*' | '&' | 'unwrap';
export type Binary = '*' | '/' | '%' | '+' | '-' | '<<' | '>>' | '<' | '<=' | '>' | '>=' | '==' | '!=' | '&' | '^' | '|' | '&&' | '||';

type Token = { at: number } & (
  | { kind: 'name' | 'mark'; text: string }
  | { kind: 'literal'; value: bigint | number | string }
  | { kind: 'end' }
);

const NUMBER = /0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|\d[\d_]*(\.\d[\d_]*)?([eE][+-]?\d+)?/y;
const SUFFIX = /(_?[iuf](8|16|32|64|128|size)|[uUlLnzf]+)\b/y;
const NAME = /r#(?=[\p{L}_])|@"[^"]*"|[\p{L}_$][\p{L}\p{N}_$]*/uy;
const MARK = /===|!==|<<|>>|<=|>=|==|!=|&&|\|\||->|::|\.\*|\.\?|[-+*/%<>!~&|^()[\].,]/y;
const SPACE = /\s+/y;
const STRING = /(?:[bc]|u8|L)?"((?:[^"\\]|\\.)*)"|`((?:[^`\\$]|\\.)*)`|[bc]?r"([^"]*)"/sy;
const CHARACTER = /b?'((?:[^'\\]|\\.)*)'/suy;

const ESCAPED: Record<string, string> = { n: '\n', t: '\t', r: '\r', '0': '\0', b: '\b', f: '\f', v: '\v', a: '\u0007', e: '\u001b' };

const unescape = (text: string): string =>
  text.replace(/\\(?:x([\da-fA-F]{2})|u\{([\da-fA-F]+)\}|u([\da-fA-F]{4})|(.))/gs, (_, hex, braced, four, char: string) => {
    const code = (hex ?? braced ?? four) as string | undefined;
    return code === undefined ? (ESCAPED[char] ?? char) : String.fromCodePoint(Math.min(parseInt(code, 16), 0x10_ffff));
  });

function numberOf(text: string): bigint | number {
  const plain = text.replaceAll('_', '');
  return /^0[xXbBoO]/.test(plain) || /^\d+$/.test(plain) ? BigInt(plain.toLowerCase()) : Number(plain);
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  while (at < text.length) {
    if (match(SPACE)) continue;
    const start = at;
    const string = match(STRING);
    const character = string ? null : match(CHARACTER);
    if (string) tokens.push({ kind: 'literal', value: string[3] ?? unescape(string[1] ?? string[2] ?? ''), at: start });
    else if (character) tokens.push(characterToken(unescape(character[1] ?? ''), start));
    else if (/\d/.test(text[at] ?? '')) {
      // the second number of `pair.0.1` is none
      const isMember = tokens.at(-1)?.kind === 'mark' && (tokens.at(-1) as { text: string }).text === '.';
      const digits = isMember ? match(/\d+/y) : match(NUMBER);
      if (!isMember) match(SUFFIX);
      tokens.push({ kind: 'literal', value: numberOf(digits?.[0] ?? '0'), at: start });
    } else {
      const name = match(NAME);
      if (name?.[0] === 'r#') continue;
      const mark = name ? null : match(MARK);
      if (name) tokens.push({ kind: 'name', text: name[0].replace(/^@"(.*)"$/, '$1'), at: start });
      else if (mark) tokens.push({ kind: 'mark', text: mark[0], at: start });
      else throw new ExpressionError(unexpected(text[at] ?? '', at));
    }
  }
  tokens.push({ kind: 'end', at: text.length });
  return tokens;
}

/** In Rust, C and Zig `'a'` is a character, in AssemblyScript `'abc'` a text. */
const characterToken = (text: string, at: number): Token => ({
  kind: 'literal',
  at,
  value: [...text].length === 1 ? BigInt(text.codePointAt(0) ?? 0) : text,
});

const unexpected = (text: string, at: number): string => {
  if (text === '"' || text === "'" || text === '`') return `The text that starts at character ${at + 1} has no end`;
  if (text === '=') return `"=" assigns, which changes nothing here: to compare, write "=="`;
  return text === '' ? 'The expression ends too early' : `"${text}" at character ${at + 1} is not understood`;
};

export const noCalls = (name: string): string => `Functions such as ${name}() cannot be called while the plug-in is stopped`;

/** From loose to tight. In C and JavaScript `a & 1 == 0` is `a & (1 == 0)`, in Rust and Zig it is `(a & 1) == 0`. */
const C_LEVELS: readonly (readonly string[])[] = [
  ['||', 'or'],
  ['&&', 'and'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!=', '===', '!=='],
  ['<', '<=', '>', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const RUST_LEVELS: readonly (readonly string[])[] = [
  ['||', 'or'],
  ['&&', 'and'],
  ['==', '!=', '===', '!==', '<', '<=', '>', '>='],
  ['|'],
  ['^'],
  ['&'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

const SYNONYMS: Record<string, Binary> = { or: '||', and: '&&', '===': '==', '!==': '!=' };
const LITERALS: Record<string, boolean | null> = {
  true: true,
  false: false,
  null: null,
  NULL: null,
  nullptr: null,
  undefined: null,
  None: null,
};
const PREFIXES = new Set(['!', '-', '+', '~', '*', '&']);
/** Words that a C type starts with or goes on with. */
const TYPE_WORDS = new Set([
  'unsigned',
  'signed',
  'long',
  'short',
  'int',
  'char',
  'struct',
  'class',
  'enum',
  'union',
  'const',
  'float',
  'double',
]);
/** Brackets within brackets: more than anyone writes. */
const DEEPEST = 100;

class Parser {
  readonly #tokens: Token[];
  #next = 0;
  #depth = 0;

  constructor(
    text: string,
    private readonly levels: readonly (readonly string[])[],
  ) {
    this.#tokens = tokenize(text);
  }

  whole(): Expression {
    const parsed = this.#binary(0);
    if (this.#token.kind !== 'end') this.#fail();
    return parsed;
  }

  get #token(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', at: 0 };
  }

  #fail(): never {
    const token = this.#token;
    const text = token.kind === 'end' ? '' : token.kind === 'literal' ? String(token.value) : token.text;
    throw new ExpressionError(unexpected(text, token.at));
  }

  #is(text: string, kind: 'mark' | 'name' = 'mark', ahead = 0): boolean {
    const token = this.#tokens[this.#next + ahead];
    return token?.kind === kind && token.text === text;
  }

  #take(text: string, kind: 'mark' | 'name' = 'mark'): boolean {
    const isIt = this.#is(text, kind);
    if (isIt) this.#next += 1;
    return isIt;
  }

  #expect(text: string): void {
    if (!this.#take(text)) this.#fail();
  }

  #name(): string {
    const token = this.#token;
    if (token.kind !== 'name') this.#fail();
    this.#next += 1;
    return token.text;
  }

  #binary(level: number): Expression {
    const operators = this.levels[level];
    if (!operators) return this.#cast();
    if ((this.#depth += 1) > DEEPEST * C_LEVELS.length) throw new ExpressionError('The expression is nested too deep');
    let left = this.#binary(level + 1);
    for (;;) {
      const token = this.#token;
      if ((token.kind !== 'mark' && token.kind !== 'name') || !operators.includes(token.text)) break;
      this.#next += 1;
      const operator = SYNONYMS[token.text] ?? (token.text as Binary);
      left = { kind: 'binary', operator, left, right: this.#binary(level + 1) };
    }
    this.#depth -= 1;
    return left;
  }

  /** Rust's `x as u64` */
  #cast(): Expression {
    let of = this.#prefix();
    while (this.#take('as', 'name')) of = { kind: 'cast', of, type: this.#name(), pointers: 0 };
    return of;
  }

  #prefix(): Expression {
    const token = this.#token;
    const operator = token.kind === 'mark' && PREFIXES.has(token.text) ? token.text : this.#is('not', 'name') ? '!' : undefined;
    if (operator !== undefined) {
      if ((this.#depth += 1) > DEEPEST * C_LEVELS.length) throw new ExpressionError('The expression is nested too deep');
      this.#next += 1;
      const of = this.#prefix();
      this.#depth -= 1;
      return { kind: 'unary', operator: operator as Unary, of };
    }
    return this.#cCast() ?? this.#postfix(this.#primary());
  }

  /** `(unsigned char) x`, `(Node *) p`: a type in brackets, and something after it. */
  #cCast(): Expression | undefined {
    const start = this.#next;
    if (!this.#take('(')) return undefined;
    const words: string[] = [];
    for (let token = this.#token; token.kind === 'name'; token = this.#token) {
      this.#next += 1;
      words.push(this.#is('::') ? this.#path(token.text).join('::') : token.text);
    }
    let pointers = 0;
    while (this.#take('*')) pointers += 1;
    const after = this.#tokens[this.#next + 1];
    const isType =
      words.length > 1 || pointers > 0 || TYPE_WORDS.has(words[0] ?? '') || after?.kind === 'name' || after?.kind === 'literal';
    const isOperator = after?.kind === 'name' && this.levels.some((level) => level.includes(after.text));
    if (words.length === 0 || !this.#is(')') || !isType || isOperator) {
      this.#next = start;
      return undefined;
    }
    this.#next += 1;
    const type = words.filter((word) => !['struct', 'class', 'enum', 'union', 'const'].includes(word)).join(' ');
    return { kind: 'cast', type, pointers, of: this.#prefix() };
  }

  #path(first: string): string[] {
    const path = [first];
    while (this.#take('::')) path.push(this.#name());
    return path;
  }

  #primary(): Expression {
    const token = this.#token;
    if (token.kind === 'literal') {
      this.#next += 1;
      return { kind: 'literal', value: token.value };
    }
    if (token.kind === 'name') {
      this.#next += 1;
      const path = this.#path(token.text);
      if (this.#is('(')) throw new ExpressionError(noCalls(path.at(-1) ?? ''));
      const literal = path.length === 1 ? LITERALS[token.text] : undefined;
      return literal === undefined ? { kind: 'name', path } : { kind: 'literal', value: literal };
    }
    if (this.#take('.')) return { kind: 'tag', name: this.#name() };
    this.#expect('(');
    const inner = this.#binary(0);
    this.#expect(')');
    return inner;
  }

  #postfix(start: Expression): Expression {
    let of = start;
    for (;;) {
      if (this.#take('.*')) of = { kind: 'unary', operator: '*', of };
      else if (this.#take('.?')) of = { kind: 'unary', operator: 'unwrap', of };
      else if (this.#take('.') || this.#take('->')) of = this.#memberOf(of);
      else if (this.#take('[')) {
        of = { kind: 'index', of, at: this.#binary(0) };
        this.#expect(']');
      } else return of;
    }
  }

  #memberOf(of: Expression): Expression {
    const token = this.#token;
    if (token.kind === 'literal' && typeof token.value === 'bigint') {
      this.#next += 1;
      return { kind: 'member', of, name: String(token.value) };
    }
    const name = this.#name();
    if (!this.#take('(')) return { kind: 'member', of, name };
    if (!this.#take(')')) throw new ExpressionError(noCalls(name));
    return { kind: 'call', of, name };
  }
}

/** @throws {ExpressionError} */
export const parseExpression = (text: string, language: 'c' | 'rust' = 'c'): Expression =>
  new Parser(text, language === 'rust' ? RUST_LEVELS : C_LEVELS).whole();
