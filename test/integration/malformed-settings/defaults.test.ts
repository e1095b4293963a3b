import { strict as assert } from 'node:assert';
import { call, execute, file, listed, outputText, withSettings } from '../support';

describe('settings that make no sense', () => {
  it('count as their defaults in the search for plug-ins', async () => {
    const { problem } = await listed(file('echo.wasm'));
    assert.equal(problem, undefined);
  });

  it('count as their defaults in calls', async () => {
    assert.equal(outputText(await call('echo.wasm', 'echo', { input: 'still' })), 'still');
    const { hostCalls } = await call('many-host-calls.wasm', 'call_host', { input: '1' });
    assert.deepEqual(
      hostCalls.map(({ input, output, hit }) => [input, output, hit]),
      [['hello', '', false]],
    );
    assert.equal(outputText(await call('config.wasm', 'get', { input: 'key' })), '<missing>');
    assert.deepEqual(
      (await call('logs.wasm', 'all')).logs.map(({ level }) => level),
      ['info', 'warn', 'error'],
    );
    assert.match((await call('floods.wasm', 'stdout', { input: '1' })).stdout, /^0123456789/);
  });

  it('do not spoil those beside them', async () => {
    await withSettings({ hostMemory: { hello: 'there' } }, async () => {
      const { hostCalls } = await call('many-host-calls.wasm', 'call_host', { input: '1' });
      assert.equal(hostCalls[0]?.output, 'there');
    });
  });

  it('are put right by a command that writes one', async () => {
    await execute('extism.setHostMemory', { key: 'hello', value: 'written' });
    const { hostCalls } = await call('many-host-calls.wasm', 'call_host', { input: '1' });
    assert.equal(hostCalls[0]?.output, 'written');
  });
});
