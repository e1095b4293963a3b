import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import { callPlugin, eventsOf, failureOf, outputOf } from '../callPlugin';
import { readFixture } from '../fixtures';
import { Runners } from './runners';

const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const HOSTILE =
  '<b>bold</b> **bold** [link](command:workbench.action.quit) `code` $(flame)\r\n\u001b[31mred\u001b[0m\u0007\u0000 "quoted" \\ 👋 evil\u202egnp.exe\n';
const log = (text: string, level = 'info'): object => ({ kind: 'log', level, text });

interface Corner {
  call: [plugin: string, name: string, input?: string];
  settings?: object;
  output: string;
  events?: object[];
}

const CORNERS: Corner[] = [
  { call: ['echo.wasm', 'echo', 'eight b\u0000tes, 👋'], output: 'eight b\u0000tes, 👋' },
  { call: ['echo.wasm', 'echo', ''], output: '' },
  { call: ['echo.wasm', 'echo'], output: '' },
  { call: ['echo.wasm', 'echo_input_block', 'hi'], output: 'hi' },
  { call: ['echo.wasm', 'echo_input_block'], output: '' },
  { call: ['empty-block.wasm', 'empty_block'], output: '' },
  { call: ['no-output.wasm', 'no_output'], output: '' },
  { call: ['null-offset.wasm', 'null_offset'], output: '' },
  { call: ['output-length.wasm', 'output_length'], output: 'hello' },
  { call: ['inner-offset.wasm', 'inner_offset'], output: 'world' },
  { call: ['void-function.wasm', 'greet'], output: 'hello' },
  { call: ['initialize.wasm', 'times'], output: '1' },
  { call: ['initialize-and-start.wasm', 'initialized'], output: '1' },
  { call: ['initialize-and-start.wasm', 'started'], output: '0' },
  { call: ['start.wasm', 'times'], output: '0' },
  { call: ['start-section.wasm', 'times'], output: '1' },
  { call: ['wasi-start.wasm', '_start'], output: '', events: [{ kind: 'stdout', text: 'started\n' }] },
  { call: ['initialize-log.wasm', 'run'], output: '', events: [log('initializing'), log('running')] },
  { call: ['linking/link.extism.json', 'say_hello'], output: 'hello from lib' },
  { call: ['linking/main-first.extism.json', 'say_hello'], output: 'hello from lib' },
  { call: ['linking/circle.extism.json', 'is_even', '8'], output: '1' },
  { call: ['linking/circle.extism.json', 'is_even', '7'], output: '0' },
  { call: ['manifests/data.extism.json', 'no_output'], output: '' },
  { call: ['manifests/hash.extism.json', 'echo', 'hi'], output: 'hi' },
  { call: ['manifests/named-single.extism.json', 'echo', 'hi'], output: 'hi' },
  { call: ['hostile-text.wasm', 'output'], output: HOSTILE },
  { call: ['hostile-text.wasm', 'log'], output: '', events: [log(HOSTILE)] },
  {
    call: ['hostile-text.wasm', 'key'],
    settings: { hostMemory: { [HOSTILE]: 'found' } },
    output: 'found',
    events: [
      {
        kind: 'hostCall',
        namespace: 'env',
        name: 'hostMemoryGet',
        input: `0x${Buffer.from(HOSTILE).toString('hex')}`,
        inputBytes: 122,
        output: 'found',
        outputBytes: 5,
        hit: true,
      },
    ],
  },
  { call: ['binary.wasm', 'log'], output: '', events: [log(new TextDecoder().decode(ALL_BYTES))] },
  { call: ['logs.wasm', 'all'], output: '', events: ['info', 'warn', 'error'].map((level) => log(`${level} text`, level)) },
  {
    call: ['logs.wasm', 'all'],
    settings: { logLevel: 'trace' },
    output: '',
    events: ['trace', 'debug', 'info', 'warn', 'error'].map((level) => log(`${level} text`, level)),
  },
  { call: ['logs.wasm', 'all'], settings: { logLevel: 'error' }, output: '', events: [log('error text', 'error')] },
  { call: ['config.wasm', 'get', 'greeting'], output: '<missing>', events: [{ kind: 'config', key: 'greeting', found: false }] },
  {
    call: ['config.wasm', 'get', 'greeting'],
    settings: { config: { greeting: 'hi 👋' } },
    output: 'hi 👋',
    events: [{ kind: 'config', key: 'greeting', found: true }],
  },
  { call: ['config.wasm', 'get', 'greeting'], settings: { config: { greeting: 'hi' }, trace: false }, output: 'hi' },
  {
    call: ['config.wasm', 'get', '__proto__'],
    settings: { config: JSON.parse('{"__proto__":"own"}') },
    output: 'own',
    events: [{ kind: 'config', key: '__proto__', found: true }],
  },
  { call: ['config.wasm', 'get', 'toString'], output: '<missing>', events: [{ kind: 'config', key: 'toString', found: false }] },
];

describe('A plug-in of the corners', () => {
  const runners = new Runners();
  after(() => runners.end());

  for (const { call, settings = {}, output, events = [] } of CORNERS) {
    const [plugin, name, input] = call;
    const given = input === undefined ? '' : JSON.stringify(input);
    it(`${plugin}: ${name}(${given}) ${JSON.stringify(settings).slice(0, 60)}`, async () => {
      const result = await runners.call({ plugin: `corners/${plugin}`, function: name, settings, ...(input !== undefined && { input }) });
      assert.equal(outputOf(result), output);
      assert.deepEqual(eventsOf(result), events);
    });
  }

  it('outputs every byte there is', async () => {
    const { outcome } = await runners.call({ plugin: 'corners/binary.wasm', function: 'output' });
    assert.deepEqual(outcome, { kind: 'output', bytes: ALL_BYTES });
  });

  it('is called by whatever name a function has', async () => {
    for (const fixture of ['corners/hostile-names.wasm', 'corners/unicode-names.wasm']) {
      const exported = WebAssembly.Module.exports(new WebAssembly.Module(readFixture(fixture)));
      const names = exported.filter(({ kind }) => kind === 'function').map(({ name }) => name);
      assert.ok(names.length >= 8);
      for (const name of names) assert.equal(outputOf(await runners.call({ plugin: fixture, function: name })), 'ok', name);
    }
  });

  it('has variables for one call', async () => {
    const count = { kind: 'var', name: 'n' };
    for (let calls = 0; calls < 3; calls += 1) {
      const result = await runners.call({ plugin: 'corners/vars.wasm', function: 'count' });
      assert.equal(outputOf(result), '1');
      assert.deepEqual(eventsOf(result), [
        { ...count, operation: 'get' },
        { ...count, operation: 'set', bytes: 1 },
      ]);
    }
  });

  it('gets the values of its manifest before those of the settings', async () => {
    const values = [];
    for (const key of ['greeting', 'other']) {
      const settings = { config: { greeting: 'from the settings', other: 'from the settings' } };
      values.push(outputOf(await runners.call({ plugin: 'corners/manifests/config.extism.json', function: 'get', input: key, settings })));
    }
    assert.deepEqual(values, ['from the manifest', 'from the settings']);
  });
});

describe('What a plug-in of the corners fails of', () => {
  const runners = new Runners();
  after(() => runners.end());

  for (const [plugin, name, expected, settings = {}] of [
    ['error-code-zero.wasm', 'error_code_zero', { reason: 'pluginError', message: 'an error with code 0' }],
    ['hostile-text.wasm', 'error', { reason: 'pluginError', message: HOSTILE }],
    ['errors.wasm', 'negative_code', { reason: 'returnCode', message: 'returned -1', exitCode: -1 }],
    ['exits.wasm', 'error_exit_0', { reason: 'pluginError', exitCode: 0 }],
    ['exits.wasm', 'output_exit_3', { reason: 'exit', message: 'exited with code 3', exitCode: 3 }],
    ['initialize-trap.wasm', 'run', { reason: 'trap', message: 'trapped: unreachable' }],
    ['start-section-trap.wasm', 'run', { reason: 'trap', message: 'trapped: unreachable' }],
    ['linking/unlinked.extism.json', 'say_hello', { reason: 'missingImport' }],
    [
      'manifests/hash-of-another.extism.json',
      'echo',
      { reason: 'hashMismatch', message: 'the module "main" is not the one that the manifest\'s hash is of' },
    ],
    ['manifests/not-json.extism.json', 'echo', { reason: 'notAModule' }],
    ['manifests/no-such-file.extism.json', 'echo', { reason: 'notAModule' }],
    [
      'vars.wasm',
      'count',
      { reason: 'denied', message: 'the plug-in set a variable, and variables are turned off' },
      { limits: { maxVarBytes: 0 } },
    ],
    ['hostile-names.wasm', 'hasOwnProperty', { reason: 'noSuchFunction', message: 'the plug-in has no function "hasOwnProperty"' }],
  ] as const) {
    it(`${plugin}: ${name}`, async () => {
      const failed = failureOf(await runners.call({ plugin: `corners/${plugin}`, function: name, settings }));
      assert.deepEqual({ ...failed, ...expected }, failed);
    });
  }

  it('is told of bytes that are no text as what they are in UTF-8', async () => {
    const { message } = failureOf(await runners.call({ plugin: 'corners/binary.wasm', function: 'error' }));
    assert.equal(message, new TextDecoder().decode(ALL_BYTES));
  });
});

describe('A plug-in that says much', () => {
  for (const [plugin, name, kind] of [
    ['floods', 'logs', 'log'],
    ['floods', 'stdout', 'stdout'],
    ['many-host-calls', 'call_host', 'hostCall'],
  ] as const) {
    it(`is recorded with the first and last of its ${name}`, async () => {
      const { events } = await callPlugin({ plugin: `corners/${plugin}.wasm`, function: name, input: '5000' });
      assert.equal(events.length, 1_000 + 1 + 100);
      assert.deepEqual(events[1_000], { kind: 'omitted', count: 3_900 });
      assert.ok(events.every((event, index) => index === 1_000 || event.kind === kind));
    });
  }

  it('puts out all of it', async () => {
    const line = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+\n';
    assert.equal(outputOf(await callPlugin({ plugin: 'corners/floods.wasm', function: 'output', input: '2000' })), line.repeat(32_000));
  });
});
