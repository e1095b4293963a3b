import { demangleCpp } from './itanium';
import { demangleRustLegacy, isRustLegacy } from './rustLegacy';
import { demangleRustV0 } from './rustV0';
import { UnreadableSymbol } from './symbolReader';

/** Characters of a symbol that are looked at; nobody wrote a longer one. */
const LONGEST = 4_096;

/** Go's linker writes `_` for every character that WebAssembly's text format has no use for in a name. */
const demangleGo = (symbol: string): string => symbol.replace(/\.__(\w+?)_\./g, '.(*$1).');

/** Where a compiler has made several functions of one: `panicExtra__func_4`, `greet.llvm.17928690455606698037`, `greet#wasmexport`. */
const withoutMarks = (symbol: string): string => symbol.replace(/__(?:anon|func|struct)_\d+/g, '').replace(/\.llvm\.\d+$|#wasmexport$/, '');

function demanglerOf(symbol: string): ((symbol: string) => string) | undefined {
  if (symbol.startsWith('_R')) return demangleRustV0;
  if (isRustLegacy(symbol)) return demangleRustLegacy;
  if (/^_{0,3}_Z[A-Za-z0-9]/.test(symbol)) return demangleCpp;
  return undefined;
}

/** A function's name as whoever wrote it would say it. What cannot be read is left as it is. */
export function demangle(symbol: string): string {
  if (symbol.length > LONGEST) return symbol;
  const demangler = demanglerOf(symbol);
  if (!demangler) return demangleGo(withoutMarks(symbol));
  try {
    return demangler(symbol) || symbol;
  } catch (error) {
    if (error instanceof UnreadableSymbol) return symbol;
    throw error;
  }
}
