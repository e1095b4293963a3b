import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from 'node:assert';
import { readFileSync } from 'node:fs';
import { seesProcesses } from '../support';
import { breakAt, clearBreakpoints, DebugRun, untilGone } from './session';

describe('A plug-in in C is debugged', function () {
  this.timeout(300_000);
  let run: DebugRun;

  afterEach(async () => {
    clearBreakpoints();
    await run.dispose();
  });

  const countVowels = { plugin: 'c/simple-c.wasm', function: 'count_vowels', input: 'banana' };

  it('stops at a breakpoint, with its variables, and steps over', async () => {
    const line = await breakAt('c/simple.c', 'count.vowels++');
    run = await DebugRun.start(countVowels);
    const stop = await run.stop();
    const [top, below] = await run.frames(stop);
    deepStrictEqual([top?.name, top?.file, top?.line], ['count_vowels', 'simple.c', line]);
    strictEqual(below?.name, 'enterPlugin');
    const { letter, i } = await run.variables(stop);
    deepStrictEqual({ letter, i }, { letter: "'a'", i: '1' });
    strictEqual(await run.evaluate(stop, 'count.letters'), '2');
    strictEqual(await run.evaluate(stop, 'count.last'), "'-'");

    await run.step('next', stop);
    const next = await run.stop();
    deepStrictEqual([next.reason, (await run.frames(next))[0]?.line], ['step', line + 1]);
    strictEqual(await run.evaluate(next, 'count.vowels'), '1');
    await run.finish(next);
    strictEqual(await run.recordedOutput(), '3 vowels in 6 letters');
  });

  it('stops in what a function calls once the host has answered, and steps in and out', async () => {
    const line = await breakAt('c/simple.c', 'add(text, ", value: ")');
    run = await DebugRun.start({ plugin: 'c/simple-c.wasm', function: 'say_hello', input: 'you' });
    const stop = await run.stop();
    const [top, below] = await run.frames(stop);
    deepStrictEqual([top?.name, top?.line, below?.name], ['add_value', line, 'say_hello']);

    await run.step('stepIn', stop);
    const inner = await run.stop();
    strictEqual((await run.frames(inner))[0]?.name, 'add');
    await run.step('stepOut', inner);
    const outer = await run.stop();
    strictEqual((await run.frames(outer))[0]?.name, 'add_value');
    await run.finish(outer);
    const { hostCalls } = await run.record();
    deepStrictEqual(
      hostCalls.map(({ name, input, output }) => [name, input, output]),
      [
        ['hostMemoryGet', 'hello', '👋 Hello World 🌍'],
        ['hostMemoryGet', 'message', 'I 💜 Extism 😍'],
      ],
    );
    match(
      run.output,
      /▶ simple-c\.wasm › say_hello\("you"\)\n {2}→ hostMemoryGet\("hello"\) = .*\n {2}→ hostMemoryGet\("message"\) = .*\n👋 Hello you\n/,
    );
    doesNotMatch(run.output, /runner\.js|Debugger attached|Waiting for the debugger/);
  });

  it("steps over a host function of the workbench's own where it is told to step into it", async () => {
    const line = await breakAt('c/simple.c', '= hostMemoryGet(block)');
    run = await DebugRun.start({ plugin: 'c/simple-c.wasm', function: 'say_hello', input: 'you' });
    const before = await run.stop();
    strictEqual((await run.frames(before))[0]?.line, line);
    await run.step('stepIn', before);
    const stop = await run.stop();
    const [top] = await run.frames(stop);
    deepStrictEqual([top?.name, top?.line], ['add_value', line + 1]);
    await run.finish(stop);
  });

  it('does not hang for a breakpoint on a line without code, which slides to the next that has some', async () => {
    const line = await breakAt('c/simple.c', '// What count_vowels finds out.');
    run = await DebugRun.start(countVowels);
    const stop = await run.stop();
    ok(((await run.frames(stop))[0]?.line ?? 0) > line);
    await run.finish(stop);
  });

  it('stops on entry', async () => {
    run = await DebugRun.start({ ...countVowels, stopOnEntry: true });
    const stop = await run.stop();
    strictEqual((await run.frames(stop))[0]?.name, 'count_vowels');
    await run.finish(stop);
  });

  for (const [end, what] of [
    [() => run.stopDebugging(), 'stopped'],
    [() => run.press('disconnect'), 'disconnected from'],
    [() => run.press('restart'), 'restarted'],
  ] as const) {
    it(`leaves no process when it is ${what}, and the call is cancelled`, async () => {
      const line = await breakAt('c/simple.c', 'count.vowels++');
      run = await DebugRun.start(countVowels);
      const stop = await run.stop();
      const pid = Number(await run.evaluate(stop, 'process.pid', 1));
      ok(pid > 1);
      const { threads } = (await stop.session.customRequest('threads')) as { threads: unknown[] };
      strictEqual(threads.length, 1);
      const below = seesProcesses ? readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ') : [];
      await end();
      for (const each of [pid, ...below.map(Number)]) await untilGone(each);
      const { outcome } = await run.record();
      strictEqual(outcome.kind === 'failure' && outcome.reason, 'cancelled');
      if (what === 'restarted') strictEqual((await run.frames(await run.stop()))[0]?.line, line);
    });
  }
});
