import { deepStrictEqual, match, ok, strictEqual } from 'node:assert';
import { basename } from 'node:path';
import { breakAt, clearBreakpoints, DebugRun, lineOf } from '../debug/session';

describe('A plug-in is debugged', function () {
  this.timeout(300_000);
  let run: DebugRun;

  afterEach(async () => {
    clearBreakpoints();
    await run.dispose();
  });

  it('and stops where it reads outside its memory, with its variables', async () => {
    run = await DebugRun.start({ plugin: 'c/traps.wasm', function: 'read_wild' });
    const stop = await run.stop();
    const [top] = await run.frames(stop);
    deepStrictEqual([stop.reason, top?.name, top?.file, top?.line], ['exception', 'read_wild', 'traps.c', 12]);
    strictEqual((await run.variables(stop))['depth'], '3');
    await run.finish(stop);
    const { outcome } = await run.record();
    deepStrictEqual(outcome.kind === 'failure' && outcome.reason, 'trap');
  });

  it('and stops where it gives up', async () => {
    run = await DebugRun.start({ plugin: 'c/traps.wasm', function: 'give_up' });
    const stop = await run.stop();
    const [top] = await run.frames(stop);
    deepStrictEqual([stop.reason, top?.name, top?.line], ['exception', 'give_up', 18]);
    await run.finish(stop);
  });

  it('and does not stop at a trap where it is told not to', async () => {
    run = await DebugRun.start({ plugin: 'c/traps.wasm', function: 'give_up', stopOnTrap: false });
    const { outcome } = await run.record();
    strictEqual(outcome.kind === 'failure' && outcome.reason, 'trap');
  });

  it("and stops in a host function of the workspace, the plug-in's frames below it", async () => {
    const line = await breakAt('host-functions.js', 'return answer');
    run = await DebugRun.start({ plugin: 'c/traps.wasm', function: 'send_mail' });
    const stop = await run.stop();
    const frames = await run.frames(stop);
    deepStrictEqual([frames[0]?.name, frames[0]?.line], ['hostSendMail', line]);
    match(frames.map(({ name }) => name).join(' '), /send_mail enterPlugin/);
    strictEqual(await run.evaluate(stop, 'answer'), "'sent: hello'");
    await run.finish(stop);
    strictEqual(await run.recordedOutput(), 'sent: hello');
  });

  for (const { kind, plugin, source, name } of [
    { kind: 'a host function', plugin: 'c/traps.wasm', source: 'c/traps.c', name: 'hostSendMail' },
    { kind: 'an asynchronous host function', plugin: 'c/later.wasm', source: 'c/later.c', name: 'hostSendMailLater' },
  ]) {
    it(`and steps into ${kind} of the workspace, through it, and back`, async () => {
      const call = await breakAt(source, `${name}(text);`);
      const first = (await lineOf('host-functions.js', `function ${name}(`)) + 1;
      run = await DebugRun.start({ plugin, function: 'send_mail' });
      const before = await run.stop();
      strictEqual((await run.frames(before))[0]?.line, call);
      await run.step('stepIn', before);
      const inner = await run.stop();
      const [top, ...below] = await run.frames(inner);
      deepStrictEqual([top?.name, top?.file, top?.line], [name, 'host-functions.js', first]);
      ok(below.some(({ name, file }) => name === 'send_mail' && file === basename(source)));
      let stop = inner;
      for (let steps = 0; steps < 5 && (await run.frames(stop))[0]?.file === 'host-functions.js'; steps += 1) {
        await run.step('next', stop);
        stop = await run.stop();
      }
      const [back] = await run.frames(stop);
      deepStrictEqual([back?.name, back?.line], ['send_mail', call]);
      await run.finish(stop);
    });
  }

  it('and steps over a call of a host function, into what comes after it', async () => {
    const line = await breakAt('c/traps.c', 'hostSendMail(text);');
    run = await DebugRun.start({ plugin: 'c/traps.wasm', function: 'send_mail' });
    const stop = await run.stop();
    await run.step('next', stop);
    const next = await run.stop();
    const [top] = await run.frames(next);
    deepStrictEqual([top?.name, top?.line], ['send_mail', line + 1]);
    await run.finish(next);
  });

  it('and stops before and after an asynchronous host function', async () => {
    await breakAt('c/later.c', 'hostSendMailLater(text);');
    const line = await breakAt('c/later.c', 'extism_output_set_from_handle');
    run = await DebugRun.start({ plugin: 'c/later.wasm', function: 'send_mail' });
    const before = await run.stop();
    strictEqual((await run.frames(before))[0]?.line, line - 1);
    await run.step('continue', before);
    const after = await run.stop();
    deepStrictEqual(
      (await run.frames(after)).slice(0, 1).map(({ name, line }) => [name, line]),
      [['send_mail', line]],
    );
    await run.finish(after);
    strictEqual(await run.recordedOutput(), 'sent later: hello');
  });

  it('and steps over an asynchronous host function', async () => {
    const line = await breakAt('c/later.c', 'hostSendMailLater(text);');
    run = await DebugRun.start({ plugin: 'c/later.wasm', function: 'send_mail' });
    const stop = await run.stop();
    await run.step('next', stop);
    const next = await run.stop();
    strictEqual((await run.frames(next))[0]?.line, line + 1);
    await run.finish(next);
  });
});
