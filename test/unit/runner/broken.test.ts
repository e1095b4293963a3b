import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, it } from 'mocha';
import type { Failure } from '../../../src/core/call';
import { failure } from '../../../src/core/failures/failure';
import { FRAMES } from '../../../src/runner/stack';
import { HOST_FUNCTIONS } from '../../../src/core/plugin/hostFunctions';
import { RunnerGone } from '../../../src/vscode/runnerProcess';
import { fixtures } from '../../host/paths';
import { callPlugin, eventsOf, failureOf, outputOf, startRunner } from '../callPlugin';
import { Runners } from './runners';

const ABOUT_TO_TRAP = [{ kind: 'log', level: 'info', text: 'about to trap' }];
const REBUILD = 'It may still be being written; build it again if this stays.';

interface Broken {
  plugin: string;
  function?: string;
  settings?: object;
  failure: Failure;
  events?: object[];
}

const trap = (message: string, detail: string, ...frames: string[]): Failure =>
  failure('trap', `trapped: ${message}`, { detail, frames: frames.map((name) => ({ name })) });

const BROKEN: Broken[] = [
  {
    plugin: 'component',
    failure: failure('notAModule', 'a WebAssembly component, not a core module', {
      detail:
        'Extism runs core modules. Build for wasm32-unknown-unknown or wasm32-wasip1 instead of a component target (wasm32-wasip2, cargo component).',
    }),
  },
  { plugin: 'empty', failure: failure('notAModule', 'the file is empty', { detail: REBUILD }) },
  { plugin: 'not-a-module', failure: failure('notAModule', 'not a WebAssembly module: bad magic 0x3c21646f') },
  {
    plugin: 'truncated',
    failure: failure('notAModule', 'truncated: the custom section should end at byte …, but the file ends at byte …', {
      detail: REBUILD,
    }),
  },
  {
    plugin: 'not-there',
    failure: failure('notAModule', `cannot read ${join(fixtures, 'broken/not-there.wasm')}: there is no such file`, {
      detail: 'Build the plug-in, or correct the path.',
    }),
  },
  {
    plugin: 'imported-memory',
    failure: failure('missingImport', "nothing provides the plug-in's import env.memory memory", {
      detail: 'Extism hosts provide functions only. Build the plug-in with a memory of its own, without --import-memory.',
    }),
  },
  {
    plugin: 'missing-import',
    function: 'send',
    failure: failure('missingImport', "nothing provides the plug-in's import env.hostSendMail (i64) → i64", {
      detail: `Mock it, or write it in a host functions file ("extism.hostFunctionsFile"). Provided here, in any namespace: ${Object.keys(HOST_FUNCTIONS).join(', ')}.`,
      missing: [{ namespace: 'env', name: 'hostSendMail' }],
    }),
  },
  {
    plugin: 'wasm-bindgen',
    failure: failure('missingImport', "nothing provides the plug-in's import __wbindgen_placeholder__.__wbindgen_describe (i32) → ()", {
      detail:
        'This was built for the browser with wasm-bindgen. Build for wasm32-unknown-unknown or wasm32-wasip1 without it: cargo build instead of wasm-pack, and no crate that needs a browser.',
    }),
  },
  {
    plugin: 'old-abi',
    function: 'measure',
    failure: failure('oldAbi', 'built with an Extism PDK older than October 2023, whose host interface no current host has', {
      detail: 'Update the PDK to a current version and build the plug-in again.',
    }),
  },
  {
    plugin: 'wrong-signature',
    function: 'get',
    failure: failure('signatureMismatch', 'the plug-in imports env.hostMemoryGet (i32) → i32, but that host function is (i64) → i64', {
      detail: 'Declare the import with that type: offsets in Extism memory are i64.',
    }),
  },
  {
    plugin: 'wasi',
    function: 'print',
    settings: { wasi: 'off' },
    failure: failure('wasiOff', 'the plug-in imports WASI, which is turned off', { detail: 'Set "extism.wasi" to "auto".' }),
  },
  {
    plugin: 'no-functions',
    function: 'add_one',
    failure: failure('noSuchFunction', '"add_one" is (i32) → i32; a host can call () → i32 and () → () only', {
      detail: 'It exports no function that a host can call.',
    }),
  },
  { plugin: 'plugin-error', function: 'fail', failure: failure('pluginError', "the plug-in's own words") },
  {
    plugin: 'return-code',
    function: 'seven',
    failure: failure('returnCode', 'returned 7', {
      detail: 'A function returns 0 where it succeeded. To say what went wrong, set an error before returning anything else.',
      exitCode: 7,
      bytes: new TextEncoder().encode('partial'),
    }),
  },
  {
    plugin: 'exit',
    function: 'exit3',
    failure: failure('exit', 'exited with code 3', { exitCode: 3 }),
    events: [{ kind: 'stderr', text: 'bye\n' }],
  },
  { plugin: 'exit', function: 'exit255', failure: failure('exit', 'exited with code 255', { exitCode: 255 }) },
  {
    plugin: 'trap',
    function: 'unreachable',
    failure: trap(
      'unreachable',
      'It reached code that it says is unreachable: a panic or an abort, as a rule. Its logs and stderr tell more.',
      'reach_the_unreachable',
      'unreachable',
    ),
    events: ABOUT_TO_TRAP,
  },
  {
    plugin: 'trap',
    function: 'out_of_bounds',
    failure: trap(
      'memory access out of bounds',
      'It read or wrote outside its linear memory: a wild pointer or an index out of range.',
      'load_far_outside',
      'out_of_bounds',
    ),
    events: ABOUT_TO_TRAP,
  },
  {
    plugin: 'trap',
    function: 'divide_by_zero',
    failure: trap('divide by zero', 'It divided an integer by zero.', 'divide', 'divide_by_zero'),
    events: ABOUT_TO_TRAP,
  },
  {
    plugin: 'trap',
    function: 'recurse',
    failure: failure('trap', 'trapped: Maximum call stack size exceeded', {
      detail: 'It recursed too deep.',
      frames: [{ name: 'recurse_deeper' }, { name: 'recurse_deeper', times: FRAMES - 1 }],
    }),
    events: ABOUT_TO_TRAP,
  },
  {
    plugin: 'trap',
    function: 'indirect',
    failure: trap(
      'null function or function signature mismatch',
      'It called a function through a pointer that is no function of that type.',
      'call_an_empty_slot',
      'indirect',
    ),
    events: ABOUT_TO_TRAP,
  },
  {
    plugin: 'allocate',
    function: 'linear',
    settings: { limits: { maxPages: 64 } },
    failure: trap(
      'unreachable',
      'It reached code that it says is unreachable: a panic or an abort, as a rule. Its logs and stderr tell more.',
      'out_of_memory',
      'function 3',
    ),
  },
  {
    plugin: 'allocate',
    function: 'kernel',
    settings: { limits: { maxPages: 64 } },
    failure: failure('outOfMemory', 'ran out of memory', {
      detail:
        'Its blocks of Extism memory take more than 4,194,304 bytes. "extism.limits" and the manifest\'s "memory" set what it may have.',
    }),
  },
  {
    plugin: 'allocate',
    function: 'kernel',
    settings: { limits: { maxPages: 0 } },
    failure: failure('outOfMemory', 'ran out of memory', {
      detail:
        'Out of memory: Cannot allocate Wasm memory for new instance. "extism.limits" and the manifest\'s "memory" set what it may have.',
    }),
  },
];

/** Where things are in a module is no part of what is asserted, but that it is told. */
function withoutOffsets({ frames, message, ...rest }: Failure): Failure {
  const more = { ...rest, message: message.replace(/at byte \d+/g, 'at byte …') };
  if (!frames) return more;
  for (const { offset } of frames) assert.ok((offset ?? 0) > 8);
  return { ...more, frames: frames.map(({ offset: _, ...frame }) => frame) };
}

describe('What a broken plug-in fails of', () => {
  const runners = new Runners();
  after(() => runners.end());

  for (const { plugin, function: name = 'run', settings = {}, failure: expected, events = [] } of BROKEN) {
    it(`${plugin}: ${name} ${JSON.stringify(settings)}`, async () => {
      // twice, since a call after a failure is a call like any other
      for (let calls = 0; calls < 2; calls += 1) {
        const result = await runners.call({ plugin: `broken/${plugin}.wasm`, function: name, settings });
        assert.deepEqual(withoutOffsets(failureOf(result)), expected);
        assert.deepEqual(eventsOf(result), events);
      }
    });
  }

  it('is not what another function of it fails of', async () => {
    const result = await runners.call({ plugin: 'broken/exit.wasm', function: 'exit0' });
    assert.deepEqual([outputOf(result), eventsOf(result)], ['', []]);
    assert.equal(outputOf(await runners.call({ plugin: 'broken/wasi.wasm', function: 'print' })), '');
  });

  it('keeps within the memory it may have', async () => {
    const { memoryPages } = await runners.call({
      plugin: 'broken/allocate.wasm',
      function: 'linear',
      settings: { limits: { maxPages: 64 } },
    });
    assert.deepEqual(memoryPages, { before: 1, after: 49 });
  });
});

describe('A plug-in that never ends', () => {
  it('is killed, and what it did before is known', async () => {
    const events: object[] = [];
    const call = callPlugin({
      plugin: 'broken/loop.wasm',
      function: 'spin',
      settings: { hostMemory: { hello: 'world' } },
      onEvent: (event, runner) => {
        events.push(event);
        if (event.kind === 'hostCall') runner.kill();
      },
    });
    await assert.rejects(call, (error) => error instanceof RunnerGone && error.how === 'SIGKILL');
    assert.deepEqual(eventsOf({ events: events as never }), [
      { kind: 'log', level: 'info', text: 'spinning' },
      {
        kind: 'hostCall',
        namespace: 'env',
        name: 'hostMemoryGet',
        input: 'hello',
        inputBytes: 5,
        output: 'world',
        outputBytes: 5,
        hit: true,
      },
    ]);
  });

  for (const [plugin, name] of [
    ['loop-section', 'run'],
    ['loop-initialize', 'run'],
    ['loop-start', '_start'],
  ] as const) {
    it(`is killed while ${plugin} loops`, async () => {
      const runner = startRunner();
      await runner.ready;
      const call = callPlugin({ plugin: `broken/${plugin}.wasm`, function: name, runner });
      setTimeout(() => runner.kill(), 300);
      await assert.rejects(call, RunnerGone);
      assert.equal(runner.isAlive, false);
    });
  }

  it('does not keep another function of it from being called', async () => {
    assert.equal(outputOf(await callPlugin({ plugin: 'broken/loop-start.wasm', function: 'run' })), '');
  });
});
