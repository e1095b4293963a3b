import { strict as assert } from 'node:assert';
import { copyFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { until } from '../../host/until';
import { KERNEL, LETTER, TemporaryPlugins } from '../../unit/wat';
import { call, cpuTicks, execute, failureOf, file, outputText, runnerPids, seesProcesses, withSettings, workbench } from '../support';

/** Counts its calls in a variable. */
const VARS = 'vars.wasm';

const count = async (): Promise<string> => outputText(await call(VARS, 'count'));

describe("a plug-in's instance", () => {
  it('is a fresh one for each call', async () => {
    assert.deepEqual([await count(), await count()], ['1', '1']);
  });

  describe('that is kept', () => {
    beforeEach(() => execute('extism.keepInstance', file(VARS)));
    afterEach(() => execute('extism.freshInstances', file(VARS)));

    it('is called again, until fresh ones are asked for', async () => {
      assert.deepEqual([await count(), await count(), await count()], ['1', '2', '3']);
      await execute('extism.freshInstances', file(VARS));
      assert.deepEqual([await count(), await count()], ['1', '1']);
    });

    it('begins anew when it is reset', async () => {
      assert.deepEqual([await count(), await count()], ['1', '2']);
      await execute('extism.resetInstance', VARS);
      assert.deepEqual([await count(), await count()], ['1', '2']);
    });

    it('begins anew when the plug-in was built again', async () => {
      assert.deepEqual([await count(), await count()], ['1', '2']);
      await copyFile(file(VARS).fsPath, file('copy.wasm').fsPath);
      await copyFile(file('copy.wasm').fsPath, file(VARS).fsPath);
      assert.deepEqual([await count(), await count()], ['1', '2']);
    });

    it('begins anew when the plug-in is reloaded', async () => {
      assert.deepEqual([await count(), await count()], ['1', '2']);
      await execute('extism.reloadPlugin', file(VARS));
      assert.deepEqual([await count(), await count()], ['1', '2']);
    });

    it('outlives a change of host memory, and reads it', async () => {
      assert.equal(await count(), '1');
      await withSettings({ hostMemory: { hello: 'changed' } }, async () => assert.equal(await count(), '2'));
    });

    it('outlives a function that is not there', async () => {
      assert.equal(await count(), '1');
      failureOf(await call(VARS, 'nothing'), 'noSuchFunction');
      assert.equal(await count(), '2');
    });
  });

  it('is kept from then on where that is asked for in a call that has to be ended', async function () {
    if (!seesProcesses) return this.skip();
    const plugins = new TemporaryPlugins();
    const text = `(module ${KERNEL} ${LETTER}
      (memory (export "memory") 1)
      (global $calls (mut i32) (i32.const 48))
      (func (export "spin") (result i32) (loop $again (br $again)) (i32.const 0))
      (func (export "count") (result i32)
        (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
        (call $output_set (call $letter (global.get $calls)) (i64.const 1))
        (i32.const 0)))`;
    const plugin = vscode.Uri.file(await plugins.compile('spins.wasm', text));
    const api = await workbench();
    const countCalls = async (): Promise<string> => outputText(await api.call({ plugin, function: 'count' }));
    const others = runnerPids();
    assert.equal(await countCalls(), '1');
    const pid = runnerPids().find((each) => !others.includes(each)) ?? assert.fail('no runner');
    const idle = cpuTicks(pid);
    const spinning = api.call({ plugin, function: 'spin', timeout: 3_000 });
    await until('the loop', () => cpuTicks(pid) > idle + 20);
    await execute('extism.keepInstance', plugin);
    failureOf(await spinning, 'timeout');
    assert.deepEqual([await countCalls(), await countCalls()], ['1', '2']);
    await execute('extism.freshInstances', plugin);
    await execute('extism.unloadPlugin', plugin);
    plugins.remove();
  });
});
