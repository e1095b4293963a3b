import { SymbolReader } from './symbolReader';

const ESCAPES: Record<string, string> = {
  SP: '@',
  BP: '*',
  RF: '&',
  LT: '<',
  GT: '>',
  LP: '(',
  RP: ')',
  C: ',',
};

const HASH = /^h[0-9a-f]{16}$/;

export const isRustLegacy = (symbol: string): boolean => /^_?_ZN.*17h[0-9a-f]{16}E/.test(symbol);

function unescape(name: string): string {
  return name
    .replace(/^_(?=\$)/, '')
    .replaceAll('..', '::')
    .replace(/\$(?:u([0-9a-f]{1,5})|([A-Z]{1,2}))\$/g, (whole, code: string | undefined, escape = '') =>
      code === undefined ? (ESCAPES[escape] ?? whole) : String.fromCodePoint(Number.parseInt(code, 16)),
    );
}

/**
 * The path of a symbol that rustc wrote until 2025, without its hash: https://doc.rust-lang.org/rustc/symbol-mangling/legacy.html
 * @throws {UnreadableSymbol}
 */
export function demangleRustLegacy(symbol: string): string {
  const reader = new SymbolReader(symbol, symbol.indexOf('N') + 1);
  const parts = reader.until('E', () => reader.take(reader.decimal()));
  return parts
    .filter((part, index) => index < parts.length - 1 || !HASH.test(part))
    .map(unescape)
    .join('::');
}
