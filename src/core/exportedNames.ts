const NAME = '[\\p{L}_$][\\p{L}\\p{N}_$]*';

const COMMENT_OR_TEXT = /\/\*[^]*?(?:\*\/|$)|\/\/[^\n]*|(['"])(?:\\[^]|(?!\1)[^\\\n])*\1|`(?:\\[^]|[^\\`])*`/g;
/** What a line begins with that is a new statement, although nothing ended the last one. */
const STATEMENT = /\n[ \t]*(?:import|function|async|const|let|var|class|type|interface|enum|declare)\b/y;
/** The same, and never within brackets: whatever they are, no part of the text is looked through twice. */
const EXPORT = /\n[ \t]*(?:export|module\.exports)\b/y;

const FUNCTION = new RegExp(`^[ \\t]*export\\s+(?:async\\s+)?function\\s*\\*?\\s*(${NAME})`, 'gmu');
const VARIABLES = /^[ \t]*export\s+(?:const|let|var)\b/gm;
const LIST = /^[ \t]*export\s*\{/gm;
const ASSIGNED = new RegExp(`^[ \\t]*(?:module\\.)?exports\\.(${NAME})\\s*=`, 'gmu');
/** An object of functions, as CommonJS has it, or as a default export. */
const OBJECT = /^[ \t]*(?:module\.exports\s*=|export\s+default)\s*\{/gm;

const DECLARED = new RegExp(`^\\s*(${NAME})\\s*(?:[=:!]|$)`, 'u');
const PATTERN = /^\s*[{[]/;
const BOUND = new RegExp(`^\\s*(?:\\.{3}|[^:=]*:)?\\s*(${NAME})\\s*(?:=|$)`, 'u');
const LISTED = new RegExp(`^\\s*(?!type\\s)(?:[^]*\\bas\\s+)?(${NAME})\\s*$`, 'u');
const KEY = new RegExp(`^\\s*(?:async\\s+)?\\*?\\s*(${NAME})`, 'u');

function isAt(sticky: RegExp, source: string, at: number): boolean {
  sticky.lastIndex = at;
  return sticky.test(source);
}

/** What stands between commas, from the offset to the end: of the brackets where one opens right before it, else of the statement. */
function partsFrom(source: string, start: number): string[] {
  const parts: string[] = [];
  const isBracketed = /[{[]/.test(source[start - 1] ?? '');
  let depth = 0;
  let from = start;
  let at = start;
  for (; at < source.length; at += 1) {
    const char = source[at] ?? '';
    if ('([{'.includes(char)) depth += 1;
    else if (')]}'.includes(char)) depth -= 1;
    if (depth < 0 || isAt(EXPORT, source, at)) break;
    if (!isBracketed && depth === 0 && (char === ';' || isAt(STATEMENT, source, at))) break;
    if (depth === 0 && char === ',') {
      parts.push(source.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, source.slice(from, at)];
}

const firstGroup = (pattern: RegExp, text: string): string[] => pattern.exec(text)?.slice(1, 2) ?? [];

/** `a = 1`, `{ a, b: c } = d` */
function declaredNames(declarator: string): string[] {
  const [opening] = PATTERN.exec(declarator) ?? [];
  if (opening === undefined) return firstGroup(DECLARED, declarator);
  return partsFrom(declarator, opening.length).flatMap((part) => firstGroup(BOUND, part));
}

/** The names that a JavaScript or TypeScript module exports, as far as its text tells them; nothing of it is run. */
export function exportedNames(source: string): string[] {
  const code = source.replace(COMMENT_OR_TEXT, (token) => (token.startsWith('/') ? ' ' : "''"));
  const named = (pattern: RegExp): string[] => [...code.matchAll(pattern)].map(([, name = '']) => name);
  const partsAfter = (pattern: RegExp): string[] =>
    [...code.matchAll(pattern)].flatMap(({ 0: { length }, index }) => partsFrom(code, index + length));
  const names = [
    ...named(FUNCTION),
    ...partsAfter(VARIABLES).flatMap(declaredNames),
    ...named(ASSIGNED),
    ...partsAfter(LIST).flatMap((part) => firstGroup(LISTED, part)),
    ...partsAfter(OBJECT).flatMap((part) => firstGroup(KEY, part)),
  ];
  return [...new Set(names)].filter((name) => name !== 'default');
}

const RELATIVE_IMPORT = /\b(?:from|import|require)\s*\(?\s*(['"])(\.{1,2}\/[^'"\n]+)\1/g;

/** The relative paths that a module imports others by, as far as its text tells. */
export const importedPaths = (source: string): string[] => [...source.matchAll(RELATIVE_IMPORT)].map(([, , path = '']) => path);
