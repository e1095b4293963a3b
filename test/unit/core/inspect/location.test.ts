import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { evaluateLocation } from '../../../../src/core/inspect/location';
import { type Machine, Unreadable } from '../../../../src/core/inspect/machine';

const unreadable = (): never => {
  throw new Unreadable('not here');
};
const MACHINE: Machine = { local: unreadable, global: unreadable, read: unreadable };
const OP = { lit3: 0x33, dup: 0x12, mul: 0x1e, plus: 0x22, stackValue: 0x9f };

describe('Where a variable is', () => {
  it('is computed', () => {
    const place = evaluateLocation(Uint8Array.of(OP.lit3, OP.dup, OP.mul, OP.lit3, OP.plus), MACHINE, () => 0n);
    assert.deepEqual(place, { address: 12 });
  });

  it('is computed in numbers of 64 bits, whatever is multiplied how often', () => {
    const squares = Array.from({ length: 10_000 }, () => [OP.dup, OP.mul]).flat();
    const place = evaluateLocation(Uint8Array.of(OP.lit3, ...squares, OP.stackValue), MACHINE, () => 0n);
    assert.ok('bytes' in place && place.bytes.length === 8);
  });
});
