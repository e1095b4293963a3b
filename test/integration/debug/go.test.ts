import { deepStrictEqual, strictEqual } from 'node:assert';
import { breakAt, clearBreakpoints, DebugRun, lineOf } from './session';

const SOURCE = 'go/main.go';

describe('A plug-in in Go is debugged', function () {
  this.timeout(300_000);
  let run: DebugRun;

  afterEach(async () => {
    clearBreakpoints();
    await run.dispose();
  });

  it('stops at a breakpoint, by the table that Go programs have, and steps over, in and out', async () => {
    const line = await breakAt(SOURCE, 'greeting += ');
    run = await DebugRun.start({ plugin: 'go/simple.wasm', function: 'say_hello', input: 'you' });
    let stop = await run.stop();
    const go = async (step: Parameters<DebugRun['step']>[0]): Promise<string[]> => {
      await run.step(step, stop);
      stop = await run.stop();
      return (await run.frames(stop)).slice(0, 2).map(({ name, line }) => `${name}:${line}`);
    };
    const [top, below] = await run.frames(stop);
    deepStrictEqual([top?.name, top?.file, top?.line, below?.name], ['main.sayHello', 'main.go', line, 'say_hello']);

    // the loop's head, its body again, its head, what comes after it: never where Go's code chooses its way
    for (const expected of [line - 1, line, line - 1, line + 3]) strictEqual((await go('next'))[0], `main.sayHello:${expected}`);
    const inner = await go('stepIn');
    deepStrictEqual(inner, [
      `github.com_extism_go_pdk.OutputString:${await lineOf('go/pdk/pdk.go', 'func OutputString(')}`,
      `main.sayHello:${line + 3}`,
    ]);
    strictEqual((await go('stepOut'))[0], `main.sayHello:${line + 3}`);
    await run.finish(stop);
    strictEqual((await run.record()).hostCalls.length, 2);
  });
});
