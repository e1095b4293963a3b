import type { WasmModule } from '../wasm/module';

/** `go1.26.8` → `1.26`, `1.83.0 (90b35a623 2024-11-26)` → `1.83` */
const shortVersion = (version: string): string => /\d+(\.\d+)?/.exec(version)?.[0] ?? '';

const named = (name: string, version = ''): string => `${name} ${shortVersion(version)}`.trim();

/** What made a module, as its producers tell it or, of a toolchain that tells nothing, as its other traits do. */
export function toolchainOf(module: WasmModule): string | undefined {
  const processors = module.producers.get('processed-by') ?? new Map<string, string>();
  const tinyGo = processors.get('TinyGo');
  if (tinyGo !== undefined) return named('TinyGo', tinyGo);
  const languages = [...(module.producers.get('language') ?? [])];
  const isCpp = languages.some(([language]) => language.startsWith('C_plus_plus'));
  for (const [language, version] of languages) {
    if (isCpp && language.startsWith('C')) return 'C++'; // whose libraries may be C
    if (/^C\d*$/.test(language)) return processors.size > 0 ? 'C' : 'Zig'; // whose compiler says C99, and not its own name
    return named(language, version || processors.get('rustc'));
  }
  if (module.imports.some(({ module: namespace, name }) => namespace === 'env' && name === 'abort')) return 'AssemblyScript';
  if (module.sourceMappingUrl?.endsWith('.wasm.map')) return 'AssemblyScript';
  const [processor] = processors.keys();
  return processor;
}

/** The toolchain's name without its version. */
export const languageOf = (module: WasmModule): string | undefined => toolchainOf(module)?.replace(/ [\d.]+$/, '');
