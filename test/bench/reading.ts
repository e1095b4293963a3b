// What is read in the editor's own process takes as long as its length says: eight times as much, eight times as long.
import { createHash } from 'node:crypto';
import { findPlaces } from '../../src/core/dwarf/places';
import { customSections } from '../../src/core/dwarf/sections';
import { checkManifest } from '../../src/core/manifest/checkManifest';
import { WasmFormatError } from '../../src/core/wasm/byteReader';
import { readModule, sourceOfBytes } from '../../src/core/wasm/readModule';
import { readFixture } from '../unit/fixtures';
import { custom, longSection, name, SECTION, u32, vector, wasm } from '../unit/core/wasm/bytes';
import { median, ratioRow, repeat, type Row } from './row';

const SMALL = 1_500;
const LARGE = 8 * SMALL;
const RUNS = 9;
const DEBUG_INFO = 20 * 1024 * 1024;

/** Makes so much of something, and gives what reads it. */
type Reading = (count: number) => () => unknown;

const list = <Item>(count: number, item: (index: number) => Item): Item[] => Array.from({ length: count }, (_, index) => item(index));

const manifest =
  (format: 'json' | 'toml') =>
  (part: (index: number) => string, { before = '', between = format === 'json' ? ',' : '\n', after = '' } = {}): Reading =>
  (count) => {
    const text = before + list(count, part).join(between) + after;
    return () => checkManifest({ text, format });
  };

const [json, toml] = [manifest('json'), manifest('toml')];

const MANIFESTS: Record<string, Reading> = {
  config: json((index) => `"k${index}":"v"`, { before: '{"config":{', after: '}}' }),
  'malformed config': json((index) => `"k${index}":1`, { before: '{"config":{', after: '}}' }),
  'unknown keys': json((index) => `"k${index}":1`, { before: '{', after: '}' }),
  modules: json((index) => `{"path":"${index}","name":"${index}"}`, { before: '{"wasm":[', after: ']}' }),
  'modules of one name': json((index) => `{"path":"${index}","name":"a"}`, { before: '{"wasm":[', after: ']}' }),
  'syntax errors': json(() => '{', { before: '[', after: ']' }),
  keys: toml((index) => `k${index} = "v"`, { before: '[config]\n' }),
  tables: toml((index) => `[k${index}]`),
  'dotted keys': toml((index) => `a.b${index}.c = 1`),
  'tables of a list': toml((index) => `[[wasm]]\npath = "${index}"`),
  'inline tables': toml((index) => `k${index} = 1`, { before: 'config = {', between: ',', after: '}' }),
};

const module =
  (make: (count: number) => number[][]): Reading =>
  (count) => {
    const bytes = wasm(...make(count));
    return () =>
      readModule(sourceOfBytes(bytes)).catch((error: unknown) => {
        if (!(error instanceof WasmFormatError)) throw error;
      });
  };

const vectorSection = (id: number, count: number, item: (index: number) => number[]): number[] =>
  longSection(id, vector(...list(count, item)));
const types = (count: number) => vectorSection(SECTION.type, count, () => [0x60, 0, 0]);
const imports = (count: number) => vectorSection(SECTION.import, count, (index) => [...name('m'), ...name(`f${index}`), 0, 0]);
const exports = (count: number) => vectorSection(SECTION.export, count, (index) => [...name(`e${index}`), 0, ...u32(index)]);

const MODULES: Record<string, Reading> = {
  types: module((count) => [types(count)]),
  imports: module((count) => [types(1), imports(count)]),
  exports: module((count) => [types(1), imports(count), exports(count)]),
  'custom sections': module((count) => list(count, (index) => custom(`x${index}`))),
};

/** Of several kinds the one that grows most. */
async function longest(what: string, kinds: Record<string, Reading>): Promise<Row> {
  const figures: { kind: string; small: number; large: number }[] = [];
  for (const [kind, of] of Object.entries(kinds)) {
    figures.push({ kind, small: median(await repeat(RUNS, of(SMALL))), large: median(await repeat(RUNS, of(LARGE))) });
  }
  const [most] = figures.toSorted((a, b) => b.large / b.small - a.large / a.small);
  if (!most) throw new Error(`no ${what}`);
  return ratioRow(
    `${what} of many ${most.kind}, the slowest to grow of ${figures.length} kinds`,
    most.large,
    ['an eighth of them', most.small],
    '≤ 16×',
  );
}

/** The places of a call stack, in the debug information of a large module. */
async function findingPlaces(): Promise<Row> {
  const bytes = readFixture('debugging/rust/panics.wasm');
  const original = customSections(bytes).filter(({ name: section }) => section.startsWith('.debug_'));
  const times = Math.ceil(DEBUG_INFO / original.reduce((sum, { start, end }) => sum + end - start, 0));
  const sections = new Map(
    original.map(({ name: section, start, end }) => {
      const content = bytes.subarray(start, end);
      return [section, /_(?:line|info)$/.test(section) ? Buffer.concat(list(times, () => content)) : content];
    }),
  );
  const addresses = list(50, (index) => 1_500 + 131 * index);
  const found = await repeat(RUNS, () => findPlaces(addresses, (section) => sections.get(`.debug_${section}`)));
  const hashed = await repeat(RUNS, () => {
    const hash = createHash('sha256');
    for (const content of sections.values()) hash.update(content);
    return hash.digest();
  });
  return ratioRow('50 places in 20 MB of debug information', median(found), ['SHA-256 of it', median(hashed)], '');
}

export async function reading(): Promise<Row[]> {
  return [await longest('a manifest', MANIFESTS), await longest('a module', MODULES), await findingPlaces()];
}
