import assert from 'node:assert/strict';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, beforeEach, describe, it } from 'mocha';
import type { RunnerProcess } from '../../../src/vscode/runnerProcess';
import { fixtures } from '../../host/paths';
import { callPlugin, eventsOf, failureOf, outputOf, type PluginCall, type PluginResult, startRunner } from '../callPlugin';
import { readFixture } from '../fixtures';
import { KERNEL, LETTER, PRINT, TemporaryPlugins, WRITE } from '../wat';

const temporary = new TemporaryPlugins();
after(() => temporary.remove());

describe('A runner', () => {
  let runner: RunnerProcess;
  beforeEach(() => {
    runner = startRunner();
  });
  afterEach(() => runner.kill());

  const call = (plugin: string, name: string, more: Partial<PluginCall> = {}): Promise<PluginResult> =>
    callPlugin({ plugin, function: name, runner, ...more });

  it('compiles a plug-in once, and again when its file has changed', async () => {
    const path = temporary.path('changing.wasm');
    const copy = (fixture: string) => copyFileSync(join(fixtures, 'corners', fixture), path);
    const results: PluginResult[] = [];
    copy('output-length.wasm');
    results.push(await call(path, 'output_length'), await call(path, 'output_length'));
    copy('inner-offset.wasm');
    results.push(await call(path, 'inner_offset'), await call(path, 'inner_offset'));
    assert.deepEqual(results.map(outputOf), ['hello', 'hello', 'world', 'world']);
    assert.deepEqual(
      results.map(({ millis }) => millis.compile > 0),
      [true, false, true, false],
    );
  });

  it('says that a file is gone, and calls it again when it is back', async () => {
    const path = temporary.write('gone.wasm', readFixture('corners/inner-offset.wasm'));
    assert.equal(outputOf(await call(path, 'inner_offset')), 'world');
    rmSync(path);
    assert.match(failureOf(await call(path, 'inner_offset')).message, /there is no such file$/);
    temporary.write('gone.wasm', readFixture('corners/inner-offset.wasm'));
    assert.equal(outputOf(await call(path, 'inner_offset')), 'world');
  });

  it('compiles a manifest again when a module of it has changed', async () => {
    temporary.write('part.wasm', readFixture('corners/binary.wasm'));
    const manifest = temporary.write('whole.extism.json', '{ "wasm": [{ "path": "part.wasm" }] }');
    const { outcome } = await call(manifest, 'output');
    assert.equal(outcome.bytes?.length, 256);
    temporary.write('part.wasm', readFixture('corners/hostile-text.wasm'));
    assert.match(outputOf(await call(manifest, 'output')), /^<b>bold/);
  });

  it('keeps what one call does out of the record of the next, however soon that comes', async () => {
    for (let calls = 0; calls < 40; calls += 1) {
      const result = await call('broken/wasi.wasm', 'print');
      assert.deepEqual(eventsOf(result), [
        { kind: 'stdout', text: 'to stdout\n' },
        { kind: 'stderr', text: 'to stderr\n' },
      ]);
    }
  });

  it('makes no instance with the settings of another call', async () => {
    for (const greeting of ['one', 'two', 'two', 'three']) {
      const result = await call('corners/config.wasm', 'get', { input: 'greeting', settings: { config: { greeting } } });
      assert.equal(outputOf(result), greeting);
      await new Promise((resolve) => setImmediate(resolve)); // or not as soon as that: the next instance may be there
    }
  });

  it('records WASI, logs and host calls in their order', async () => {
    const path = await temporary.compile(
      'order.wasm',
      `(module ${KERNEL} ${WRITE} (memory (export "memory") 1) ${LETTER} ${PRINT}
        (func (export "run")
          (call $print (i32.const 1) (i32.const 65))
          (call $log_info (call $letter (i32.const 66)))
          (call $print (i32.const 2) (i32.const 67))
          (drop (call $hostMemoryGet (call $letter (i32.const 68))))
          (call $print (i32.const 1) (i32.const 69))))`,
    );
    const result = await call(path, 'run', { settings: { hostMemory: { D: 'value' } } });
    assert.deepEqual(eventsOf(result), [
      { kind: 'stdout', text: 'A' },
      { kind: 'log', level: 'info', text: 'B' },
      { kind: 'stderr', text: 'C' },
      { kind: 'hostCall', namespace: 'env', name: 'hostMemoryGet', input: 'D', inputBytes: 1, output: 'value', outputBytes: 5, hit: true },
      { kind: 'stdout', text: 'E' },
    ]);
  });

  it('records what a linked module prints from its own memory', async () => {
    await temporary.compile(
      'printer.wasm',
      `(module ${WRITE} (memory (export "memory") 1) ${PRINT}
        (func (export "print") (call $print (i32.const 1) (i32.const 80))))`,
    );
    await temporary.compile(
      'caller.wasm',
      '(module (import "printer" "print" (func $print)) (memory (export "memory") 1) (func (export "run") (call $print)))',
    );
    const manifest = temporary.write(
      'printing.extism.json',
      JSON.stringify({ wasm: [{ path: 'printer.wasm', name: 'printer' }, { path: 'caller.wasm' }] }),
    );
    assert.deepEqual(eventsOf(await call(manifest, 'run')), [{ kind: 'stdout', text: 'P' }]);
  });

  it('does not take an exit before the call for its success', async () => {
    const path = await temporary.compile(
      'exits-early.wasm',
      `(module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32))) (memory (export "memory") 1)
        (func (export "_initialize") (call $exit (i32.const 0)))
        (func (export "run")))`,
    );
    const { reason, message, exitCode } = failureOf(await call(path, 'run'));
    assert.deepEqual({ reason, message, exitCode }, { reason: 'exit', message: 'exited with code 0', exitCode: 0 });
  });

  it('tells a linked function of another type from one that is missing', async () => {
    await temporary.compile('lib.wasm', '(module (func (export "f") (result i64) (i64.const 0)))');
    await temporary.compile(
      'wants-i32.wasm',
      '(module (import "lib" "f" (func $f (result i32))) (func (export "run") (result i32) (call $f)))',
    );
    const manifest = temporary.write(
      'other-type.extism.json',
      JSON.stringify({ wasm: [{ path: 'lib.wasm', name: 'lib' }, { path: 'wants-i32.wasm' }] }),
    );
    const { reason, message } = failureOf(await call(manifest, 'run'));
    assert.equal(reason, 'signatureMismatch');
    assert.match(message, /^Import #0 .*does not match the expected type$/);
  });

  it('names the frames of a trap as the module does, without its own name', async () => {
    const path = await temporary.compile(
      'frames.wasm',
      `(module $my.module
        (func $core::panic.inner (param i32) unreachable)
        (func (param i32) (call $core::panic.inner (local.get 0)))
        (func $run (export "run") (call 1 (i32.const 0))))`,
    );
    const { frames = [] } = failureOf(await call(path, 'run'));
    assert.deepEqual(
      frames.map(({ name }) => name),
      ['core::panic.inner', 'function 1', 'run'],
    );
  });

  it('tells an access past the end of a block from memory that ran out', async () => {
    const path = await temporary.compile(
      'past-the-end.wasm',
      `(module ${KERNEL} (memory (export "memory") 1) ${LETTER}
        (func (export "run") (drop (call $load_u8 (i64.add (call $letter (i32.const 65)) (i64.const 1))))))`,
    );
    const { reason, detail } = failureOf(await call(path, 'run'));
    assert.deepEqual([reason, detail], ['trap', 'It read or wrote past the end of a block of Extism memory.']);
  });

  it('counts only the blocks that are still there', async () => {
    const settings = { limits: { maxPages: 2 }, trace: false };
    const result = await call('corners/many-host-calls.wasm', 'call_host', {
      input: '20000',
      settings: { ...settings, hostMemory: { hello: '0123456789abcdef' } },
    });
    assert.equal(outputOf(result), '20000');
  });
});
