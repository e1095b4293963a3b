import { deepStrictEqual, match, strictEqual } from 'node:assert';
import { breakAt, clearBreakpoints, DebugRun, lineOf } from '../debug/session';

const SOURCE = 'cpp/basket.cpp';

describe('A plug-in in C++ is debugged', function () {
  this.timeout(300_000);
  let run: DebugRun;

  afterEach(async () => {
    clearBreakpoints();
    await run.dispose();
  });

  it('stops in a method, with its object and what it refers to, and steps over, in and out', async () => {
    const line = await breakAt(SOURCE, 'int price = discount->of(item.price);');
    run = await DebugRun.start({ plugin: 'cpp/basket.wasm', function: 'total' });
    const stop = await run.stop();
    const frames = await run.frames(stop);
    deepStrictEqual(
      frames.slice(0, 2).map(({ name, file }) => [name, file]),
      [
        ['shop::Basket::add(shop::Item const&)', 'basket.cpp'],
        ['total()', 'basket.cpp'],
      ],
    );
    strictEqual(frames[0]?.line, line);
    strictEqual(await run.evaluate(stop, 'item.price'), '10');
    strictEqual(await run.evaluate(stop, 'this->dearest'), '0');

    await run.step('stepIn', stop);
    const inner = await run.stop();
    const [virtual] = await run.frames(inner);
    deepStrictEqual(
      [virtual?.name, virtual?.line],
      ['shop::Half::of(int) const', await lineOf(SOURCE, 'int of(int price) const override {')],
    );
    await run.step('next', inner); // past what stores its parameters
    const stored = await run.stop();
    strictEqual((await run.variables(stored))['price'], '10');
    await run.step('stepOut', stored);
    const outer = await run.stop();
    strictEqual((await run.frames(outer))[0]?.name, 'shop::Basket::add(shop::Item const&)');
    await run.step('next', outer);
    const next = await run.stop();
    deepStrictEqual([(await run.frames(next))[0]?.line, (await run.variables(next))['price']], [line + 1, '5']);
    await run.finish(next);
    strictEqual(await run.recordedOutput(), '11');
  });

  it('stops in what a template became', async () => {
    await breakAt(SOURCE, 'return found;');
    run = await DebugRun.start({ plugin: 'cpp/basket.wasm', function: 'total' });
    const stop = await run.stop();
    match((await run.frames(stop))[0]?.name ?? '', /shop::larger<int>/);
    const { one, other, found } = await run.variables(stop);
    deepStrictEqual({ one, other, found }, { one: '0', other: '5', found: '5' });
    await run.finish(stop);
  });

  it('stops where it calls through a null pointer', async () => {
    run = await DebugRun.start({ plugin: 'cpp/basket.wasm', function: 'null_discount' });
    const stop = await run.stop();
    const [top] = await run.frames(stop);
    deepStrictEqual([stop.reason, top?.name, top?.line], ['exception', 'null_discount()', await lineOf(SOURCE, 'return given(price);')]);
    strictEqual((await run.variables(stop))['price'], '10');
    await run.finish(stop);
    const { outcome } = await run.record();
    strictEqual(outcome.kind === 'failure' && outcome.reason, 'trap');
  });
});
