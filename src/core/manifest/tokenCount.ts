/** A comment, a word or any other character, and the white space before it. */
const TOKEN = /\s*(?:#[^\n]*|[\w+-]+|[^])/y;

const isEscaped = (text: string, at: number): boolean => {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
};

/** Where the string ends that begins with the quote at the offset. */
function stringEnd(text: string, start: number): number {
  const quote = text[start] ?? '';
  for (let end = text.indexOf(quote, start + 1); end >= 0; end = text.indexOf(quote, end + 1)) {
    if (quote === "'" || !isEscaped(text, end)) return end + 1;
  }
  return text.length;
}

/**
 * Whether JSON or TOML has more words and brackets than this. A parser keeps something for each of them, a hundred times
 * as large; this keeps nothing, and takes the longest string for one.
 */
export function hasMoreTokens(text: string, most: number): boolean {
  let count = 0;
  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(text); token && count <= most; token = TOKEN.exec(text)) {
    count += 1;
    const last = text[TOKEN.lastIndex - 1];
    if (last === '"' || last === "'") TOKEN.lastIndex = stringEnd(text, TOKEN.lastIndex - 1);
  }
  return count > most;
}
