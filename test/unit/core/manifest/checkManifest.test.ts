import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { checkManifest } from '../../../../src/core/manifest/checkManifest';

describe('A manifest that is nested deep', () => {
  const wasm = 'wasm = [{ path = "a.wasm" }]\n[config]\n';
  for (const [format, text] of [
    ['json', `{"wasm": [{"path": "a.wasm"}], "config": {"x": ${'['.repeat(3_000)}${']'.repeat(3_000)}}}`],
    ['json', '['.repeat(40_000)],
    ['toml', `${wasm}x = {a${'.a'.repeat(5_000)} = 1}`],
    ['toml', `${wasm}x = ${'['.repeat(900)}${']'.repeat(900)}`],
  ] as const) {
    it(`is told of in words: ${text.slice(0, 60)}`, () => {
      const { problems } = checkManifest({ text, format });
      assert.equal(problems.length, 1);
    });
  }

  it('is read where it has millions of empty lines', () => {
    const { manifest } = checkManifest({ text: `${'\n'.repeat(10_000_000)}${wasm}`, format: 'toml' });
    assert.equal(manifest?.wasm.length, 1);
  });
});

describe('A manifest of millions of characters', () => {
  for (const bomb of ['[],', 'a.', '} x ', '"" ']) {
    it(`is refused before it is read where they are ${bomb}`, () => {
      const { problems } = checkManifest({ text: bomb.repeat(3_000_000), format: 'json' });
      assert.deepEqual(
        problems.map(({ message }) => message),
        ['no manifest: it has more than 50,000 words and brackets'],
      );
    });
  }

  for (const [format, start] of [
    ['json', '{"wasm": # ['],
    ['json', "{ ' ["],
    ['json', '{"a": /*"*/ ['],
    ['json', '{"a": // "\n ['],
    ['json', '{"a": "\n['],
    ['json', '{"a": "\\\n" ['],
    ['toml', 'x = """a"b"""\ny = ['],
    ['toml', 'x = """"a\\"""""\ny = ['],
    ['toml', "x = '''a'b''''\ny = ["],
    ['toml', "# it's\ny = ["],
  ] as const) {
    it(`is refused whatever hides them: ${JSON.stringify(start)}`, () => {
      const { problems } = checkManifest({ text: `${start}${'[],'.repeat(200_000)}`, format });
      assert.deepEqual(
        problems.map(({ message }) => message),
        ['no manifest: it has more than 50,000 words and brackets'],
      );
    });
  }

  const data = 'AGFzbQEA'.repeat(1_000_000);
  for (const [format, text] of [
    ['json', `{"wasm": [{"data": "${data}"}]}`],
    ['toml', `[[wasm]]\ndata = "${data}" # in base64`],
  ] as const) {
    it(`is read where they are a module in ${format.toUpperCase()}`, () => assert.deepEqual(checkManifest({ text, format }).problems, []));
  }
});
