import { strict as assert } from 'node:assert';
import { until } from '../../host/until';
import { call, execute, file, runnerPids, seesProcesses, workbench } from '../support';

const C = 'c/simple-c.wasm';
const ZIG = 'zig/simple-zig.wasm';

describe("a plug-in's process", () => {
  beforeEach(async function () {
    if (!seesProcesses) this.skip();
    for (const { uri } of (await workbench()).plugins) await execute('extism.unloadPlugin', uri);
    await until('all processes to end, but for one that may be waiting for a plug-in', () => runnerPids().length <= 1);
  });

  it('stays for the next call, and ends when the plug-in is unloaded', async () => {
    await call(C, 'say_hello');
    const pids = runnerPids();
    assert.equal(pids.length, 1);
    await call(C, 'say_hello');
    assert.deepEqual(runnerPids(), pids);

    await execute('extism.unloadPlugin', file(C));
    await until('the process to end', () => runnerPids().length === 0);
  });

  it('is of its own for each plug-in', async () => {
    await Promise.all([call(C, 'say_hello'), call(ZIG, 'say_hello')]);
    assert.equal(runnerPids().length, 2);
  });

  it('is another when the plug-in was reloaded', async () => {
    await call(C, 'say_hello');
    const [first] = runnerPids();
    await execute('extism.reloadPlugin', file(C));
    await call(C, 'say_hello');
    await until('the first process to end', () => !runnerPids().some((pid) => pid === first));
  });
});
