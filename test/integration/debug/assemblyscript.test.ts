import { deepStrictEqual, strictEqual } from 'node:assert';
import { breakAt, clearBreakpoints, DebugRun } from './session';

describe('A plug-in in AssemblyScript is debugged', function () {
  this.timeout(300_000);
  let run: DebugRun;

  afterEach(async () => {
    clearBreakpoints();
    await run.dispose();
  });

  it('stops at a breakpoint, by its source map, and steps over', async () => {
    const line = await breakAt('assemblyscript/simple.ts', 'greeting += ');
    run = await DebugRun.start({ plugin: 'assemblyscript/simple-assemblyscript.wasm', function: 'say_hello', input: 'you' });
    const stop = await run.stop();
    const [top] = await run.frames(stop);
    deepStrictEqual([top?.name, top?.file, top?.line], ['simple/say_hello', 'simple.ts', line]);
    const { i, keys, greeting } = await run.variables(stop);
    deepStrictEqual({ i, keys, greeting }, { i: '0', keys: '(2) ["hello", "message"]', greeting: '"👋 Hello you"' });
    await run.step('next', stop);
    const next = await run.stop();
    strictEqual((await run.frames(next))[0]?.line, line - 1); // the head of the loop
    await run.finish(next);
    strictEqual((await run.record()).hostCalls.length, 2);
  });
});
