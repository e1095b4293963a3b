import type { PluginDescription } from './plugin/description';

/** Why breakpoints in a plug-in's source will not be hit, and what to do about it. */
export interface DebugAdvice {
  message: string;
  detail: string;
  /** A command that builds the plug-in so that they are. */
  buildLine?: string;
}

const IN_DISASSEMBLY = 'As it is, you can step through its disassembly, by function names where the module has them.';

/** By the toolchain's name, without its version. */
const BUILD_LINES = new Map(
  Object.entries({
    C: 'clang --target=wasm32-unknown-unknown -g -O0 -nostdlib -Wl,--no-entry -o plugin.wasm plugin.c',
    'C++': 'clang++ --target=wasm32-unknown-unknown -g -O0 -nostdlib -fno-exceptions -Wl,--no-entry -o plugin.wasm plugin.cpp',
    Rust: 'cargo build --target wasm32-unknown-unknown',
    Zig: 'zig build -Doptimize=Debug',
    TinyGo: 'tinygo build -target wasip1 -buildmode=c-shared -opt=1 -o plugin.wasm .',
    AssemblyScript: 'asc plugin.ts --debug --sourceMap --outFile plugin.wasm',
  }),
);

/** What to add to a build line that is there already. */
const WHY = new Map(
  Object.entries({
    Rust: 'The dev profile has it; the release profile has it with `debug = true`, and without `strip`.',
    Zig: 'A Debug build has it, unless it is stripped.',
    TinyGo: 'TinyGo writes it unless it is told `-no-debug`.',
  }),
);

/** What to say before a plug-in is debugged; undefined where all is well. */
export function debugAdvice({ debugInfo, toolchain = '' }: Pick<PluginDescription, 'debugInfo' | 'toolchain'>): DebugAdvice | undefined {
  if (debugInfo !== 'none') return undefined;
  const message = 'has no debug information, so breakpoints in its source are not hit.';
  const name = toolchain.replace(/ [\d.]+$/, '');
  if (name === 'Go') return undefined; // whose own line table stands in for it
  const buildLine = BUILD_LINES.get(name);
  const how =
    buildLine === undefined
      ? 'Build it with debug information (DWARF) and without optimization.'
      : `Build it with debug information:\n\n${buildLine}`;
  const detail = [how, WHY.get(name), IN_DISASSEMBLY].filter((part) => part !== undefined).join('\n\n');
  return { message, detail, ...(buildLine !== undefined && { buildLine }) };
}
