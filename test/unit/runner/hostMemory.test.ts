import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { HostMemory } from '../../../src/runner/hostMemory';
import type { RunnerProcess } from '../../../src/vscode/runnerProcess';
import { callPlugin, eventsOf, failureOf, outputOf, type PluginCall, type PluginResult, startRunner } from '../callPlugin';
import { KERNEL, LETTER, TemporaryPlugins } from '../wat';

describe('Host memory', () => {
  const temporary = new TemporaryPlugins();
  after(() => temporary.remove());
  let runner: RunnerProcess;
  before(() => {
    runner = startRunner();
  });
  after(() => runner.kill());

  /** Asks for the value of a key, which is the output. */
  const ask = (key: string, settings: PluginCall['settings']): Promise<PluginResult> =>
    callPlugin({ plugin: 'corners/linking/ask.wasm', function: 'ask', input: key, runner, ...(settings && { settings }) });
  const hostMemory = { hello: '👋 world', empty: '' };
  const asked = { kind: 'hostCall', namespace: 'env', name: 'hostMemoryGet' };

  it('answers with the value of a key', async () => {
    const result = await ask('hello', { hostMemory });
    assert.equal(outputOf(result), '👋 world');
    assert.deepEqual(eventsOf(result), [{ ...asked, input: 'hello', inputBytes: 5, output: '👋 world', outputBytes: 10, hit: true }]);
    assert.deepEqual(eventsOf(await ask('empty', { hostMemory })), [
      { ...asked, input: 'empty', inputBytes: 5, output: '', outputBytes: 0, hit: true },
    ]);
  });

  it('answers as the setting says for a key that it does not have, and suggests the one that was meant', async () => {
    const missed = { ...asked, input: 'helo', inputBytes: 4, hit: false, suggestion: 'hello' };
    const empty = await ask('helo', { hostMemory, hostMemoryMiss: 'empty' });
    assert.deepEqual([outputOf(empty), eventsOf(empty), empty.warnings], ['', [{ ...missed, output: '', outputBytes: 0 }], []]);

    const none = await ask('helo', { hostMemory, hostMemoryMiss: 'null' });
    assert.deepEqual([outputOf(none), eventsOf(none), none.warnings.length], ['', [missed], 1]);
    assert.match(none.warnings[0] ?? '', /^hostMemoryGet answered offset 0, null: /);

    const failed = await ask('helo', { hostMemory, hostMemoryMiss: 'error' });
    const error = 'host memory has no key "helo"; did you mean "hello"?';
    assert.deepEqual(failed.outcome, { kind: 'failure', reason: 'hostFunctionError', message: `hostMemoryGet: ${error}` });
    assert.deepEqual(eventsOf(failed), [{ ...asked, input: 'helo', inputBytes: 4, hit: false, suggestion: 'hello', error }]);
  });

  it('answers in the dialect of Slingshot', async () => {
    const settings = { hostMemory, hostMemoryDialect: 'slingshot' };
    assert.equal(outputOf(await ask('hello', settings)), '{"success":"👋 world","failure":""}');
    assert.equal(outputOf(await ask('bye', settings)), '{"success":"","failure":"host memory has no key \\"bye\\""}');
  });

  it('has its own keys alone, whatever they are', async () => {
    const own = JSON.parse('{"__proto__":"own","":"of no name"}') as object;
    assert.equal(outputOf(await ask('__proto__', { hostMemory: own })), 'own');
    assert.equal(outputOf(await ask('', { hostMemory: own })), 'of no name');
    for (const key of ['__proto__', 'toString', 'constructor', 'hasOwnProperty']) {
      assert.match(failureOf(await ask(key, { hostMemory, hostMemoryMiss: 'error' })).message, /^hostMemoryGet: host memory has no key/);
    }
  });

  it('is recorded where host calls are traced, and where one failed', async () => {
    assert.deepEqual((await ask('hello', { hostMemory, trace: false })).events, []);
    const { events } = await ask('bye', { hostMemory, hostMemoryMiss: 'error', trace: false });
    assert.deepEqual(eventsOf({ events }), [{ ...asked, input: 'bye', inputBytes: 3, hit: false, error: 'host memory has no key "bye"' }]);
  });

  it('keeps what the plug-in sets until its runner ends', async () => {
    const path = await temporary.compile(
      'remembers.wasm',
      `(module ${KERNEL} (import "env" "hostMemorySet" (func $set (param i64)))
        (import "extism:host/env" "length" (func $length (param i64) (result i64)))
        (memory (export "memory") 1)
        (data (i32.const 0) "{\\22key\\22:\\22A\\22,\\22value\\22:\\22new\\22}") ${LETTER}
        (func (export "set") (local $block i64) (local $at i32)
          (local.set $block (call $alloc (i64.const 25)))
          (loop $next
            (call $store_u8 (i64.add (local.get $block) (i64.extend_i32_u (local.get $at))) (i32.load8_u (local.get $at)))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (br_if $next (i32.lt_u (local.get $at) (i32.const 25))))
          (call $set (local.get $block)))
        (func (export "get") (local $value i64)
          (local.set $value (call $hostMemoryGet (call $letter (i32.const 65))))
          (call $output_set (local.get $value) (call $length (local.get $value)))))`,
    );
    const own = startRunner();
    try {
      const call = (name: string): Promise<PluginResult> =>
        callPlugin({ plugin: path, function: name, runner: own, settings: { hostMemory: { A: 'old' } } });
      assert.equal(outputOf(await call('get')), 'old');
      assert.deepEqual((await call('set')).hostMemory, { A: 'new' });
      assert.equal(outputOf(await call('get')), 'new');
    } finally {
      own.kill();
    }
    assert.equal(outputOf(await callPlugin({ plugin: path, function: 'get', settings: { hostMemory: { A: 'old' } } })), 'old');
  });

  it('takes no more than it has room for, and tells together what is set at once', () => {
    const told: [string, string][][] = [];
    const memory = new HostMemory((entries) => told.push(entries));
    for (let count = 0; count < 1_000; count += 1) memory.set('same', String(count));
    memory.tell();
    assert.ok(told.length < 100, `told ${told.length} times`);
    assert.deepEqual(told.at(-1), [['same', '999']]);

    const large = 'x'.repeat(1024 ** 2);
    const full = /^the plug-in has set more than 4,194,304 characters of host memory$/;
    for (const key of 'abc') memory.set(key, large);
    assert.throws(() => memory.set('d', large), { message: full });
    memory.set('a', '');
    memory.set('d', large);
    assert.equal(memory.get('d'), large);
  });
});
