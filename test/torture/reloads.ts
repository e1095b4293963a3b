import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands } from 'vscode';
import { until } from '../host/until';
import type { Chamber, Damage } from './chamber';
import { runners } from './processes';

interface Progress {
  runs: number;
  failures: string[];
  /** Runners that were busy when the window went. */
  busy: number[];
  /** Milliseconds since 1970 at which it went. */
  left: number;
  late: number;
  began: number;
}

/** Milliseconds in which no runner of a window that is gone may be left. */
const GONE = 2_000;

/** A window that goes while a plug-in spins in it: what it is about survives in a file. */
export const reloads = {
  name: 'window reload in a call',

  /** Checks what the last window left, and reloads this one in a call unless that was often enough. */
  async next(chamber: Chamber, runs: number): Promise<'reloading' | Damage> {
    const file = join(tmpdir(), `extism-reloads-${process.env['EXTISM_TEST_REPORT_PORT']}.json`);
    const progress: Progress = existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as Progress)
      : { runs: 0, failures: [], busy: [], left: 0, late: 0, began: Date.now() };
    if (progress.busy.length > 0) {
      progress.runs += 1;
      try {
        await until('the runners of the last window to end', () => !progress.busy.some((pid) => existsSync(`/proc/${pid}`)), GONE);
        await chamber.ordinaryCall();
      } catch (error) {
        progress.failures.push(String(error));
      }
    }
    if (progress.runs >= runs) {
      const nothing = { before: 0, after: 0 };
      const [failure] = progress.failures;
      return {
        runs: progress.runs,
        failures: progress.failures.length,
        ...(failure !== undefined && { failure }),
        late: 0,
        held: 0,
        memory: nothing,
        open: nothing,
        took: Date.now() - progress.began,
      };
    }
    void chamber.call(chamber.plugin('broken/loop'), 'spin', { timeout: 0 });
    progress.busy = await until('a runner', () => (runners().length > 0 ? runners() : undefined));
    await new Promise((resolve) => setTimeout(resolve, 300)); // it spins by then
    progress.busy = runners();
    progress.left = Date.now();
    writeFileSync(file, JSON.stringify(progress));
    await commands.executeCommand('workbench.action.reloadWindow');
    return 'reloading';
  },
};
