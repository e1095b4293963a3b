import { deepStrictEqual, match, strictEqual } from 'node:assert';
import { window } from 'vscode';
import { until } from '../../host/until';
import { clearBreakpoints, DebugRun, lineOf } from '../debug/session';

const LIB = 'rust/src/lib.rs';

/** Until the debugger shows that the program has stopped on this line. */
const untilShown = (line: number) =>
  until('the line in the editor', () => {
    const { activeTextEditor: editor } = window;
    return editor?.document.fileName.endsWith(LIB) && editor.selection.active.line + 1 === line;
  });

describe('A plug-in in Rust panics in the debugger', function () {
  this.timeout(300_000);
  let run: DebugRun;

  afterEach(async () => {
    clearBreakpoints();
    await run.dispose();
  });

  it("and stops with the plug-in's own frames below the library's, the first of which is shown", async () => {
    const line = await lineOf(LIB, 'self.items[wanted]');
    run = await DebugRun.start({ plugin: 'rust/panics.wasm', function: 'index_too_large' });
    const stop = await run.stop();
    strictEqual(stop.reason, 'exception');
    const frames = await run.frames(stop);
    const own = frames.findIndex(({ file }) => file === 'lib.rs');
    deepStrictEqual(
      frames.slice(own, own + 2).map(({ name, line }) => [name, line]),
      [
        ['<panics::Order>::price', line],
        ['index_too_large', await lineOf(LIB, 'order.price(1)')],
      ],
    );
    const above = frames.slice(0, own);
    match(above.map(({ name }) => name).join(' '), /panic_bounds_check/);
    deepStrictEqual(new Set(above.map(({ hint }) => hint)), new Set(['deemphasize']));
    await untilShown(line);
    strictEqual(await run.evaluate(stop, 'wanted', own), '2');
    await run.finish(stop);
    const { outcome } = await run.record();
    strictEqual(outcome.kind === 'failure' && outcome.reason, 'trap');
  });

  it('and stops where it says panic!, below it the closure that asked', async () => {
    const line = await lineOf(LIB, 'panic!(');
    run = await DebugRun.start({ plugin: 'rust/panics.wasm', function: 'give_up' });
    const stop = await run.stop();
    const frames = await run.frames(stop);
    const own = frames.filter(({ file }) => file === 'lib.rs');
    deepStrictEqual(
      own.map(({ name, line }) => [name, line]),
      [
        ['panics::checked', line],
        ['panics::give_up::{closure#0}', await lineOf(LIB, '.map(|number|')],
        ['give_up', await lineOf(LIB, '.map(|number|')],
      ],
    );
    await untilShown(line);
    await run.finish(stop);
  });
});
