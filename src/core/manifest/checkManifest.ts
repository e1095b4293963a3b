import { Checker } from './checker';
import { removeFix, replace, quoted } from './fixes';
import { parseJson } from './jsonNodes';
import { MANIFEST_KEYS, MEMORY_KEYS } from './keys';
import type { Manifest } from './manifest';
import { completeModules, type LocatedModule, readModules } from './modules';
import type { ManifestNode, Member, ObjectNode, SourceText, TextRange } from './node';
import type { ManifestProblem } from './problem';
import { hasMoreTokens } from './tokenCount';
import { parseToml } from './tomlNodes';

/** A folder of `allowed_paths`, without `ro:`. */
interface LocatedFolder {
  path: string;
  range: TextRange;
}

/** All there is to say of a manifest's text without looking at any other file. */
export interface CheckedManifest {
  /** Absent where something is an error. */
  manifest?: Manifest;
  /** By their place. */
  problems: ManifestProblem[];
  root?: ManifestNode;
  modules: LocatedModule[];
  folders: LocatedFolder[];
}

/** What Rust's hosts read numbers into; of the larger ones no more than is exact here. */
const MOST_PAGES = 2 ** 32 - 1;
const MOST_BYTES = Number.MAX_SAFE_INTEGER;
/** Words and brackets of a manifest. More would keep the editor from anything else while they are read; real ones have a hundred. */
const MOST_TOKENS = 50_000;

function readMemory(check: Checker, member: Member | undefined): Manifest['memory'] {
  if (!member) return {};
  if (member.value.kind !== 'object') {
    check.wrongType(member.value, 'memory', 'an object', member.value.kind === 'null' ? removeFix('"memory"', member) : []);
    return {};
  }
  const fields = check.fields(member.value, 'memory', MEMORY_KEYS);
  const maxPages = check.count(fields.max_pages, 'memory.max_pages', MOST_PAGES);
  const maxHttpResponseBytes = check.count(fields.max_http_response_bytes, 'memory.max_http_response_bytes', MOST_BYTES);
  const maxVarBytes = check.count(fields.max_var_bytes, 'memory.max_var_bytes', MOST_BYTES);
  return {
    ...(maxPages !== undefined && { maxPages }),
    ...(maxHttpResponseBytes !== undefined && { maxHttpResponseBytes }),
    ...(maxVarBytes !== undefined && { maxVarBytes }),
  };
}

/** Hosts are compared with a URL's host name alone, as names or globs. */
function checkHost(check: Checker, node: ManifestNode & { kind: 'string' }): void {
  const host = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/:\s]+)(?::\d+)?(?:\/.*)?$/i.exec(node.value)?.[1];
  if (host === undefined || host === node.value) return;
  const message = `"${node.value}" matches no host: a host is a name or a glob, without scheme, port and path`;
  check.warn('badHost', node.range, message, [replace(`Change to "${host}"`, node.range, quoted(host))]);
}

function readHosts(check: Checker, member: Member | undefined): string[] | undefined {
  if (!member) return undefined;
  const { value } = member;
  if (value.kind === 'null') {
    const message = 'null allows no host, although Extism\'s documentation says that it allows all: that is ["*"]';
    const fixes = [replace('Allow no host: []', value.range, '[]'), replace('Allow every host: ["*"]', value.range, '["*"]')];
    check.warn('nullHosts', value.range, message, fixes);
    return [];
  }
  if (value.kind !== 'array') return check.wrongType(value, 'allowed_hosts', 'a list of strings', listOfOne(check, value));
  return value.items.flatMap((item, index) => {
    if (item.kind === 'string') {
      checkHost(check, item);
      return [item.value];
    }
    check.wrongType(item, `allowed_hosts[${index}]`, 'a string');
    return [];
  });
}

const listOfOne = (check: Checker, { kind, range }: ManifestNode) =>
  kind === 'string' ? [replace('Make it a list', range, `[${check.source.text.slice(range.start, range.end)}]`)] : [];

function readTimeout(check: Checker, member: Member | undefined): number | undefined {
  const timeout = check.count(member, 'timeout_ms', MOST_BYTES);
  if (timeout === 0 && member) {
    const message = 'a timeout_ms of 0 is no limit here and in hosts written in Go, and stops every call at once in those written in Rust';
    check.warn('zeroTimeout', member.value.range, message, removeFix('"timeout_ms"', member));
  }
  return timeout;
}

const foldersOf = (member: Member | undefined): LocatedFolder[] =>
  member?.value.kind === 'object'
    ? member.value.members.map(({ key, keyRange }) => ({ path: key.replace(/^ro:/, ''), range: keyRange }))
    : [];

function readRoot(check: Checker, root: ObjectNode): Omit<CheckedManifest, 'problems' | 'root'> {
  const fields = check.fields(root, 'the manifest', MANIFEST_KEYS);
  const modules = readModules(check, fields.wasm, root);
  const memory = readMemory(check, fields.memory);
  const config = check.textMap(fields.config, 'config');
  const allowedHosts = readHosts(check, fields.allowed_hosts);
  const hasPaths = fields.allowed_paths && fields.allowed_paths.value.kind !== 'null';
  const allowedPaths = hasPaths ? check.textMap(fields.allowed_paths, 'allowed_paths') : undefined;
  const timeout = readTimeout(check, fields.timeout_ms);
  const manifest: Manifest = {
    wasm: completeModules(modules),
    memory,
    ...(config && { config }),
    ...(allowedHosts && { allowedHosts }),
    ...(allowedPaths && { allowedPaths }),
    ...(timeout !== undefined && { timeout }),
  };
  return { manifest, modules, folders: foldersOf(fields.allowed_paths) };
}

/** Comments and commas are in nobody's way: the rest is checked as though they were not there. */
const isHarmless = ({ code }: ManifestProblem): boolean => code === 'comment' || code === 'trailingComma';

const refused = (why: string): CheckedManifest => ({
  problems: [{ code: 'syntax', severity: 'error', message: `no manifest: ${why}`, range: { start: 0, end: 1 }, fixes: [] }],
  modules: [],
  folders: [],
});

/** Reads a manifest and says all that is wrong with its text. Never throws. */
export function checkManifest(source: SourceText): CheckedManifest {
  if (hasMoreTokens(source, MOST_TOKENS)) return refused(`it has more than ${MOST_TOKENS.toLocaleString('en')} words and brackets`);
  try {
    return check(source);
  } catch (error) {
    // the parsers, and what is made of their trees, descend into each level
    if (error instanceof RangeError) return refused('it is nested too deep');
    throw error;
  }
}

function check(source: SourceText): CheckedManifest {
  const { root, problems: syntax } = source.format === 'toml' ? parseToml(source.text) : parseJson(source.text);
  const checker = new Checker(source);
  if (!root || !syntax.every(isHarmless)) return { ...(root && { root }), problems: syntax, modules: [], folders: [] };
  if (root.kind !== 'object') {
    checker.wrongType(root, 'the manifest', 'an object');
    return { root, problems: [...syntax, ...checker.problems], modules: [], folders: [] };
  }
  const { manifest, ...located } = readRoot(checker, root);
  const problems = [...syntax, ...checker.problems].sort((a, b) => a.range.start - b.range.start);
  const isUsable = !problems.some(({ severity }) => severity === 'error');
  return { ...(isUsable && manifest && { manifest }), problems, root, ...located };
}
