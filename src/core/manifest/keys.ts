import { nearest } from '../nearest';

/** The keys of each part of a manifest. `media/manifest.schema.json` describes the same ones. */
export const MANIFEST_KEYS = ['wasm', 'memory', 'config', 'allowed_hosts', 'allowed_paths', 'timeout_ms'] as const;
export const MEMORY_KEYS = ['max_pages', 'max_http_response_bytes', 'max_var_bytes'] as const;
export const MODULE_KEYS = ['path', 'data', 'url', 'headers', 'method', 'name', 'hash'] as const;

/** Where a key would be at home that is not known where it was written. */
const HOMES: [readonly string[], string][] = [
  [MANIFEST_KEYS, 'at the top of the manifest'],
  [MEMORY_KEYS, 'in "memory"'],
  [MODULE_KEYS, 'in an item of "wasm"'],
];

export const homeOf = (key: string): string | undefined => HOMES.find(([keys]) => keys.includes(key))?.[1];

const bare = (key: string): string => key.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** The key that was meant: `timeoutMs` and `timeout` are `timeout_ms`, `pth` is `path`. */
export function meantKey(key: string, known: readonly string[]): string | undefined {
  const written = bare(key);
  return (
    known.find((candidate) => bare(candidate) === written) ??
    known.find((candidate) => written.length > 3 && bare(candidate).startsWith(written)) ??
    nearest(key, known)
  );
}
