import { strict as assert } from 'node:assert';
import { call, execute, file, listed, outputText, withSettings } from '../support';

const answer = async (key: string, hostMemory?: Record<string, string>): Promise<string | undefined> =>
  (await call('host-memory.wasm', 'get', { input: key, ...(hostMemory && { hostMemory }) })).hostCalls[0]?.output;

const configured = async (key: string, config?: Record<string, string>): Promise<string> =>
  outputText(await call('config.wasm', 'get', { input: key, ...(config && { config }) }));

describe('keys that every object has', () => {
  for (const key of ['__proto__', 'constructor', 'toString']) {
    const map = JSON.parse(`{ "${key}": "own" }`) as Record<string, string>;

    it(`are there only where a call brings them: ${key}`, async () => {
      assert.equal(await answer(key), '');
      assert.equal(await answer(key, map), 'own');
      assert.equal(await configured(key), '<missing>');
      assert.equal(await configured(key, map), 'own');
    });

    if (key === '__proto__') continue; // VS Code itself loses it

    it(`are there only where the settings have them: ${key}`, async () => {
      await withSettings({ hostMemory: map, config: map }, async () => {
        assert.equal(await answer(key), 'own');
        assert.equal(await configured(key), 'own');
      });
      await execute('extism.setHostMemory', { key, value: 'of a command' });
      assert.equal(await answer(key), 'of a command');
      await execute('extism.removeHostMemory', key);
      assert.equal(await answer(key), '');
    });
  }
});

describe('functions with names that are hard to handle', () => {
  for (const plugin of ['hostile-names.wasm', 'unicode-names.wasm']) {
    it(`are listed and called: ${plugin}`, async () => {
      const { functions } = await listed(file(plugin));
      assert.ok(functions.length > 5);
      for (const name of functions) {
        assert.equal(outputText(await call(plugin, name)), 'ok', JSON.stringify(name));
        const record = await execute('extism.callFunction', { plugin, function: name, input: '' });
        assert.equal(record?.function, name);
      }
    });
  }
});
