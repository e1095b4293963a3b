import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parse, stringify } from 'smol-toml';
import { checkManifest } from '../../src/core/manifest/checkManifest';
import type { ManifestNode } from '../../src/core/manifest/node';
import { parseToml } from '../../src/core/manifest/tomlNodes';
import { fuzz } from './fuzz';

/** The value that a node stands for, as the parser gives it. */
function plain(node: ManifestNode, text: string): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries(node.members.map(({ key, value }) => [key, plain(value, text)]));
    case 'array':
      return node.items.map((item) => plain(item, text));
    case 'string':
    case 'number':
      return node.value;
    default:
      return parse(`value = ${text.slice(node.range.start, node.range.end)}`)['value'];
  }
}

const located = (text: string): unknown => {
  const { root, problems } = parseToml(text);
  assert.deepEqual(problems, []);
  assert.ok(root);
  return plain(root, text);
};

const assertSameAsParser = (text: string): void =>
  assert.equal(JSON.stringify(located(text)), JSON.stringify(Object.fromEntries(Object.entries(parse(text)))));

describe('Manifest: TOML', () => {
  it('every form of TOML is found where it is', () => {
    assertSameAsParser(
      [
        '# a comment with [brackets] and "quotes"',
        'title = "a # b" # and another',
        "literal = 'C:\\path'",
        'escaped = "tab\\t quote\\" backslash\\\\ é \\u00e9"',
        'multi = """',
        'line "one"',
        'line two\\"""""',
        "raw = '''it''s''''",
        'empty = ""',
        'number = 1_000',
        'hex = 0xff',
        'float = -1.5e3',
        'yes = true',
        'when = 1979-05-27 07:32:00 # with a space',
        'list = [1, [2, 3], # in the middle',
        '  4, ]',
        'inline = { a = 1, "b c".d = { e = [] }, }',
        'a.b.c = 1',
        'a.b."d e" = 2',
        '"" = "no name at all"',
        '[table]',
        'x = 1',
        '[table.below.far]',
        'y = 2',
        '[[rows]]',
        'n = 1',
        '[rows.part]',
        'm = 1',
        '[[rows]]',
        'n = 2',
        '[[rows.cells]]',
        '[ spaced . "out" ]',
        'z = 1',
      ].join('\n'),
    );
  });

  it('whatever the serializer writes is found where it is', () => {
    const key = fc.string({ unit: 'grapheme', maxLength: 6 }).filter((name) => name !== '__proto__');
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.string({ unit: 'grapheme' }),
        fc.integer(),
        fc.boolean(),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, value, { maxKeys: 5, noNullPrototype: true }), (table) => {
        const text = stringify(table);
        assert.deepEqual(located(text), JSON.parse(JSON.stringify(table)));
      }),
      fuzz(100),
    );
  });

  it('a manifest is read whole', () => {
    const { manifest, problems } = checkManifest({
      format: 'toml',
      text: [
        'allowed_hosts = ["*.example.com"]',
        'timeout_ms = 1_000',
        '[[wasm]]',
        'path = "lib.wasm"',
        'name = "lib"',
        '[[wasm]]',
        'url = "https://example.com/main.wasm"',
        'method = "post"',
        '[wasm.headers]',
        'Authorization = "Bearer me"',
        '[memory]',
        'max_pages = 16',
        'max_http_response_bytes = 0x100',
        'max_var_bytes = 0',
        '[config]',
        'greeting = "hi"',
        '[allowed_paths]',
        '"ro:data" = "/data"',
      ].join('\n'),
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(JSON.parse(JSON.stringify(manifest)), {
      wasm: [
        { source: { kind: 'path', path: 'lib.wasm' }, name: 'lib' },
        {
          source: { kind: 'url', url: 'https://example.com/main.wasm', method: 'POST', headers: { Authorization: 'Bearer me' } },
        },
      ],
      memory: { maxPages: 16, maxHttpResponseBytes: 256, maxVarBytes: 0 },
      config: { greeting: 'hi' },
      allowedHosts: ['*.example.com'],
      allowedPaths: { 'ro:data': '/data' },
      timeout: 1000,
    });
  });
});
