import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_KEYS, MEMORY_KEYS, MODULE_KEYS } from '../../src/core/manifest/keys';
import { keysOf, partAt, type PartSchema, tomlHeader, tomlSnippet } from '../../src/core/manifest/schema';
import { repository } from '../host/paths';

const schema = JSON.parse(readFileSync(join(repository, 'media', 'manifest.schema.json'), 'utf8')) as PartSchema;

/** What VS Code shows and offers, and never complains about. */
const DESCRIBING = new Set([
  '$schema',
  '$comment',
  'title',
  'markdownDescription',
  'defaultSnippets',
  'properties',
  'items',
  'additionalProperties',
]);

const sorted = (keys: readonly string[]): string[] => [...keys].sort();

const at = (...path: string[]): PartSchema => partAt(schema, path) ?? assert.fail(path.join('.'));

/** Every part of the schema, by its keys. */
const parts = (part: PartSchema, path: string[] = []): [string, PartSchema][] => [
  [path.join('.'), part],
  ...Object.entries(part.properties ?? {}).flatMap(([key, value]) => parts(value, [...path, key])),
  ...(part.items ? parts(part.items, [...path, '[]']) : []),
  ...(part.additionalProperties ? parts(part.additionalProperties, [...path, '*']) : []),
];

describe('Schema of manifests', () => {
  it('has the keys that manifests are checked for', () => {
    assert.deepEqual(sorted(Object.keys(keysOf(schema))), sorted(MANIFEST_KEYS));
    assert.deepEqual(sorted(Object.keys(keysOf(at('memory')))), sorted(MEMORY_KEYS));
    assert.deepEqual(sorted(Object.keys(keysOf(at('wasm')))), sorted(MODULE_KEYS));
  });

  it('describes each of them, and demands nothing that would be told twice', () => {
    for (const [path, part] of parts(schema)) {
      if (path !== '') assert.match(part.markdownDescription ?? '', /^[A-Z].*\.$/, path);
      assert.deepEqual(
        Object.keys(part).filter((key) => !DESCRIBING.has(key)),
        [],
        path,
      );
    }
  });

  it('names the unit of every number', () => {
    const units = [['memory', 'max_pages'], ['memory', 'max_http_response_bytes'], ['memory', 'max_var_bytes'], ['timeout_ms']];
    for (const path of units) assert.match(at(...path).markdownDescription ?? '', /64 KiB|Bytes|Milliseconds/, path.join('.'));
  });

  it('is gone into by keys, past the places of lists', () => {
    assert.equal(at('wasm', 'path'), schema.properties?.['wasm']?.items?.properties?.['path']);
    assert.equal(at('config', 'whatever'), schema.properties?.['config']?.additionalProperties);
    assert.equal(partAt(schema, ['wasm', 'toString']), undefined);
    assert.equal(partAt(schema, ['timeout_ms', 'x']), undefined);
  });

  it('makes snippets and headers of TOML', () => {
    assert.equal(tomlSnippet({ url: '${1:https://}', count: '^1', list: ['a'] }), '{ url = "${1:https://}", count = 1, list = ["a"] }');
    assert.equal(tomlHeader(['wasm'], at('wasm')), '[[wasm]]');
    assert.equal(tomlHeader(['memory'], at('memory')), '[memory]');
    assert.equal(tomlHeader(['wasm', 'headers'], at('wasm', 'headers')), '[wasm.headers]');
    assert.equal(tomlHeader(['allowed_hosts'], at('allowed_hosts')), undefined);
    assert.equal(tomlHeader(['timeout_ms'], at('timeout_ms')), undefined);
  });
});
