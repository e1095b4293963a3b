import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { frame, FrameReader } from '../../../src/protocol/frames';

const messages = [Uint8Array.of(1, 2, 3), new Uint8Array(), new Uint8Array(70_000).fill(7)];
const stream = Buffer.concat(messages.map(frame));

describe('Messages on a stream', () => {
  for (const size of [1, 3, 4, 5, 65_536, stream.length]) {
    it(`come as they were sent, in pieces of ${size}`, () => {
      const got: Uint8Array[] = [];
      const reader = new FrameReader((message) => got.push(Uint8Array.from(message)));
      for (let offset = 0; offset < stream.length; offset += size) reader.push(stream.subarray(offset, offset + size));
      assert.deepEqual(got, messages);
    });
  }
});
