/** Where a setting is written, narrowest last: a narrower scope's value of a key hides a wider one's. */
const SCOPES = ['user', 'workspace', 'folder'] as const;

export type Scope = (typeof SCOPES)[number];

/** A key of host memory and the scope that its value comes from. */
export interface HostMemoryEntry {
  key: string;
  /** What a plug-in gets for it. */
  value: string;
  scope: Scope;
}

/** Host memory of one workspace folder, or of the window where it has but one. */
export interface HostMemoryFolder {
  uri: string;
  name: string;
  entries: HostMemoryEntry[];
}

/** A value that a plug-in set with `hostMemorySet`. */
export interface HostMemoryChange {
  /** The plug-in's URI. */
  plugin: string;
  pluginName: string;
  key: string;
  value: string;
}

/** What the scopes say of host memory, together: each key with the value of the narrowest scope that has it. */
export function mergeHostMemory(scopes: Record<Scope, Record<string, string>>): HostMemoryEntry[] {
  const entries = SCOPES.flatMap((scope) => Object.entries(scopes[scope]).map(([key, value]): HostMemoryEntry => ({ key, value, scope })));
  const merged = new Map(entries.map((entry) => [entry.key, entry]));
  return [...merged.values()].sort((a, b) => a.key.localeCompare(b.key));
}
