import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { checkManifest } from '../../../../src/core/manifest/checkManifest';
import { ManifestError, parseManifest } from '../../../../src/core/manifest/parseManifest';
import { parseSettings, type RawSettings } from '../../../../src/core/settings';
import { fuzz, FUZZ_TIME } from '../../fuzz';

const JSON_MANIFEST = `{
  "wasm": [
    { "path": "lib.wasm", "name": "lib", "hash": "${'0'.repeat(64)}" },
    { "data": "AGFzbQEAAAA=", "name": "other" },
    { "url": "https://example.org/main.wasm", "headers": { "a": "b" }, "method": "POST", "name": "main" }
  ],
  "memory": { "max_pages": 4, "max_http_response_bytes": 10, "max_var_bytes": 0 },
  "config": { "key": "value" }, "allowed_hosts": ["*.example.org"], "allowed_paths": { "ro:data": "/data" }, "timeout_ms": 100
}`;

const TOML_MANIFEST = `timeout_ms = 100
allowed_hosts = ["*.example.org"]
[[wasm]]
path = "lib.wasm"
name = "lib"
[[wasm]]
url = "https://example.org/main.wasm"
headers = { a = "b" }
[memory]
max_pages = 4
[config]
key = "value"
"quoted key" = '''
several lines'''
`;

/** Pieces that mean something to one of the parsers, besides any other character. */
const piece = fc.oneof(
  fc.string({ maxLength: 4, unit: 'binary' }),
  fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '__proto__', 'null', '=', "'''", '\n', '//', '1e999', '-0', '\\u0000'),
);

const changed = (original: string) =>
  fc
    .array(fc.record({ at: fc.nat(original.length), remove: fc.nat(6), insert: piece }), { maxLength: 4 })
    .map((changes) => changes.reduce((text, { at, remove, insert }) => text.slice(0, at) + insert + text.slice(at + remove), original));

describe('What people write, damaged', function () {
  this.timeout(FUZZ_TIME);

  for (const [format, original] of Object.entries({ json: JSON_MANIFEST, toml: TOML_MANIFEST })) {
    it(`a manifest in ${format.toUpperCase()} is used, or refused at a place in it`, () => {
      const seen = { used: 0, refused: 0 };
      fc.assert(
        fc.property(changed(original), (text) => {
          const { manifest, problems } = checkManifest({ text, format: format as 'json' | 'toml' });
          for (const { range, message } of problems) {
            assert.ok(
              range.start >= 0 && range.start <= range.end && range.end <= text.length,
              `${message} is at ${JSON.stringify(range)}`,
            );
          }
          seen[manifest ? 'used' : 'refused'] += 1;
          try {
            parseManifest(text, `x.extism.${format}`);
          } catch (error) {
            assert.ok(error instanceof ManifestError, String(error));
          }
        }),
        fuzz(2_000),
      );
      assert.ok(seen.used > 10 && seen.refused > 10, `a test of too little: ${JSON.stringify(seen)}`);
    });
  }

  it('settings of any kind are read, each malformed one told of once', () => {
    const names = [
      'hostMemory',
      'hostMemoryMiss',
      'hostMemoryDialect',
      'mocks',
      'hostFunctionsFile',
      'environment',
      'timeout',
      'wasi',
      'config',
    ];
    const more = ['allowedHosts', 'allowedPaths', 'limits', 'logLevel', 'trace'];
    const anything = fc.oneof(
      fc.anything(),
      fc.json().map((text) => JSON.parse(text) as unknown),
    );
    const raw = fc.record(Object.fromEntries([...names, ...more].map((name) => [name, anything]))) as fc.Arbitrary<RawSettings>;
    fc.assert(
      fc.property(raw, (written) => {
        const { settings, problems } = parseSettings(written);
        assert.equal(typeof settings.timeout, 'number');
        assert.ok(Object.values(settings.hostMemory).every((value) => typeof value === 'string'));
        assert.equal(new Set(problems).size, problems.length);
        assert.equal(Object.getPrototypeOf({}), Object.prototype);
      }),
      fuzz(2_000),
    );
  });
});
