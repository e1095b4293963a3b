import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { checkManifest } from '../../../src/core/manifest/checkManifest';
import { WasmFormatError } from '../../../src/core/wasm/byteReader';
import { readModule, sourceOfBytes } from '../../../src/core/wasm/readModule';
import { HEADER, name, SECTION, u32 } from './wasm/bytes';

const SMALL = 1_500;
const LARGE = 8 * SMALL;
/** Of something eight times as long; quadratic would be 64 times. */
const MOST_TIMES_LONGER = 30;

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

/** The shortest of several: whatever else the machine does makes it longer only. */
async function time(run: () => unknown): Promise<number> {
  let shortest = Infinity;
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const started = performance.now();
    await run();
    shortest = Math.min(shortest, performance.now() - started);
  }
  return shortest;
}

async function assertLinear(of: (count: number) => () => unknown): Promise<void> {
  const small = Math.max(await time(of(SMALL)), 0.5); // less is not to be measured
  const large = await time(of(LARGE));
  assert.ok(large < MOST_TIMES_LONGER * small, `${small.toFixed(1)} ms, and ${large.toFixed(1)} ms for eight times as much`);
}

describe('What is read in the editor takes no longer than its length says', function () {
  this.timeout(30_000);

  for (const [what, { format, make }] of Object.entries(MANIFESTS)) {
    it(`a manifest of many ${what} in ${format.toUpperCase()}`, async () => {
      await assertLinear((count) => {
        const written = make(count);
        return () => checkManifest({ text: written, format });
      });
    });
  }

  for (const [what, make] of Object.entries(MODULES)) {
    it(`a module of many ${what}`, async () => {
      await assertLinear((count) => {
        const bytes = Uint8Array.from([...HEADER, ...make(count)]);
        return () =>
          readModule(sourceOfBytes(bytes)).catch((error: unknown) => {
            if (!(error instanceof WasmFormatError)) throw error;
          });
      });
    });
  }

  it('a manifest of millions of brackets is refused before it is read, one with a long module in it is read', () => {
    for (const bomb of ['[],'.repeat(3_000_000), 'a.'.repeat(3_000_000), '} x '.repeat(3_000_000), '"" '.repeat(3_000_000)]) {
      const started = performance.now();
      const { problems } = checkManifest({ text: bomb, format: 'json' });
      assert.deepEqual(
        problems.map(({ message }) => message),
        ['no manifest: it has more than 50,000 words and brackets'],
      );
      assert.ok(performance.now() - started < 200, `${performance.now() - started} ms`);
    }
    const data = 'AGFzbQEA'.repeat(1_000_000);
    for (const [format, manifest] of [
      ['json', `{"wasm": [{"data": "${data}"}]}`],
      ['toml', `[[wasm]]\ndata = "${data}" # in base64`],
    ] as const) {
      assert.equal(checkManifest({ text: manifest, format }).problems.length, 0);
    }
  });
});
