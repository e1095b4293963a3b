import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type Manifest, moduleNames } from '../../../../src/core/manifest/manifest';
import { ManifestError, parseManifest } from '../../../../src/core/manifest/parseManifest';

/** Its maps with a prototype again, which is no part of what is asserted. */
const parse = (manifest: object): Manifest => structuredClone(parseManifest(JSON.stringify(manifest), 'plugin.extism.json'));
const wasm = [{ path: 'a.wasm' }];

describe('parseManifest', () => {
  it('reads every field by its name here', () => {
    const hash = 'AB'.repeat(32);
    assert.deepEqual(
      parse({
        wasm: [
          { path: 'lib.wasm', name: 'lib', hash },
          { data: 'AGFzbQEAAAA=', name: 'data' },
          { url: 'https://example.com/plugin.wasm', method: 'post', headers: { accept: 'application/wasm' }, name: 'main' },
        ],
        memory: { max_pages: 4, max_http_response_bytes: 0, max_var_bytes: 1024 },
        config: { greeting: 'hi', empty: '' },
        allowed_hosts: ['*.example.com'],
        allowed_paths: { 'ro:data': '/data' },
        timeout_ms: 0,
      }),
      {
        wasm: [
          { source: { kind: 'path', path: 'lib.wasm' }, name: 'lib', hash: hash.toLowerCase() },
          { source: { kind: 'data', base64: 'AGFzbQEAAAA=' }, name: 'data' },
          {
            source: { kind: 'url', url: 'https://example.com/plugin.wasm', method: 'POST', headers: { accept: 'application/wasm' } },
            name: 'main',
          },
        ],
        memory: { maxPages: 4, maxHttpResponseBytes: 0, maxVarBytes: 1024 },
        config: { greeting: 'hi', empty: '' },
        allowedHosts: ['*.example.com'],
        allowedPaths: { 'ro:data': '/data' },
        timeout: 0,
      },
    );
  });

  it('leaves out what is not there', () => {
    assert.deepEqual(parse({ wasm }), { wasm: [{ source: { kind: 'path', path: 'a.wasm' } }], memory: {} });
  });

  it('requests with GET and no headers where nothing else is said', () => {
    const [module] = parse({ wasm: [{ url: 'https://example.com' }] }).wasm;
    assert.deepEqual(module?.source, { kind: 'url', url: 'https://example.com', method: 'GET', headers: {} });
  });

  it('keeps keys that every object has', () => {
    const { config } = parseManifest('{"wasm":[{"path":"a.wasm"}],"config":{"__proto__":"own","toString":"text"}}', 'a.json');
    assert.deepEqual(Object.entries(config ?? {}), [
      ['__proto__', 'own'],
      ['toString', 'text'],
    ]);
  });

  it('throws the first error, with its place', () => {
    assert.throws(
      () => parseManifest('{\n  "wasm": [],\n  "memory": 1\n}', 'a.json'),
      (error) => error instanceof ManifestError && /^the manifest needs "wasm": .* \(line 2, column 11\)$/.test(error.message),
    );
  });
});

describe('moduleNames', () => {
  for (const [what, modules, names] of [
    ['the only one is main, whatever its name', [{ name: 'other' }], ['main']],
    ['the last is main where no other is named so', [{ name: 'lib' }, {}], ['lib', 'main']],
    ['the last is main although it has another name', [{ name: 'lib' }, { name: 'other' }], ['lib', 'main']],
    ['the last keeps its name where another is named main', [{ name: 'main' }, { name: 'lib' }], ['main', 'lib']],
  ] as const) {
    it(what, () => assert.deepEqual(moduleNames(modules), names));
  }
});
