import { deepStrictEqual, strictEqual } from 'node:assert';
import { eventually } from './eventually';
import { blockOf, timeless } from './output';
import { widenSideBar } from './screen';
import { openWorkbench, type Workbench } from './workbench';

const SPINNING = `▶ loop.wasm › spin("x")                                       TIME
  info: spinning
  → hostMemoryGet("hello") = "" · not found  DURATION
`;

describe('What goes wrong', () => {
  let workbench: Workbench;

  before(async () => {
    const spin = { plugin: 'loop.wasm', function: 'spin', input: 'x' };
    workbench = await openWorkbench({
      workspace: 'broken',
      keybindings: [
        { key: 'ctrl+alt+h', command: 'extism.callFunction', args: { ...spin, timeout: 500 } },
        { key: 'ctrl+alt+j', command: 'extism.callFunction', args: { ...spin, timeout: 0 } },
      ],
    });
    await workbench.openView('Extism');
    await widenSideBar(workbench.page, 600);
  });

  after(() => workbench?.close());

  const calls = () => workbench.tree('Calls');
  const plugins = () => workbench.tree('Plug-ins');
  const expectCall = (...rows: string[]) =>
    eventually(async () => deepStrictEqual((await calls().rows()).map(timeless).slice(0, rows.length), rows));
  const call = (file: string, name: string) =>
    blockOf(workbench, async () => {
      await plugins().inlineAction([file, 'Functions', name], 'Call Function…');
      await workbench.typeInput('x');
    });

  it('with a file shows beside it', async () => {
    const rows = [
      'component.wasm  a WebAssembly component, not a core module',
      'empty.wasm  the file is empty',
      "missing-import.wasm  nothing provides the plug-in's import env.hostSendMail (i64) → i64",
      'not-a-module.wasm  not a WebAssembly module: bad magic 0x3c21646f',
      'old-abi.wasm  built with an Extism PDK older than October 2023, whose host interface no current host has',
      'truncated.wasm  truncated: the custom section should end at byte 7949, but the file ends at byte 6194',
      'wrong-signature.wasm  the plug-in imports env.hostMemoryGet (i32) → i32, but that host function is (i64) → i64',
    ];
    await eventually(async () => {
      const shown = await plugins().rows();
      const names = rows.map((row) => row.replace(/ {2}.*/, '  '));
      deepStrictEqual(
        shown.filter((row) => names.some((name) => row.startsWith(name))),
        rows,
      );
    });
  });

  it('with an import shows which it is, and what it should be', async () => {
    await plugins().expand('missing-import.wasm');
    await plugins().expand('wrong-signature.wasm');
    await eventually(async () => {
      const rows = await plugins().rows();
      const below = (file: string) => rows.slice(rows.findIndex((row) => row.startsWith(file)) + 1).slice(0, 4);
      deepStrictEqual(below('missing-import.wasm'), [
        '  Functions',
        '    send',
        '  Host functions',
        '    hostSendMail  env · (i64) → i64 · not provided',
      ]);
      deepStrictEqual(below('wrong-signature.wasm').at(-1), '    hostMemoryGet  env · (i32) → i32 · should be (i64) → i64');
    });
    await workbench.screenshot('broken plug-ins');
  });

  it('with a call shows in the Calls view and in the output channel', async () => {
    strictEqual(
      await call('return-code.wasm', 'seven'),
      `▶ return-code.wasm › seven("x")                               TIME
partial
✗ returned 7
  A function returns 0 where it succeeded. To say what went wrong, set an error before returning anything else.
  ⚠ It returned 7 and set an output: hosts in Rust drop the output, those in JavaScript the code, those in Go hand over both.

`,
    );
    strictEqual(
      await call('trap.wasm', 'unreachable'),
      `▶ trap.wasm › unreachable("x")                                TIME
  info: about to trap
✗ trapped: unreachable
    at reach_the_unreachable (0x13a)
    at unreachable (0x169)
  It reached code that it says is unreachable: a panic or an abort, as a rule. Its logs and stderr tell more.

`,
    );
    strictEqual(
      await call('plugin-error.wasm', 'fail'),
      `▶ plugin-error.wasm › fail("x")                               TIME
✗ the plug-in's own words

`,
    );
    await call('missing-import.wasm', 'send');
    await calls().expand('unreachable');
    await expectCall(
      "send  missing-import.wasm  nothing provides the plug-in's import env.hostSendMail (i64) → i64",
      "fail  plugin-error.wasm  the plug-in's own words",
      'unreachable  trap.wasm  trapped: unreachable',
      '  about to trap  info',
      '  reach_the_unreachable  0x13a',
      '  unreachable  0x169',
      '  It reached code that it says is unreachable: a panic or an abort, as a rule. Its logs and stderr tell more.',
      'seven  return-code.wasm  returned 7',
    );
    await workbench.screenshot('calls that failed');
  });

  it('in time is ended, and told what it did until then', async () => {
    strictEqual(
      await blockOf(workbench, () => workbench.page.keyboard.press('Control+Alt+H')),
      `${SPINNING}✗ timed out after DURATION
  "extism.timeout", or "timeout_ms" in a manifest, sets how long a call may take; 0 is for ever.

`,
    );
    await expectCall('spin  loop.wasm  timed out after DURATION');
  });

  for (const [where, cancel] of [
    ['its notification', () => workbench.answerNotification('Calling spin("x")', 'Cancel')],
    ['the button beside it', () => calls().inlineAction('spin', 'Cancel Call')],
    ["the view's title", () => calls().titleAction('Cancel Call')],
  ] as const) {
    it(`is cancelled by ${where}`, async () => {
      const block = await blockOf(workbench, async () => {
        await workbench.page.keyboard.press('Control+Alt+J');
        await expectCall('spin  loop.wasm  "x"  running…');
        await workbench.waitForNotification('Calling spin("x")');
        await workbench.screenshot('call that runs');
        await cancel();
      });
      strictEqual(block, `${SPINNING}✗ cancelled\n\n`);
      await expectCall('spin  loop.wasm  cancelled');
      await eventually(async () => deepStrictEqual(await workbench.notifications(), []));
    });
  }

  it('is over with the next call', async () => {
    await call('plugin-error.wasm', 'fail');
    await expectCall("fail  plugin-error.wasm  the plug-in's own words");
  });
});
