import { deepStrictEqual } from 'node:assert';
import { workspace } from 'vscode';
import { breakAt, clearBreakpoints, DebugRun } from '../debug/session';

describe('A plug-in whose sources are not where they were built is debugged', function () {
  this.timeout(300_000);
  let run: DebugRun;

  afterEach(async () => {
    clearBreakpoints();
    await run.dispose();
  });

  async function stopsIn(file: string, more: object): Promise<void> {
    const line = await breakAt(file, 'int sum = 0;');
    run = await DebugRun.start({ plugin: 'moved/moved.wasm', function: 'tally', ...more });
    const stop = await run.stop();
    const [top] = await run.frames(stop);
    const { stackFrames } = (await stop.session.customRequest('stackTrace', { threadId: stop.threadId, startFrame: 0, levels: 1 })) as {
      stackFrames: { source: { path: string } }[];
    };
    deepStrictEqual([top?.name, top?.line, stackFrames[0]?.source.path.endsWith(file)], ['tally', line, true]);
    await run.finish(stop);
  }

  it('and stops in the file of the workspace whose path ends most like theirs', () => stopsIn('moved/src/tally.c', {}));

  it('and stops where the launch configuration says that they are', () => {
    const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    return stopsIn('moved/old/tally.c', { sourceMap: { '/builds/4711/plug-in/src': `${folder}/moved/old` } });
  });
});
