import { deepStrictEqual, match, strictEqual } from 'node:assert';
import { breakAt, clearBreakpoints, DebugRun, lineOf } from '../debug/session';

const SOURCE = 'go/main.go';

describe('A plug-in in Go is debugged', function () {
  this.timeout(300_000);
  let run: DebugRun;

  afterEach(async () => {
    clearBreakpoints();
    await run.dispose();
  });

  it('and stops where it panics', async () => {
    run = await DebugRun.start({ plugin: 'go/orders.wasm', function: 'index_too_large' });
    const stop = await run.stop();
    const frames = await run.frames(stop);
    strictEqual(stop.reason, 'exception');
    const own = frames.findIndex(({ file }) => file === 'main.go');
    deepStrictEqual(
      frames.slice(own, own + 2).map(({ name, line }) => [name, line]),
      [
        ['main.order.price', await lineOf(SOURCE, 'o.items[wanted]')],
        ['main.indexTooLarge', await lineOf(SOURCE, 'o.price(1)')],
      ],
    );
    await run.finish(stop);
    const { outcome, stderr } = await run.record();
    strictEqual(outcome.kind === 'failure' && outcome.reason, 'trap');
    match(stderr, /index out of range \[2\] with length 2/);
  });

  it('and stops in a goroutine, and in what waits for it', async () => {
    const sent = await breakAt(SOURCE, 'numbers <- number');
    const received = await breakAt(SOURCE, 'println(sum)');
    run = await DebugRun.start({ plugin: 'go/orders.wasm', function: 'wait' });
    const stops: string[] = [];
    for (let count = 0; count < 4; count += 1) {
      const stop = await run.stop();
      const [top] = await run.frames(stop);
      stops.push(`${top?.name}:${top?.line}`);
      if (count === 3) await run.finish(stop);
      else await run.step('continue', stop);
    }
    deepStrictEqual(new Set(stops), new Set([`main.count:${sent}`, `main.wait:${received}`]));
    match((await run.record()).stderr, /1\n3\n6\n/);
  });
});
