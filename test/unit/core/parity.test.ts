import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type ParityFacts, parityWarnings } from '../../../src/core/parity';

describe('parityWarnings', () => {
  const facts: ParityFacts = {
    returnCode: 0,
    outputBytes: 5,
    nullAnswers: new Set(),
    allocations: 4,
    actedAtStart: false,
    isCommandAndReactor: false,
    linksCommand: false,
  };

  for (const [what, changed, pattern] of [
    ['of a code with an output', { returnCode: 7 }, /^It returned 7 and set an output: /],
    ['of a host function that answered null', { nullAnswers: new Set(['hostMemoryGet']) }, /^hostMemoryGet answered offset 0, null: /],
    ['of more allocations than the JavaScript SDK allows', { allocations: 32_766 }, /^It made 32,766 allocations: /],
    ['of acting before the call', { actedAtStart: true }, /^It called its host while it was being made/],
    ['of _start beside _initialize', { isCommandAndReactor: true }, /^It exports both _start and _initialize/],
    ['of a linked command', { linksCommand: true }, /^It is linked to a module with _start/],
  ] as const) {
    it(what, () => {
      const warnings = parityWarnings({ ...facts, ...changed });
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', pattern);
    });
  }

  for (const [what, changed] of [
    ['of a call like any other', {}],
    ['of a code without an output', { returnCode: 7, outputBytes: 0 }],
    ['of as many allocations as there can be', { allocations: 32_765 }],
  ] as const) {
    it(`none ${what}`, () => assert.deepEqual(parityWarnings({ ...facts, ...changed }), []));
  }
});
