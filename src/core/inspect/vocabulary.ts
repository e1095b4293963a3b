import type { Binary } from './expression';

/** Operators by how tight they bind. */
export type Levels = readonly (readonly string[])[];

/** From loose to tight. In C and JavaScript `a & 1 == 0` is `a & (1 == 0)`, in Rust and Zig it is `(a & 1) == 0`. */
export const C_LEVELS: Levels = [
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
export const RUST_LEVELS: Levels = [
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

/** Other ways to write an operator. */
export const SYNONYMS: Record<string, Binary> = { or: '||', and: '&&', '===': '==', '!==': '!=' };

export const LITERALS: Record<string, boolean | null> = {
  true: true,
  false: false,
  null: null,
  NULL: null,
  nullptr: null,
  undefined: null,
  None: null,
};
export const PREFIXES = new Set(['!', '-', '+', '~', '*', '&']);
/** Words that a C type starts with or goes on with. */
export const TYPE_WORDS = new Set([
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
