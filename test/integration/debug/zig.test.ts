import { deepStrictEqual } from 'node:assert';
import { breakAt, clearBreakpoints, DebugRun } from './session';

describe('A plug-in in Zig is debugged', function () {
  this.timeout(300_000);
  let run: DebugRun;

  afterEach(async () => {
    clearBreakpoints();
    await run.dispose();
  });

  it('stops at a breakpoint, with its variables', async () => {
    const line = await breakAt('zig/simple.zig', 'greeting.add(key)');
    run = await DebugRun.start({ plugin: 'zig/simple-zig.wasm', function: 'say_hello', input: 'you' });
    const stop = await run.stop();
    const [top] = await run.frames(stop);
    deepStrictEqual([top?.file, top?.line], ['simple.zig', line]);
    deepStrictEqual(Object.keys(await run.variables(stop)), ['block', 'key', 'output']);
    await run.finish(stop);
  });
});
