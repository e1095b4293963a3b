import type { SourceText } from './node';

/** A comment, a word or any other character, and the white space before it. */
const TOKEN = {
  json: /\s*(?:\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)|[\w+-]+|[^])/y,
  toml: /\s*(?:#[^\n]*|[\w+-]+|[^])/y,
};

const isEscaped = (text: string, at: number): boolean => {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
};

/** Where the string ends whose text begins at the offset: behind what closes it, or at the end of the line. */
function lineStringEnd(text: string, start: number, quote: string): number {
  const end = quote === "'" ? /['\r\n]/g : /["\r\n]/g;
  end.lastIndex = start;
  for (let found = end.exec(text); found; found = end.exec(text)) {
    if (quote === '"' && isEscaped(text, found.index)) continue;
    return found.index + (found[0] === quote ? 1 : 0);
  }
  return text.length;
}

/** The same of a string of TOML that may have several lines, and one or two quotes just before its end. */
function blockStringEnd(text: string, start: number, quote: string): number {
  const closing = quote.repeat(3);
  for (let end = text.indexOf(closing, start); end >= 0; end = text.indexOf(closing, end + 1)) {
    if (quote === '"' && isEscaped(text, end)) continue;
    let behind = end + 3;
    while (behind < end + 5 && text[behind] === quote) behind += 1;
    return behind;
  }
  return text.length;
}

/**
 * Whether JSON or TOML has more words and brackets than this. A parser keeps something for each of them, a hundred times
 * as large; this keeps nothing, and takes the longest string for one. It tells strings and comments as the parsers do,
 * or what they take for words could be hidden from it.
 */
export function hasMoreTokens({ text, format }: SourceText, most: number): boolean {
  const token = TOKEN[format];
  let count = 0;
  token.lastIndex = 0;
  for (let found = token.exec(text); found && count <= most; found = token.exec(text)) {
    count += 1;
    const quote = found[0].trimStart();
    if (quote !== '"' && (quote !== "'" || format === 'json')) continue;
    const at = token.lastIndex;
    const isBlock = format === 'toml' && text.startsWith(quote.repeat(2), at);
    token.lastIndex = isBlock ? blockStringEnd(text, at + 2, quote) : lineStringEnd(text, at, quote);
  }
  return count > most;
}
