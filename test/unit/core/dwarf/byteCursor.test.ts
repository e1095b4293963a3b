import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ByteCursor } from '../../../../src/core/dwarf/byteCursor';

describe('A number in LEB128', () => {
  for (const [what, bytes] of [
    ['is finite however long it is', [...Array<number>(147).fill(0x80), 0x01]],
    ['is a number however long it is', [...Array<number>(150).fill(0x80), 0x00]],
  ] as const) {
    it(what, () => {
      const cursor = new ByteCursor(Uint8Array.from(bytes));
      assert.equal(cursor.uleb(), 0);
      assert.equal(cursor.offset, bytes.length);
    });
  }
});
