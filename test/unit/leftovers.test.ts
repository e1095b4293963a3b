import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { removeTemporaryFolders } from '../../src/vscode/leftovers';
import { createTemporaryFolder } from '../host/cleanup';

describe('Temporary folders', () => {
  it('of processes that were killed are removed, and no others', async () => {
    const { path, remove } = createTemporaryFolder();
    try {
      const { pid: gone } = spawnSync(process.execPath, ['-e', '']);
      const old = new Date(Date.now() - 2 * 3600_000);
      const make = (name: string, isOld = true): void => {
        mkdirSync(join(path, name));
        writeFileSync(join(path, name, 'file'), '');
        if (isOld) utimesSync(join(path, name), old, old);
      };
      make(`extism-link-${gone}-a`);
      make(`extism-sources-${gone}-b`);
      const kept = [`extism-link-${process.pid}-c`, `extism-workbench-${gone}-d`, 'extism-link-e', `other-link-${gone}-f`];
      for (const name of kept) make(name);
      make(`extism-link-${gone}-young`, false);
      await removeTemporaryFolders(path);
      assert.deepEqual(readdirSync(path).sort(), [...kept, `extism-link-${gone}-young`].sort());
    } finally {
      remove();
    }
  });
});
