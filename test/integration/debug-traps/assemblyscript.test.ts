import { deepStrictEqual, strictEqual } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixtures } from '../../host/paths';
import { DebugRun } from '../debug/session';

const FOLDER = join(fixtures, 'failures', 'assemblyscript');
const lineOf = (text: string): number =>
  readFileSync(join(FOLDER, 'aborts.ts'), 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text)) + 1;

describe('A plug-in in AssemblyScript aborts in the debugger', function () {
  this.timeout(300_000);
  let run: DebugRun;

  afterEach(() => run.dispose());

  it('and stops where it traps, below it what led there', async () => {
    run = await DebugRun.start({ plugin: join(FOLDER, 'aborts-debug.wasm'), function: 'index_too_large' });
    const stop = await run.stop();
    strictEqual(stop.reason, 'exception');
    const own = (await run.frames(stop)).filter(({ file }) => file === 'aborts.ts');
    deepStrictEqual(
      own.map(({ name, line }) => [name, line]),
      [
        ['aborts/sayAbort', lineOf('unreachable();')],
        ['aborts/price', lineOf('items[index + 1]')],
        ['aborts/index_too_large', lineOf('price([10, 20], 1)')],
      ],
    );
    await run.finish(stop);
    const { outcome } = await run.record();
    strictEqual(outcome.kind === 'failure' && outcome.message, 'aborted: Index out of range');
  });
});
