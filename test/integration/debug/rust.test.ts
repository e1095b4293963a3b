import { deepStrictEqual, strictEqual } from 'node:assert';
import { breakAt, clearBreakpoints, DebugRun, lineOf } from './session';

describe('A plug-in in Rust is debugged', function () {
  this.timeout(300_000);
  let run: DebugRun;

  afterEach(async () => {
    clearBreakpoints();
    await run.dispose();
  });

  it('stops at a breakpoint, with its variables, and steps over', async () => {
    const line = await breakAt('rust/src/lib.rs', 'count.vowels += vowels;');
    run = await DebugRun.start({ plugin: 'rust/simple-rust.wasm', function: 'count_vowels', input: 'a banana' });
    const stop = await run.stop();
    const [top] = await run.frames(stop);
    deepStrictEqual([top?.file, top?.line], ['lib.rs', line]);
    strictEqual((await run.variables(stop))['vowels'], '1');
    strictEqual(await run.evaluate(stop, 'count.vowels'), '0');

    await run.step('next', stop);
    const next = await run.stop();
    deepStrictEqual([next.reason, (await run.frames(next))[0]?.line], ['step', line + 1]);
    strictEqual(await run.evaluate(next, 'count.vowels'), '1');
    await run.finish(next);
    strictEqual(await run.recordedOutput(), '4 vowels, longest word: banana');
  });

  it('stops between two host calls', async () => {
    const line = await breakAt('rust/src/lib.rs', 'greeting += ');
    run = await DebugRun.start({ plugin: 'rust/simple-rust.wasm', function: 'say_hello', input: 'you' });
    const stop = await run.stop();
    const [top, below] = await run.frames(stop);
    deepStrictEqual([top?.name, top?.line, below?.name], ['simple::say_hello::inner', line, 'say_hello']);
    deepStrictEqual(Object.keys(await run.variables(stop)), ['greeting', 'iter', 'key', 'value', 'name']);
    await run.finish(stop);
    strictEqual((await run.record()).hostCalls.length, 2);
  });

  it('stops on entry in what its author wrote, behind the #[plugin_fn], and steps over', async () => {
    const line = await lineOf('rust/src/lib.rs', 'let mut greeting');
    run = await DebugRun.start({ plugin: 'rust/simple-rust.wasm', function: 'say_hello', input: 'you', stopOnEntry: true });
    const stop = await run.stopIn('simple::say_hello::inner');
    deepStrictEqual([stop.description, (await run.frames(stop))[0]?.line], ['Paused on entry', line]);
    await run.step('next', stop);
    const next = await run.stop();
    deepStrictEqual([next.reason, (await run.frames(next))[0]?.line], ['step', line + 1]);
    await run.finish(next);
    strictEqual((await run.record()).hostCalls.length, 2);
  });
});
