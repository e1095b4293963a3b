import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import loadWabt from 'wabt';
import { CallFailure, failure } from '../../../src/core/failures/failure';
import { HostFunctionError } from '../../../src/runner/hostFunctions/bind';
import { symbolize } from '../../../src/runner/symbols';
import { describeThrown, type Noted } from '../../../src/runner/thrown';

/** What the engine throws where a function does this. */
async function trapOf(body: string): Promise<unknown> {
  const wabt = await loadWabt();
  const text = `(module (memory 1) (table 1 funcref) (elem (i32.const 0) $run) (type $other (func (param i64)))
    (func $run (export "run") ${body}))`;
  const { instance } = await WebAssembly.instantiate(Uint8Array.from(wabt.parseWat('trap.wat', text).toBinary({}).buffer));
  try {
    (instance.exports['run'] as () => void)();
  } catch (error) {
    return error;
  }
  return assert.fail('it does not trap');
}

const MEMORY = 'It read or wrote outside its linear memory: a wild pointer or an index out of range.';
const NUMBER = 'A number did not fit the type it was converted to.';
const POINTER = 'It called a function through a pointer that is no function of that type.';

const explain = (error: unknown, noted: Noted) => describeThrown(error, noted, { symbolize: (frames) => symbolize(frames, []) });

describe('What a call died of', () => {
  for (const [body, hint] of [
    ['unreachable', 'It reached code that it says is unreachable: a panic or an abort, as a rule. Its logs and stderr tell more.'],
    ['(drop (i32.load (i32.const -4)))', MEMORY],
    ['(memory.fill (i32.const 65535) (i32.const 0) (i32.const 2))', MEMORY],
    ['(drop (i32.div_u (i32.const 1) (i32.const 0)))', 'It divided an integer by zero.'],
    ['(drop (i32.rem_s (i32.const 1) (i32.const 0)))', 'It divided an integer by zero.'],
    ['(drop (i32.div_s (i32.const 0x80000000) (i32.const -1)))', NUMBER],
    ['(drop (i32.trunc_f64_s (f64.const nan)))', NUMBER],
    ['(call_indirect (i32.const 7))', POINTER],
    ['(call_indirect (type $other) (i64.const 0) (i32.const 0))', POINTER],
    ['(call $run)', 'It recursed too deep.'],
  ] as const) {
    it(`is a trap, explained: ${body}`, async () => {
      const { reason, message, detail, frames = [] } = explain(await trapOf(body), {});
      assert.deepEqual([reason, detail], ['trap', hint]);
      assert.match(message, /^trapped: ./);
      assert.equal(frames[0]?.name, 'function 0');
      assert.ok((frames[0]?.offset ?? 0) > 8);
    });
  }

  it('is a trap, with the error that was set before it', async () => {
    const { detail } = explain(await trapOf('unreachable'), { error: 'the plug-in says' });
    assert.match(detail ?? '', /^It reached code .*\nBefore that it had set the error: the plug-in says$/);
  });

  for (const [what, error, expected, noted = {}] of [
    ['a failure itself', new CallFailure(failure('denied', 'no')), failure('denied', 'no')],
    ['an exit, whatever it threw', Symbol('kExitCode'), failure('exit', 'exited with code 3', { exitCode: 3 }), { exitCode: 3 }],
    [
      'a host function, and where',
      new HostFunctionError('f: no', 'at f (host.js:2:1)'),
      failure('hostFunctionError', 'f: no', { detail: 'at f (host.js:2:1)' }),
    ],
    ['a host function', new HostFunctionError('f: no', undefined), failure('hostFunctionError', 'f: no')],
    [
      'memory that ran out',
      new RangeError('Array buffer allocation failed'),
      failure('outOfMemory', 'ran out of memory', {
        detail: 'Array buffer allocation failed. "extism.limits" and the manifest\'s "memory" set what it may have.',
      }),
    ],
    [
      'types that do not fit',
      new WebAssembly.LinkError('WebAssembly.instantiate(): Import #0 "lib" "f": imported function does not match the expected type'),
      failure('signatureMismatch', 'Import #0 "lib" "f": imported function does not match the expected type'),
    ],
    [
      'a block that is none',
      new Error('cannot assign to this block (addr=-8000000000000000; length=1)'),
      failure('outOfMemory', 'used an Extism memory block that does not exist', {
        detail: 'The offset is not one that an allocation returned, or the block was freed.',
      }),
    ],
    ['something thrown that is no error', 'a string', failure('trap', 'threw a string')],
    ['a symbol', Symbol('x'), failure('trap', 'threw Symbol(x)')],
    ['an error of no kind', new Error('who knows'), failure('trap', 'who knows', { frames: [] })],
  ] as const) {
    it(`is told of ${what}`, () => assert.deepEqual(explain(error, noted), expected));
  }
});
