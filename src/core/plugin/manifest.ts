/** Where a module of a manifest comes from, as written there. */
type ModuleSource =
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

/** A manifest is not as it should be; the message says where and what to write instead. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
}

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

function fields(value: unknown, where: string, known: readonly string[]): Fields {
  if (!isFields(value)) throw new ManifestError(`${where} must be an object`);
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new ManifestError(`${where} has an unknown key "${unknown}"; the known ones are ${known.join(', ')}`);
  return value;
}

function optionalString(value: unknown, where: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new ManifestError(`${where} must be a string`);
  return value;
}

function optionalNumber(value: unknown, where: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    throw new ManifestError(`${where} must be a whole number, 0 or more`);
  return value;
}

function optionalStrings(value: unknown, where: string): Record<string, string> | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isFields(value)) throw new ManifestError(`${where} must be an object`);
  const strings: [string, string][] = Object.entries(value).map(([key, item]) => {
    if (typeof item === 'string') return [key, item];
    throw new ManifestError(`${where}.${key} must be a string: write ${JSON.stringify(JSON.stringify(item))}`);
  });
  return Object.fromEntries(strings);
}

function parseSource(item: Fields, where: string): ModuleSource {
  const path = optionalString(item['path'], `${where}.path`);
  const base64 = optionalString(item['data'], `${where}.data`);
  const url = optionalString(item['url'], `${where}.url`);
  const given = [path, base64, url].filter((value) => value !== undefined).length;
  if (given !== 1) throw new ManifestError(`${where} must have one of "path", "data" and "url", and has ${given === 0 ? 'none' : given}`);
  if (path !== undefined) return { kind: 'path', path };
  if (base64 !== undefined) return { kind: 'data', base64 };
  const method = optionalString(item['method'], `${where}.method`) ?? 'GET';
  return { kind: 'url', url: url ?? '', method, headers: optionalStrings(item['headers'], `${where}.headers`) ?? {} };
}

function parseModule(value: unknown, index: number): ManifestModule {
  const where = `wasm[${index}]`;
  const item = fields(value, where, ['path', 'data', 'url', 'headers', 'method', 'name', 'hash']);
  const name = optionalString(item['name'], `${where}.name`);
  const hash = optionalString(item['hash'], `${where}.hash`);
  if (hash !== undefined && !/^[0-9a-f]{64}$/i.test(hash)) throw new ManifestError(`${where}.hash must be a SHA-256 in hex: 64 digits`);
  return { source: parseSource(item, where), ...(name !== undefined && { name }), ...(hash !== undefined && { hash: hash.toLowerCase() }) };
}

/** @throws {ManifestError} */
export function parseManifest(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ManifestError(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const root = fields(json, 'the manifest', ['wasm', 'memory', 'config', 'allowed_hosts', 'allowed_paths', 'timeout_ms']);
  const wasm = root['wasm'];
  if (!Array.isArray(wasm) || wasm.length === 0)
    throw new ManifestError('the manifest needs "wasm": a list of at least one module, such as { "path": "plugin.wasm" }');
  const memory = fields(root['memory'] ?? {}, 'memory', ['max_pages', 'max_http_response_bytes', 'max_var_bytes']);
  const maxPages = optionalNumber(memory['max_pages'], 'memory.max_pages');
  const maxHttpResponseBytes = optionalNumber(memory['max_http_response_bytes'], 'memory.max_http_response_bytes');
  const maxVarBytes = optionalNumber(memory['max_var_bytes'], 'memory.max_var_bytes');
  const hosts = root['allowed_hosts'];
  if (hosts !== undefined && hosts !== null && !(Array.isArray(hosts) && hosts.every((host) => typeof host === 'string'))) {
    throw new ManifestError('allowed_hosts must be a list of strings');
  }
  const config = optionalStrings(root['config'], 'config');
  const allowedPaths = optionalStrings(root['allowed_paths'], 'allowed_paths');
  const timeout = optionalNumber(root['timeout_ms'], 'timeout_ms');
  const modules = wasm.map(parseModule);
  const names = moduleNames({ wasm: modules });
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new ManifestError(`two modules are named "${twice}"; what imports one by name needs to know which`);
  return {
    wasm: modules,
    memory: {
      ...(maxPages !== undefined && { maxPages }),
      ...(maxHttpResponseBytes !== undefined && { maxHttpResponseBytes }),
      ...(maxVarBytes !== undefined && { maxVarBytes }),
    },
    ...(config && { config }),
    ...(Array.isArray(hosts) && { allowedHosts: hosts }),
    ...(allowedPaths && { allowedPaths }),
    ...(timeout !== undefined && { timeout }),
  };
}

/** The name that other modules import each module by: its own, else its place; `main` for the last where no other has it. */
export const moduleNames = ({ wasm }: Pick<Manifest, 'wasm'>): string[] => {
  const last = wasm.length - 1;
  const hasMain = wasm.slice(0, last).some(({ name }) => name === 'main');
  return wasm.map(({ name, hash }, index) => (index === last && !hasMain ? 'main' : (name ?? hash ?? String(index))));
};
