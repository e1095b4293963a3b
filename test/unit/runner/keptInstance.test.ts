import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { RunnerProcess } from '../../../src/vscode/runnerProcess';
import { callPlugin, eventsOf, failureOf, hasJspi, outputOf, type PluginCall, type PluginResult, startRunner } from '../callPlugin';
import { KERNEL, LETTER, TemporaryPlugins } from '../wat';

describe('An instance that is kept', () => {
  let runner: RunnerProcess;
  beforeEach(() => {
    runner = startRunner();
  });
  afterEach(() => runner.kill());

  const count = (more: Partial<PluginCall> = {}): Promise<PluginResult> =>
    callPlugin({ plugin: 'corners/vars.wasm', function: 'count', runner, request: { keepInstance: true }, ...more });

  const react = (name: string): Promise<PluginResult> =>
    callPlugin({ plugin: 'corners/wasi-reactor.wasm', function: name, runner, request: { keepInstance: true } });

  it('keeps its variables, which are told and can be deleted', async () => {
    assert.equal(outputOf(await count()), '1');
    const { outcome, variables, millis } = await count();
    assert.deepEqual([outputOf({ outcome }), variables, millis.instantiate], ['2', [{ name: 'n', size: 1, value: '2' }], 0]);
    assert.deepEqual(await runner.deleteVariable('n'), []);
    assert.equal(outputOf(await count()), '1');
  });

  it('is reset when its call is over, also where that waits for a host function', async function () {
    if (!hasJspi) return this.skip();
    const temporary = new TemporaryPlugins();
    const text = `(module ${KERNEL} (import "env" "wait" (func $wait (param i64) (result i64))) ${LETTER} (memory 1)
      (global $calls (mut i32) (i32.const 48))
      (func (export "count") (result i32)
        (drop (call $wait (i64.const 0)))
        (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
        (call $output_set (call $letter (global.get $calls)) (i64.const 1))
        (i32.const 0)))`;
    const plugin = await temporary.compile('counts.wasm', text);
    const source = 'export async function wait() { await new Promise((resolve) => setTimeout(resolve, 300)); }';
    const request = { keepInstance: true, ownFunctions: temporary.write('wait.mjs', source) };
    const next = (): Promise<PluginResult> => callPlugin({ plugin, function: 'count', runner, request });
    assert.equal(outputOf(await next()), '1');
    const second = next();
    await new Promise((resolve) => setTimeout(resolve, 100)); // it waits by then, or is about to
    await runner.reset();
    assert.equal(outputOf(await second), '2');
    assert.equal(outputOf(await next()), '1');
    temporary.remove();
  });

  it('gets the host memory of each call', async () => {
    const values: string[] = [];
    for (const hello of ['one', 'two']) {
      const settings = { hostMemory: { hello } };
      const call = {
        plugin: 'corners/linking/ask.wasm',
        function: 'ask',
        input: 'hello',
        settings,
        runner,
        request: { keepInstance: true },
      };
      values.push(outputOf(await callPlugin(call)));
    }
    assert.deepEqual(values, ['one', 'two']);
  });

  it('is another where its settings are, where it is to be forgotten, and where the call keeps none', async () => {
    assert.equal(outputOf(await count()), '1');
    assert.equal(outputOf(await count({ settings: { config: { other: 'yes' } } })), '1');
    assert.equal(outputOf(await count({ settings: { config: { other: 'yes' } } })), '2');
    await runner.reset();
    assert.equal(outputOf(await count({ settings: { config: { other: 'yes' } } })), '1');
    const { variables, outcome } = await count({ request: { keepInstance: false } });
    assert.deepEqual([outputOf({ outcome }), variables], ['1', undefined]);
    assert.equal(outputOf(await count({ settings: { config: { other: 'yes' } } })), '1');
  });

  it('starts but once', async () => {
    const first = await react('times');
    assert.deepEqual(eventsOf(first).length, 1, '_initialize prints a line');
    assert.deepEqual(eventsOf(await react('times')), [], 'and ran but once');
  });

  it('is not kept after it has exited', async () => {
    const plugins = new TemporaryPlugins();
    try {
      const plugin = await plugins.compile(
        'exits.wasm',
        `(module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32))) (memory (export "memory") 1)
          (global $exits (mut i32) (i32.const 0))
          (func (export "exit") (global.set $exits (i32.const 1)) (call $exit (i32.const 3)))
          (func (export "exits") (result i32) (global.get $exits)))`,
      );
      const call = (name: string): Promise<PluginResult> => callPlugin({ plugin, function: name, runner, request: { keepInstance: true } });
      assert.equal(outputOf(await call('exits')), '');
      assert.equal(failureOf(await call('exit')).reason, 'exit');
      assert.equal(outputOf(await call('exits')), '', 'it returns 0');
    } finally {
      plugins.remove();
    }
  });
});
