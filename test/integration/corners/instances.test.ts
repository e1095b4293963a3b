import { strict as assert } from 'node:assert';
import { copyFile } from 'node:fs/promises';
import { call, execute, failureOf, file, outputText, withSettings } from '../support';

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
});
