/** Where a module of a manifest comes from, as written there. */
export type ModuleSource =
  | { kind: 'path'; path: string }
  | { kind: 'data'; base64: string }
  | { kind: 'url'; url: string; method: string; headers: Record<string, string> };

export interface ManifestModule {
  source: ModuleSource;
  name?: string;
  /** SHA-256 of the module's bytes, lower-case hex. */
  hash?: string;
}

/**
 * An Extism manifest, with its own names in camel case.
 * Source of the format: https://github.com/extism/extism/blob/main/manifest/src/lib.rs
 */
export interface Manifest {
  wasm: ManifestModule[];
  memory: { maxPages?: number; maxHttpResponseBytes?: number; maxVarBytes?: number };
  config?: Record<string, string>;
  allowedHosts?: string[];
  /** Host path → path that the plug-in sees. A host path with the prefix `ro:` is read-only. */
  allowedPaths?: Record<string, string>;
  /** Milliseconds. */
  timeout?: number;
}

/**
 * The name that other modules import each module by: its own, else `main`; `main` for the last where no other is it.
 * Source: https://github.com/extism/extism/blob/main/runtime/src/manifest.rs
 */
export function moduleNames(modules: readonly Pick<ManifestModule, 'name'>[]): string[] {
  const names = modules.map(({ name = 'main' }) => name);
  return names.slice(0, -1).includes('main') ? names : [...names.slice(0, -1), 'main'];
}
