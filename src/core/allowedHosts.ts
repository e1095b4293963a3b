/** The hosts that a plug-in may send HTTP requests to, and where that is written. */
export interface AllowedHosts {
  /** Names, or globs of names. */
  hosts: readonly string[];
  from: 'manifest' | 'settings';
}

const NEVER = /(?!)/;

/** A glob of host names with what the hosts in Rust, Go and JavaScript have in common, `*`, `?` and `[…]`, and the `{…,…}` of the latter two. */
function globSource(glob: string): string {
  return glob.replace(/\*+|\?|\[([!^]?)([^\]]+)\]|\{([^{}]*)\}|[^]/g, (token, not: string, set?: string, choices?: string) => {
    if (token.startsWith('*')) return '.*';
    if (token === '?') return '.';
    if (set !== undefined) return `[${not && '^'}${set.replace(/[\\^[]/g, '\\$&')}]`;
    if (choices !== undefined) return `(?:${choices.split(',').map(globSource).join('|')})`;
    return token.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
  });
}

function globPattern(glob: string): RegExp {
  try {
    return new RegExp(`^${globSource(glob)}$`);
  } catch {
    return NEVER; // a range whose end comes before its start: no host's globs have it
  }
}

/** Extism compares host names alone: neither the scheme nor the port of a URL, and as they are written, in lower case. */
export const isAllowed = (host: string, { hosts }: AllowedHosts): boolean =>
  hosts.some((allowed) => allowed === host || globPattern(allowed).test(host));

/** What someone meant by `https://api.example.com:8080/v1`: its host name. */
const hostOf = (entry: string): string =>
  entry
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/\/.*$/, '')
    .replace(/:\d+$/, '')
    .toLowerCase();

const LIST: Record<AllowedHosts['from'], string> = {
  manifest: 'The manifest\'s "allowed_hosts"',
  settings: 'The setting "extism.allowedHosts"',
};

/** Says of a host that is not allowed which list it would have to be in, and what that list has. */
export function explainDenied(host: string, { hosts, from }: AllowedHosts): string {
  const almost = hosts.find((entry) => hostOf(entry) !== entry && isAllowed(host, { hosts: [hostOf(entry)], from }));
  if (almost !== undefined)
    return `${LIST[from]} has "${almost}", where a host name or a glob of names is meant: write "${hostOf(almost)}".`;
  return `${LIST[from]} allows ${hosts.length === 0 ? 'no host' : `only ${hosts.join(', ')}`}.`;
}
