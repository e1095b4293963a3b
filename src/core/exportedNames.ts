const DECLARATION = /^\s*export\s+(?:async\s+)?(?:function\s*\*?|const|let|var)\s+([\p{L}_$][\p{L}\p{N}_$]*)/gmu;
const LIST = /^\s*export\s*\{([^}]*)\}/gm;

/** The names that a JavaScript or TypeScript module exports, as far as its text tells them; nothing of it is run. */
export function exportedNames(source: string): string[] {
  const declared = [...source.matchAll(DECLARATION)].map(([, name = '']) => name);
  const listed = [...source.matchAll(LIST)].flatMap(([, items = '']) =>
    items.split(',').map((item) => item.replace(/^.*\bas\s+/s, '').trim()),
  );
  return [...new Set([...declared, ...listed])].filter((name) => name !== '' && name !== 'default');
}
