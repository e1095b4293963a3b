// What is read in the editor's own process takes as long as its length says: eight times as much, eight times as long.
import { createHash } from 'node:crypto';
import { findPlaces } from '../../src/core/dwarf/places';
import { customSections } from '../../src/core/dwarf/sections';
import { checkManifest } from '../../src/core/manifest/checkManifest';
import { WasmFormatError } from '../../src/core/wasm/byteReader';
import { readModule, sourceOfBytes } from '../../src/core/wasm/readModule';
import { readFixture } from '../unit/fixtures';
import { HEADER, name, SECTION, u32 } from '../unit/core/wasm/bytes';
import { median, ratioRow, repeat, type Row } from './row';

const SMALL = 1_500;
const LARGE = 8 * SMALL;
const RUNS = 9;
const DEBUG_INFO = 20 * 1024 * 1024;

const text = (part: (index: number) => string, { before = '', between = ',', after = '' } = {}) => ({
  make: (count: number) => before + Array.from({ length: count }, (_, index) => part(index)).join(between) + after,
});

const MANIFESTS: Record<string, { format: 'json' | 'toml'; make: (count: number) => string }> = {
  config: { format: 'json', ...text((index) => `"k${index}":"v"`, { before: '{"config":{', after: '}}' }) },
  'malformed config': { format: 'json', ...text((index) => `"k${index}":1`, { before: '{"config":{', after: '}}' }) },
  'unknown keys': { format: 'json', ...text((index) => `"k${index}":1`, { before: '{', after: '}' }) },
  modules: { format: 'json', ...text((index) => `{"path":"${index}","name":"${index}"}`, { before: '{"wasm":[', after: ']}' }) },
  'modules of one name': { format: 'json', ...text((index) => `{"path":"${index}","name":"a"}`, { before: '{"wasm":[', after: ']}' }) },
  'syntax errors': { format: 'json', ...text(() => '{', { before: '[', after: ']' }) },
  keys: { format: 'toml', ...text((index) => `k${index} = "v"`, { before: '[config]\n', between: '\n' }) },
  tables: { format: 'toml', ...text((index) => `[k${index}]`, { between: '\n' }) },
  'dotted keys': { format: 'toml', ...text((index) => `a.b${index}.c = 1`, { between: '\n' }) },
  'tables of a list': { format: 'toml', ...text((index) => `[[wasm]]\npath = "${index}"`, { between: '\n' }) },
  'inline tables': { format: 'toml', ...text((index) => `k${index} = 1`, { before: 'config = {', after: '}' }) },
};

const section = (id: number, content: number[]): number[] => [id, ...u32(content.length), ...content];
const vector = (count: number, item: (index: number) => number[]): number[] => [
  ...u32(count),
  ...Array.from({ length: count }, (_, index) => item(index)).flat(),
];
const types = (count: number) =>
  section(
    SECTION.type,
    vector(count, () => [0x60, 0, 0]),
  );
const imports = (count: number) =>
  section(
    SECTION.import,
    vector(count, (index) => [...name('m'), ...name(`f${index}`), 0, 0]),
  );
const exports = (count: number) =>
  section(
    SECTION.export,
    vector(count, (index) => [...name(`e${index}`), 0, ...u32(index)]),
  );

const MODULES: Record<string, (count: number) => number[]> = {
  types,
  imports: (count) => [...types(1), ...imports(count)],
  exports: (count) => [...types(1), ...imports(count), ...exports(count)],
  'custom sections': (count) => Array.from({ length: count }, (_, index) => section(SECTION.custom, name(`x${index}`))).flat(),
};

/** Of several kinds the one that grows most. */
async function longest(what: string, kinds: Record<string, (count: number) => () => unknown>): Promise<Row> {
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

const readingManifest =
  ({ format, make }: (typeof MANIFESTS)[string]) =>
  (count: number) => {
    const written = make(count);
    return () => checkManifest({ text: written, format });
  };

const readingModule = (make: (typeof MODULES)[string]) => (count: number) => {
  const bytes = Uint8Array.from([...HEADER, ...make(count)]);
  return () =>
    readModule(sourceOfBytes(bytes)).catch((error: unknown) => {
      if (!(error instanceof WasmFormatError)) throw error;
    });
};

const mapValues = <From, To>(record: Record<string, From>, to: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]));

/** The places of a call stack, in the debug information of a large module. */
async function findingPlaces(): Promise<Row> {
  const bytes = readFixture('debugging/rust/panics.wasm');
  const original = customSections(bytes).filter(({ name: section }) => section.startsWith('.debug_'));
  const times = Math.ceil(DEBUG_INFO / original.reduce((sum, { start, end }) => sum + end - start, 0));
  const sections = new Map(
    original.map(({ name: section, start, end }) => {
      const content = bytes.subarray(start, end);
      return [section, /_(?:line|info)$/.test(section) ? Buffer.concat(Array.from({ length: times }, () => content)) : content];
    }),
  );
  const addresses = Array.from({ length: 50 }, (_, index) => 1_500 + 131 * index);
  const found = await repeat(RUNS, () => findPlaces(addresses, (section) => sections.get(`.debug_${section}`)));
  const hashed = await repeat(RUNS, () => {
    const hash = createHash('sha256');
    for (const content of sections.values()) hash.update(content);
    return hash.digest();
  });
  return ratioRow('50 places in 20 MB of debug information', median(found), ['SHA-256 of it', median(hashed)], '');
}

export async function reading(): Promise<Row[]> {
  return [
    await longest('a manifest', mapValues(MANIFESTS, readingManifest)),
    await longest('a module', mapValues(MODULES, readingModule)),
    await findingPlaces(),
  ];
}
