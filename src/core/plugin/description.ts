import type { Manifest } from '../manifest/manifest';
import type { WasmModule } from '../wasm/module';
import { isCallable, WASI_NAMESPACE } from './abi';
import { describeHostImports, type HostImport, type Providers } from './hostImports';
import { toolchainOf } from './toolchain';

export type DebugInfo = 'dwarf' | 'sourceMap' | 'none';

/** What is known of a plug-in without running it. */
export interface PluginDescription {
  kind: 'module' | 'manifest';
  /** In bytes, all modules together. */
  size: number;
  modules: number;
  /** As the module's `producers` section or its imports tell it: `Go 1.26`. */
  toolchain?: string;
  wasi: boolean;
  debugInfo: DebugInfo;
  functions: string[];
  hostImports: HostImport[];
  /** Milliseconds that a manifest gives its calls. */
  timeout?: number;
  /** Where modules are fetched from a URL when a function is called, and so nothing is known of them: the main one among them, or not. */
  fetched?: 'main' | 'others';
}

/** A module of a plug-in by the name that other modules import it by. */
export interface NamedModule {
  name: string;
  /** Absent where nothing is known of it: one that is fetched when a function is called. */
  module?: WasmModule;
}

const has = (module: WasmModule, section: string): boolean => module.customSections.includes(section);

function debugInfoOf(module: WasmModule): DebugInfo {
  if (has(module, '.debug_info') || has(module, 'external_debug_info')) return 'dwarf';
  return module.sourceMappingUrl === undefined ? 'none' : 'sourceMap';
}

const functionsOf = ({ exports }: WasmModule): string[] =>
  exports.filter(({ name, type }) => type && isCallable(name, type)).map(({ name }) => name);

/** The main module is the one named `main`, else the last. */
export const mainModule = <M extends NamedModule>(modules: readonly M[]): M | undefined =>
  modules.find(({ name }) => name === 'main') ?? modules.at(-1);

/** What the modules of a plug-in, together, ask of their host. */
export function hostImportsOf(modules: readonly NamedModule[], providers: Providers): HostImport[] {
  const main = mainModule(modules);
  const linked = new Map(modules.map((item) => [item === main ? 'main' : item.name, item.module]));
  return describeHostImports(
    modules.flatMap(({ module }) => module?.imports ?? []),
    linked,
    providers,
  );
}

/** Describes a plug-in made of these modules, of which there is at least one. */
export function describePlugin(modules: readonly NamedModule[], providers: Providers, manifest?: Manifest): PluginDescription {
  const main = mainModule(modules);
  if (!main) throw new Error('a plug-in has at least one module');
  const toolchain = main.module && toolchainOf(main.module);
  const isFetched = modules.some(({ module }) => !module);
  return {
    kind: manifest ? 'manifest' : 'module',
    size: modules.reduce((sum, { module }) => sum + (module?.size ?? 0), 0),
    modules: modules.length,
    ...(toolchain && { toolchain }),
    wasi: modules.some(({ module }) => module?.imports.some((item) => item.module === WASI_NAMESPACE)),
    debugInfo: main.module ? debugInfoOf(main.module) : 'none',
    functions: main.module ? functionsOf(main.module) : [],
    hostImports: hostImportsOf(modules, providers),
    ...(manifest?.timeout !== undefined && { timeout: manifest.timeout }),
    ...(isFetched && { fetched: main.module ? 'others' : 'main' }),
  };
}
