import { deepStrictEqual, match, strictEqual } from 'node:assert';
import { breakAt, clearBreakpoints, DebugRun } from '../debug/session';

const LANGUAGES = [
  { name: 'C', plugin: 'values/c/values.wasm', source: 'values/c/values.c', and: '&&' },
  { name: 'Rust', plugin: 'values/rust/values.wasm', source: 'values/rust/src/lib.rs', and: '&&' },
  { name: 'Zig', plugin: 'values/zig/values.wasm', source: 'values/zig/values.zig', and: 'and' },
  { name: 'AssemblyScript', plugin: 'values/assemblyscript/values.wasm', source: 'values/assemblyscript/values.ts', and: '&&' },
];

const C = { plugin: 'values/c/values.wasm', function: 'sum' };

describe('A breakpoint in a plug-in', function () {
  this.timeout(300_000);
  let run: DebugRun;

  afterEach(async () => {
    clearBreakpoints();
    await run.dispose();
  });

  for (const { name, plugin, source, and } of LANGUAGES) {
    it(`has a condition in ${name}`, async () => {
      const line = await breakAt(source, 'total += i;', { condition: `i == 4 ${and} name == "loop"` });
      run = await DebugRun.start({ plugin, function: 'sum' });
      const stop = await run.stop();
      const [top] = await run.frames(stop);
      strictEqual(top?.line, line);
      const { i, total } = await run.variables(stop);
      deepStrictEqual({ i, total }, { i: '4', total: '6' });
      await run.finish(stop);
    });

    it(`logs in ${name}`, async () => {
      await breakAt(source, 'total += i;', { condition: 'i >= 6', log: '{name}: i is {i}, total {total}' });
      run = await DebugRun.start({ plugin, function: 'sum' });
      await run.record();
      await run.untilSaid('i is 7');
      deepStrictEqual(
        run.output.split('\n').filter((said) => said.includes('total')),
        ['loop: i is 6, total 15', 'loop: i is 7, total 21'],
      );
    });
  }

  it('counts the times that its condition holds', async () => {
    await breakAt('values/c/values.c', 'total += i;', { condition: 'i % 2 == 1', hit: '3' });
    run = await DebugRun.start(C);
    const stop = await run.stop();
    strictEqual((await run.variables(stop))['i'], '5');
    await run.finish(stop);
  });

  it('counts the times that it is reached', async () => {
    await breakAt('values/c/values.c', 'total += i;', { hit: '3' });
    run = await DebugRun.start(C);
    const stop = await run.stop();
    strictEqual((await run.variables(stop))['i'], '2');
    await run.finish(stop);
  });

  it('stops where its condition cannot be evaluated, and says why', async () => {
    const line = await breakAt('values/c/values.c', 'total += i;', { condition: 'j == 4' });
    run = await DebugRun.start(C);
    const stop = await run.stop();
    strictEqual((await run.variables(stop))['i'], '0');
    await run.untilSaid(`Breakpoint at values.c:${line}: its condition "j == 4" cannot be evaluated. There is no "j" here`);
    await run.finish(stop);
  });

  it('says at once that its condition is none', async () => {
    await breakAt('values/c/values.c', 'total += i;', { condition: 'i = 4' });
    run = await DebugRun.start(C);
    const stop = await run.stop();
    match(run.breakpointMessages.at(-1) ?? '', /"=" assigns, which changes nothing here: to compare, write "=="/);
    await run.finish(stop);
  });

  it('says in its log message what cannot be evaluated', async () => {
    await breakAt('values/c/values.c', 'total += i;', { condition: 'i == 7', log: 'j is {j}' });
    run = await DebugRun.start(C);
    await run.record();
    await run.untilSaid('j is <There is no "j" here');
  });

  it('still takes JavaScript in a host function', async () => {
    await breakAt('host-functions.js', 'return answer', { condition: 'answer.startsWith("sent")' });
    run = await DebugRun.start({ plugin: 'c/traps.wasm', function: 'send_mail' });
    const stop = await run.stop();
    strictEqual((await run.frames(stop))[0]?.name, 'hostSendMail');
    await run.finish(stop);
  });

  it('is reached once each time, however many places the line has to stop at', async () => {
    await breakAt('values/assemblyscript/values.ts', 'total += i;');
    run = await DebugRun.start({ plugin: 'values/assemblyscript/values.wasm', function: 'sum' });
    for (const i of ['0', '1', '2']) {
      const stop = await run.stop();
      strictEqual((await run.variables(stop))['i'], i);
      await (i === '2' ? run.finish(stop) : run.step('continue', stop));
    }
  });

  it('is passed very often where its condition does not hold', async () => {
    await breakAt('values/c/values.c', 'int total = 0; // of many');
    await breakAt('values/c/values.c', 'total += i & 3;', { condition: 'i == 99999' });
    run = await DebugRun.start({ ...C, function: 'long_sum' });
    const first = await run.stop();
    const started = performance.now();
    await run.step('continue', first);
    const stop = await run.stop();
    const hitsPerSecond = Math.round(100_000 / ((performance.now() - started) / 1000));
    strictEqual((await run.variables(stop))['i'], '99999');
    console.log(`      ${hitsPerSecond} hits a second`);
    await run.finish(stop);
  });
});
