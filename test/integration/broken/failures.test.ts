import { strict as assert } from 'node:assert';
import type { CallRecord, FailureReason } from '../../../src/api';
import { call, failureOf, outputText, withSettings } from '../support';

interface Expected {
  message: string | RegExp;
  /** A part of it; none where it is left out. */
  detail?: RegExp;
  exitCode?: number;
  frames?: RegExp[];
  /** Output that was set before the failure. */
  bytes?: string;
  logs?: string[];
  stderr?: string;
}

const TRAP = { logs: ['about to trap'] };

const FAILURES: [plugin: string, function_: string, reason: FailureReason, Expected][] = [
  ['not-a-module', 'run', 'notAModule', { message: /^not a WebAssembly module: bad magic 0x3c21646f$/ }],
  ['component', 'run', 'notAModule', { message: 'a WebAssembly component, not a core module', detail: /Build for wasm32-/ }],
  ['truncated', 'say_hello', 'notAModule', { message: /^truncated: .* the file ends at byte \d+$/, detail: /build it again/ }],
  ['empty', 'run', 'notAModule', { message: 'the file is empty', detail: /build it again/ }],
  ['nowhere', 'run', 'notAModule', { message: /nowhere\.wasm: there is no such file$/, detail: /correct the path/ }],
  ['missing-import', 'send', 'missingImport', { message: /env\.hostSendMail \(i64\) → i64$/, detail: /Mock it/ }],
  ['imported-memory', 'run', 'missingImport', { message: /env\.memory memory$/, detail: /--import-memory/ }],
  ['wasm-bindgen', 'run', 'missingImport', { message: /__wbindgen_describe/, detail: /wasm-bindgen/ }],
  ['wrong-signature', 'get', 'signatureMismatch', { message: /env\.hostMemoryGet \(i32\) → i32, .* is \(i64\) → i64$/, detail: /i64/ }],
  ['old-abi', 'measure', 'oldAbi', { message: /older than October 2023/, detail: /Update the PDK/ }],
  ['no-functions', 'nothing', 'noSuchFunction', { message: 'the plug-in has no function "nothing"', detail: /exports no function/ }],
  ['no-functions', 'add_one', 'noSuchFunction', { message: /^"add_one" is \(i32\) → i32; a host can call/, detail: /exports no function/ }],
  ['trap', 'nothing', 'noSuchFunction', { message: 'the plug-in has no function "nothing"', detail: /^Its functions: unreachable, / }],
  ['plugin-error', 'fail', 'pluginError', { message: "the plug-in's own words" }],
  ['return-code', 'seven', 'returnCode', { message: 'returned 7', detail: /returns 0/, exitCode: 7, bytes: 'partial' }],
  ['exit', 'exit3', 'exit', { message: 'exited with code 3', exitCode: 3, stderr: 'bye\n' }],
  ['exit', 'exit255', 'exit', { message: 'exited with code 255', exitCode: 255 }],
  [
    'trap',
    'unreachable',
    'trap',
    { ...TRAP, message: 'trapped: unreachable', detail: /panic/, frames: [/^reach_the_unreachable \(0x/, /^unreachable \(0x/] },
  ],
  [
    'trap',
    'out_of_bounds',
    'trap',
    {
      ...TRAP,
      message: 'trapped: memory access out of bounds',
      detail: /linear memory/,
      frames: [/^load_far_outside \(0x/, /^out_of_bounds \(0x/],
    },
  ],
  [
    'trap',
    'divide_by_zero',
    'trap',
    { ...TRAP, message: 'trapped: divide by zero', detail: /zero/, frames: [/^divide \(0x/, /^divide_by_zero \(0x/] },
  ],
  ['trap', 'recurse', 'trap', { ...TRAP, message: /call stack size exceeded/, detail: /recursed/, frames: [/^recurse_deeper \(0x/] }],
  [
    'trap',
    'indirect',
    'trap',
    { ...TRAP, message: /null function/, detail: /pointer/, frames: [/^call_an_empty_slot \(0x/, /^indirect \(0x/] },
  ],
];

function check(text: string | undefined, expected: string | RegExp | undefined): void {
  if (expected instanceof RegExp) assert.match(text ?? '', expected);
  else assert.equal(text, expected);
}

function checkFailure(record: CallRecord, reason: FailureReason, expected: Expected): void {
  const { message, detail, exitCode, frames = [], bytes = new Uint8Array() } = failureOf(record, reason);
  check(message, expected.message);
  check(detail, expected.detail);
  assert.equal(exitCode, expected.exitCode);
  assert.ok(frames.length >= (expected.frames?.length ?? 0));
  for (const [index, frame] of (expected.frames ?? []).entries()) check(frames[index], frame);
  assert.equal(new TextDecoder().decode(bytes), expected.bytes ?? '');
  assert.deepEqual(
    record.logs.map(({ text }) => text),
    expected.logs ?? [],
  );
  assert.equal(record.stderr, expected.stderr ?? '');
}

async function assertOthersWork(): Promise<void> {
  const record = await call('wasi.wasm', 'print');
  assert.equal(outputText(record), '');
  assert.equal(record.stdout, 'to stdout\n');
}

describe('a call that fails', () => {
  for (const [plugin, name, reason, expected] of FAILURES) {
    it(`tells of ${reason}: ${plugin}.wasm, ${name}`, async () => {
      checkFailure(await call(`${plugin}.wasm`, name), reason, expected);
      await assertOthersWork();
      checkFailure(await call(`${plugin}.wasm`, name), reason, expected);
    });
  }

  it('does not for an exit with 0', async () => {
    assert.equal(outputText(await call('exit.wasm', 'exit0')), '');
  });

  it('tells of WASI that is off', async () => {
    await withSettings({ wasi: 'off' }, async () => {
      checkFailure(await call('wasi.wasm', 'print'), 'wasiOff', { message: /WASI, which is turned off/, detail: /"extism\.wasi"/ });
    });
    await assertOthersWork();
  });

  it('tells of a host function that fails', async () => {
    await withSettings({ mocks: { env: { hostSendMail: { error: 'no mail today' } } } }, async () => {
      const record = await call('missing-import.wasm', 'send');
      checkFailure(record, 'hostFunctionError', { message: 'hostSendMail: no mail today' });
      assert.equal(record.hostCalls[0]?.error, 'no mail today');
    });
    await assertOthersWork();
  });

  it('tells of memory that it may not have', async () => {
    await withSettings({ limits: { maxPages: 20 } }, async () => {
      const { memoryPages } = await call('allocate.wasm', 'linear');
      assert.deepEqual(memoryPages, { before: 1, after: 17 });
    });
    await withSettings({ limits: { maxPages: 0 } }, async () => {
      checkFailure(await call('allocate.wasm', 'linear'), 'outOfMemory', { message: 'ran out of memory', detail: /"extism\.limits"/ });
    });
    await assertOthersWork();
  });
});
