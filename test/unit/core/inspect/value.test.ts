import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Member, Type } from '../../../../src/core/inspect/types';
import { dig } from '../../../../src/core/inspect/value';

describe('What a value is dug in for', () => {
  it('is given up after so many members, where each has thousands of its own kind', () => {
    let looked = 0;
    const type: Partial<Type> = { name: 'wide' };
    const member = {
      name: 'inner',
      type,
      get offset() {
        looked += 1;
        return 0;
      },
    };
    Object.assign(type, { members: Array.from({ length: 4_000 }, () => member as unknown as Member) });
    assert.equal(dig({ type: type as Type, place: { address: 0 } }, 'wanted'), undefined);
    assert.ok(looked <= 8_000, `${looked}`);
  });
});
