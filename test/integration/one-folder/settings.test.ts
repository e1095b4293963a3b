import { strict as assert } from 'node:assert';
import { call, execute, outputText } from '../support';

const values = async (): Promise<string> => outputText(await call('c/simple-c.wasm', 'say_hello', { input: '' }));

describe('a workspace file of one folder', () => {
  it("has the folder's host memory changed in the folder's settings, which count", async () => {
    assert.match(await values(), /^key: hello, value: 👋 Hello World 🌍$/m);
    await execute('extism.setHostMemory', { key: 'hello', value: 'changed' });
    assert.match(await values(), /^key: hello, value: changed$/m);
    await execute('extism.removeHostMemory', 'hello');
    assert.match(await values(), /^key: hello, value: $/m);
  });
});
