import { ExpressionError } from './machine';
import { type Token, tokenize, unexpected } from './tokens';
import { C_LEVELS, type Levels, LITERALS, PREFIXES, RUST_LEVELS, SYNONYMS, TYPE_WORDS } from './vocabulary';

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

export const noCalls = (name: string): string => `Functions such as ${name}() cannot be called while the plug-in is stopped`;

/** Brackets within brackets: more than anyone writes. */
const DEEPEST = 100;

class Parser {
  readonly #tokens: Token[];
  #next = 0;
  #depth = 0;

  constructor(
    text: string,
    private readonly levels: Levels,
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
