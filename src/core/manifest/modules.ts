import type { Checker, Fields } from './checker';
import { quoted, removeFix, replace } from './fixes';
import { MODULE_KEYS } from './keys';
import { type ManifestModule, type ModuleSource, moduleNames } from './manifest';
import type { ManifestNode, Member, ObjectNode, TextRange } from './node';

/** A module as far as it could be read, with the places of what can be compared with files. */
export interface LocatedModule {
  source?: ModuleSource;
  name?: string;
  hash?: string;
  /** Of the value of `path`, `data` or `url`. */
  sourceRange?: TextRange;
  hashRange?: TextRange;
  node: ManifestNode;
}

type ModuleFields = Fields<(typeof MODULE_KEYS)[number]>;

const SOURCES = ['path', 'data', 'url'] as const;
const KERNEL = 'extism:host/env';

function checkBase64(check: Checker, { value }: Member, base64: string, where: string): void {
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(base64) && base64.replace(/=+$/, '').length % 4 !== 1) return;
  const isUrlSafe = /^[\w-]*={0,2}$/.test(base64) && /[-_]/.test(base64);
  const standard = quoted(base64.replaceAll('-', '+').replaceAll('_', '/'));
  const fixes = isUrlSafe ? [replace('Use the standard alphabet', value.range, standard)] : [];
  const why = isUrlSafe ? ': it has "-" and "_", which are "+" and "/" in the standard alphabet' : '';
  check.error('badBase64', value.range, `${where} is not base64${why}`, fixes);
}

function checkUrl(check: Checker, { value }: Member, url: string, where: string): void {
  if (/^https?:\/\/[^\s/?#]+/i.test(url)) return;
  const hint = /^[a-z][a-z0-9+.-]+:/i.test(url) ? '' : ': a file is named by "path"';
  check.error('badUrl', value.range, `${where} must start with https:// or http://${hint}`);
}

/** What only a request has. */
function checkRequest(check: Checker, fields: ModuleFields, where: string): Pick<ModuleSource & { kind: 'url' }, 'method' | 'headers'> {
  const method = check.text(fields.method, `${where}.method`);
  const headers = check.textMap(fields.headers, `${where}.headers`);
  for (const member of [fields.method, fields.headers]) {
    if (!member || fields.url) continue;
    const message = `${where} has "${member.key}" without "url", which it belongs to`;
    check.error('unknownKey', member.keyRange, message, removeFix(`"${member.key}"`, member));
  }
  return { method: method?.toUpperCase() ?? 'GET', headers: headers ?? {} };
}

function readSource(
  check: Checker,
  object: ObjectNode,
  fields: ModuleFields,
  where: string,
): Pick<LocatedModule, 'source' | 'sourceRange'> {
  const request = checkRequest(check, fields, where);
  const given = SOURCES.flatMap((key) => fields[key] ?? []);
  const [member, second] = given;
  if (!member) {
    if (object.members.some(({ key }) => key === 'req')) return {};
    check.error('noSource', check.headOf(object), `${where} must have one of "path", "data" and "url", and has none`);
    return {};
  }
  if (second) {
    const message = `${where} must have one of "path", "data" and "url", and has ${given.length}`;
    check.error('severalSources', second.keyRange, message, removeFix(`"${second.key}"`, second));
    return {};
  }
  const place = `${where}.${member.key}`;
  if (member.value.kind !== 'string') {
    check.wrongType(member.value, place, 'a string');
    return {};
  }
  const { value: text, range: sourceRange } = member.value;
  switch (member.key) {
    case 'path':
      return { source: { kind: 'path', path: text }, sourceRange };
    case 'data':
      checkBase64(check, member, text, place);
      return { source: { kind: 'data', base64: text }, sourceRange };
    default:
      checkUrl(check, member, text, place);
      return { source: { kind: 'url', url: text, ...request }, sourceRange };
  }
}

function readHash(check: Checker, member: Member | undefined, where: string): Pick<LocatedModule, 'hash' | 'hashRange'> {
  const hash = check.text(member, `${where}.hash`);
  if (hash === undefined || !member) return {};
  const hashRange = member.value.range;
  const lower = hash.toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(lower)) {
    const message = `${where}.hash must be a SHA-256 in hex: 64 digits from 0 to 9 and a to f, and has ${hash.length} characters`;
    check.error('badHash', hashRange, message);
  } else if (hash !== lower) {
    const message = `${where}.hash has capital letters, and hosts written in Rust and Go take only small ones`;
    check.warn('badHash', hashRange, message, [replace('Write it in small letters', hashRange, quoted(lower))]);
  }
  return { hash: lower, hashRange };
}

function readModule(check: Checker, node: ManifestNode, where: string): LocatedModule {
  if (node.kind !== 'object') {
    const fixes = node.kind === 'string' ? [replace('Write it as a path', node.range, pathItem(check, node.value))] : [];
    check.wrongType(node, where, 'an object such as { "path": "plugin.wasm" }', fixes);
    return { node };
  }
  const fields = check.fields(node, where, MODULE_KEYS);
  const name = check.text(fields.name, `${where}.name`);
  return { node, ...(name !== undefined && { name }), ...readHash(check, fields.hash, where), ...readSource(check, node, fields, where) };
}

const pathItem = ({ source }: Checker, path: string): string =>
  source.format === 'json' ? `{ "path": ${quoted(path)} }` : `{ path = ${quoted(path)} }`;

/** Every host names modules that have no name, and each in its own way where there are several. */
function checkNames(check: Checker, modules: readonly LocatedModule[]): void {
  if (modules.length < 2) return; // the only one is the main one, whatever its name
  const firsts = new Map<string, number>();
  moduleNames(modules).forEach((name, index) => {
    const { node, name: own } = modules[index] as LocatedModule;
    const member = node.kind === 'object' ? node.members.find(({ key }) => key === 'name') : undefined;
    const place = check.headOf(member?.value ?? node);
    if (name === KERNEL) check.error('badName', place, `the name "${KERNEL}" is that of Extism's own functions`);
    const first = firsts.get(name);
    if (first === undefined) return void firsts.set(name, index);
    const message =
      own === undefined
        ? `wasm[${index}] has no name, which makes it the main module, and wasm[${first}] is that already: name all but one`
        : `two modules are named "${name}"; what imports one by name needs to know which`;
    check.error('badName', place, message);
  });
}

/** Reads `wasm`. */
export function readModules(check: Checker, member: Member | undefined, root: ObjectNode): LocatedModule[] {
  const isEmpty = member?.value.kind === 'array' && member.value.items.length === 0;
  if (!member || isEmpty) {
    const place = member?.value.range ?? { start: root.range.start, end: Math.min(root.range.start + 1, root.range.end) };
    check.error('noModules', place, 'the manifest needs "wasm": a list of at least one module, such as { "path": "plugin.wasm" }');
    return [];
  }
  const { value } = member;
  if (value.kind !== 'array') {
    check.wrongType(value, 'wasm', 'a list of modules', listFix(check, value));
    return [];
  }
  const modules = value.items.map((item, index) => readModule(check, item, `wasm[${index}]`));
  checkNames(check, modules);
  return modules;
}

const WASM_HEADER = /^\[[ \t]*(?:wasm|"wasm"|'wasm')[ \t]*\]$/;

function listFix({ source: { text, format } }: Checker, value: ManifestNode) {
  if (value.kind !== 'object') return [];
  if (value.isInline) return [replace('Make it a list', value.range, `[${text.slice(value.range.start, value.range.end)}]`)];
  // not that of a table below it alone, and not after such a one, which would make it a table for good
  const hasHeader = format === 'toml' && WASM_HEADER.test(text.slice(value.range.start, value.range.end));
  const isFirst = value.members.every(({ keyRange }) => keyRange.start > value.range.start);
  return hasHeader && isFirst ? [replace('Change to [[wasm]]', value.range, '[[wasm]]')] : [];
}

/** The modules as a manifest has them, of which nothing is missing. */
export const completeModules = (modules: readonly LocatedModule[]): ManifestModule[] =>
  modules.flatMap(({ source, name, hash }) =>
    source ? [{ source, ...(name !== undefined && { name }), ...(hash !== undefined && { hash }) }] : [],
  );
