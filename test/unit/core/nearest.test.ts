import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { nearest } from '../../../src/core/nearest';

describe('nearest', () => {
  it('is what somebody is likely to have meant', () => {
    const keys = ['hello', 'message', 'allowed_hosts'];
    for (const [text, meant] of [
      ['mesage', 'message'],
      ['HELLO', 'hello'],
      ['helo', 'hello'],
      ['allowedHosts', 'allowed_hosts'],
      ['bye', undefined],
      ['', undefined],
      ['x'.repeat(10_000), undefined],
    ] as const) {
      assert.equal(nearest(text, keys), meant, text.slice(0, 20));
    }
    assert.equal(nearest('hello', []), undefined);
  });
});
