import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { stringify } from 'smol-toml';
import { checkManifest } from '../../src/core/manifest/checkManifest';
import type { ManifestFormat } from '../../src/core/manifest/node';
import type { Fix } from '../../src/core/manifest/problem';
import { fuzz, FUZZ_TIME } from './fuzz';

const KEYS = [
  'wasm',
  'path',
  'url',
  'req',
  'headers',
  'method',
  'name',
  'hash',
  'data',
  'memory',
  'maxPages',
  'config',
  'timeout_ms',
  'a b',
];

const part = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(1, 0, 1.5, true, 'a', 'ab-_', 'AB'.repeat(32), 'https://x.y:1/', '"\\\n'),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 4, noNullPrototype: true }),
}));

/** Anything that has the keys of a manifest somewhere. */
const manifest = fc.oneof(
  part.object,
  fc.tuple(fc.array(part.object, { maxLength: 3 }), part.object).map(([wasm, rest]) => ({ ...rest, wasm })),
);

const apply = (text: string, { edits }: Fix): string =>
  edits.reduceRight((before, { range, text: after }) => before.slice(0, range.start) + after + before.slice(range.end), text);

function assertFixesKeepSyntax(text: string, format: ManifestFormat): void {
  for (const { message, fixes } of checkManifest({ text, format }).problems) {
    for (const fix of fixes) {
      const fixed = apply(text, fix);
      const { problems } = checkManifest({ text: fixed, format });
      assert.ok(!problems.some(({ code }) => code === 'syntax'), `${message}: ${fix.title}\n${text}\n${fixed}`);
    }
  }
}

describe('Fixes of manifests, whatever is in them,', function () {
  this.timeout(FUZZ_TIME);

  it('leave JSON that is JSON', () => {
    fc.assert(
      fc.property(manifest, fc.constantFrom(0, 2), (content, indent) =>
        assertFixesKeepSyntax(JSON.stringify(content, undefined, indent), 'json'),
      ),
      fuzz(300),
    );
  });

  it('leave TOML that is TOML', () => {
    fc.assert(
      fc.property(manifest, (content) => assertFixesKeepSyntax(stringify(content), 'toml')),
      fuzz(300),
    );
  });
});
