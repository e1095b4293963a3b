const DECLARATION = /^\s*export\s+(?:async\s+)?(?:function\s*\*?|const|let|var)\s+([\p{L}_$][\p{L}\p{N}_$]*)/gmu;
const COMMON_JS = /^\s*(?:module\.)?exports\.([\p{L}_$][\p{L}\p{N}_$]*)\s*=/gmu;
const LIST = /^\s*export\s*\{([^}]*)\}/gm;

/** The names that a JavaScript or TypeScript module exports, as far as its text tells them; nothing of it is run. */
export function exportedNames(source: string): string[] {
  const declared = [DECLARATION, COMMON_JS].flatMap((pattern) => [...source.matchAll(pattern)].map(([, name = '']) => name));
  const listed = [...source.matchAll(LIST)].flatMap(([, items = '']) =>
    items.split(',').map((item) => item.replace(/^.*\bas\s+/s, '').trim()),
  );
  return [...new Set([...declared, ...listed])].filter((name) => name !== '' && name !== 'default');
}

const RELATIVE_IMPORT = /\b(?:from|import|require)\s*\(?\s*(['"])(\.{1,2}\/[^'"\n]+)\1/g;

/** The relative paths that a module imports others by, as far as its text tells. */
export const importedPaths = (source: string): string[] => [...source.matchAll(RELATIVE_IMPORT)].map(([, , path = '']) => path);
