import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { checkManifest } from '../../../../src/core/manifest/checkManifest';

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

  const data = 'AGFzbQEA'.repeat(1_000_000);
  for (const [format, text] of [
    ['json', `{"wasm": [{"data": "${data}"}]}`],
    ['toml', `[[wasm]]\ndata = "${data}" # in base64`],
  ] as const) {
    it(`is read where they are a module in ${format.toUpperCase()}`, () => assert.deepEqual(checkManifest({ text, format }).problems, []));
  }
});
