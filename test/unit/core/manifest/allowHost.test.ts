import assert from 'node:assert/strict';
import { allowHost } from '../../../../src/core/manifest/allowHost';
import type { ManifestFormat } from '../../../../src/core/manifest/node';

function allow(text: string, format: ManifestFormat = 'json'): string {
  const edit = allowHost({ text, format }, 'new.com');
  if (typeof edit === 'string') return edit;
  return text.slice(0, edit.range.start) + edit.text + text.slice(edit.range.end);
}

const manifest = (hosts: string): string => `{\n  "wasm": [{ "path": "a.wasm" }],\n  "allowed_hosts": ${hosts}\n}\n`;

describe("adding a host to a manifest's list", () => {
  for (const [before, after] of [
    ['[]', '["new.com"]'],
    ['[ ]', '["new.com" ]'],
    ['null', '["new.com"]'],
    ['["a.com"]', '["a.com", "new.com"]'],
    ['["a.com", "b.com"]', '["a.com", "b.com", "new.com"]'],
    ['[\n    "a.com"\n  ]', '[\n    "a.com",\n    "new.com"\n  ]'],
    ['[\r\n\t"a.com",\r\n\t"b.com"\r\n]', '[\r\n\t"a.com",\r\n\t"b.com",\r\n\t"new.com"\r\n]'],
    ['[\n    "a.com", "b.com"\n  ]', '[\n    "a.com", "b.com", "new.com"\n  ]'],
  ] as const)
    it(`makes ${JSON.stringify(after)} of ${JSON.stringify(before)}`, () => assert.equal(allow(manifest(before)), manifest(after)));

  it('adds to TOML', () => {
    assert.equal(allow('allowed_hosts = ["a.com"] # ours\n', 'toml'), 'allowed_hosts = ["a.com", "new.com"] # ours\n');
    assert.equal(
      allow('allowed_hosts = [\n  "a.com", # ours\n  "b.com", # theirs\n]\n', 'toml'),
      'allowed_hosts = [\n  "a.com", # ours\n  "b.com",\n  "new.com", # theirs\n]\n',
    );
  });

  it('finds that it is there', () => assert.equal(allow(manifest('["new.com"]')), 'allowed'));

  it('finds no list', () => {
    assert.equal(allow('{ "wasm": [] }'), 'none');
    assert.equal(allow(manifest('"a.com"')), 'none');
    assert.equal(allow('not JSON'), 'none');
    assert.equal(allow('wasm = []\n', 'toml'), 'none');
  });
});
