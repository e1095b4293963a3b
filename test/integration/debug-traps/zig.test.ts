import { deepStrictEqual, strictEqual } from 'node:assert';
import { clearBreakpoints, DebugRun, lineOf } from '../debug/session';

const SOURCE = 'zig/stock.zig';

describe('A plug-in in Zig panics in the debugger', function () {
  this.timeout(300_000);
  let run: DebugRun;

  afterEach(async () => {
    clearBreakpoints();
    await run.dispose();
  });

  it("and stops with the plug-in's own frames below the library's", async () => {
    run = await DebugRun.start({ plugin: 'zig/stock.wasm', function: 'index_too_large' });
    const stop = await run.stop();
    strictEqual(stop.reason, 'exception');
    const frames = await run.frames(stop);
    const own = frames.findIndex(({ file }) => file === 'stock.zig');
    deepStrictEqual(
      frames.slice(own, own + 2).map(({ name, line }) => [name, line]),
      [
        ['stock.Order.price', await lineOf(SOURCE, 'order.items[wanted]')],
        ['stock.index_too_large', await lineOf(SOURCE, 'order.price(1)')],
      ],
      JSON.stringify(frames.map(({ name, file, line }) => [name, file, line])),
    );
    strictEqual(await run.evaluate(stop, 'wanted', own), '2');
    await run.finish(stop);
  });

  it('and stops where it says @panic', async () => {
    run = await DebugRun.start({ plugin: 'zig/stock.wasm', function: 'give_up' });
    const stop = await run.stop();
    const top = (await run.frames(stop)).find(({ file }) => file === 'stock.zig');
    deepStrictEqual([top?.name, top?.line], ['stock.give_up', await lineOf(SOURCE, '@panic(')]);
    await run.finish(stop);
  });
});
