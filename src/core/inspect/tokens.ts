import { ExpressionError } from './machine';

export type Token = { at: number } & (
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

/** The words of an expression; the last is its end. @throws {ExpressionError} */
export function tokenize(text: string): Token[] {
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

export const unexpected = (text: string, at: number): string => {
  if (text === '"' || text === "'" || text === '`') return `The text that starts at character ${at + 1} has no end`;
  if (text === '=') return `"=" assigns, which changes nothing here: to compare, write "=="`;
  return text === '' ? 'The expression ends too early' : `"${text}" at character ${at + 1} is not understood`;
};
