import { strict as assert } from 'node:assert';
import { readFile, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { call, execute, failureOf, file, hostMemory, outputText, withSettings } from '../support';

const SETTINGS = file('.vscode/settings.json').fsPath;

/** What the plug-in is told for each of the two keys that it asks for. */
async function values(request: Parameters<typeof call>[2] = {}): Promise<string[]> {
  const record = await call('c/simple-c.wasm', 'say_hello', { input: '', ...request });
  return [...outputText(record).matchAll(/^key: \w+, value: (.*)$/gm)].map(([, value = '']) => value);
}

const onMiss = (hostMemoryMiss: string) =>
  withSettings({ hostMemoryMiss }, () => call('c/simple-c.wasm', 'say_hello', { input: '', hostMemory: { hello: 'there' } }));

describe('host memory', () => {
  let before: string;
  beforeEach(async () => {
    before = await readFile(SETTINGS, 'utf8');
  });
  afterEach(async () => {
    const was = JSON.parse(before) as { 'extism.hostMemory': unknown };
    await vscode.workspace.getConfiguration('extism').update('hostMemory', was['extism.hostMemory']);
  });

  it('is read anew by the call after a change of the configuration', async () => {
    await vscode.workspace.getConfiguration('extism').update('hostMemory', { hello: 'changed', message: '' });
    assert.deepEqual(await values(), ['changed', '']);
  });

  it('is read anew by the call after a change of the settings file on disk', async () => {
    await writeFile(SETTINGS, before.replace('I 💜 Extism 😍', 'written by another program'));
    await hostMemory('message', 'written by another program');
    assert.deepEqual(await values(), ['👋 Hello World 🌍', 'written by another program']);
  });

  it('is changed and added to by a command, in the file that has it', async () => {
    await execute('extism.setHostMemory', { key: 'hello', value: 'from a command' });
    await execute('extism.setHostMemory', { key: 'added', value: '' });
    assert.deepEqual(await values(), ['from a command', 'I 💜 Extism 😍']);
    assert.deepEqual(JSON.parse(await readFile(SETTINGS, 'utf8')), {
      'extism.hostMemory': { hello: 'from a command', message: 'I 💜 Extism 😍', added: '' },
    });
  });

  it('loses a key by a command', async () => {
    await execute('extism.removeHostMemory', 'hello');
    assert.deepEqual(await values(), ['', 'I 💜 Extism 😍']);
  });

  it('stays as it is where a command is told of a key that it does not have', async () => {
    await execute('extism.removeHostMemory', 'nothing');
    assert.equal(await readFile(SETTINGS, 'utf8'), before);
  });

  it('gives values that are no strings as their JSON', async () => {
    await withSettings({ hostMemory: { hello: { a: [1, null] }, message: false } }, async () => {
      assert.deepEqual(await values(), ['{"a":[1,null]}', 'false']);
    });
  });

  it('is replaced for one call by what the call brings', async () => {
    assert.deepEqual(await values({ hostMemory: { hello: 'once' } }), ['once', '']);
    assert.deepEqual(await values(), ['👋 Hello World 🌍', 'I 💜 Extism 😍']);
  });

  it('repeats a call with what the call brought', async () => {
    await execute('extism.callFunction', { plugin: 'c/simple-c.wasm', function: 'say_hello', input: 'x', hostMemory: { hello: 'once' } });
    const record = await execute('extism.repeatLastCall');
    assert.ok(record);
    assert.equal(outputText(record), '👋 Hello x\nkey: hello, value: once\nkey: message, value: ');
  });

  describe('asked for a key that it does not have', () => {
    it('answers with an empty value', async () => {
      const record = await onMiss('empty');
      assert.match(outputText(record), /key: message, value: $/);
      assert.deepEqual(
        record.hostCalls.map(({ input, output, hit }) => ({ input, output, hit })),
        [
          { input: 'hello', output: 'there', hit: true },
          { input: 'message', output: '', hit: false },
        ],
      );
    });

    it('answers with null where the settings say so', async () => {
      const { hostCalls } = await onMiss('null');
      const { input, hit, ...answer } = hostCalls[1] ?? assert.fail();
      assert.deepEqual([input, hit], ['message', false]);
      assert.ok(!('output' in answer));
    });

    it('fails the call, naming the key, where the settings say so', async () => {
      const record = await onMiss('error');
      assert.match(failureOf(record, 'hostFunctionError').message, /"message"/);
      assert.match(record.hostCalls[1]?.error ?? '', /"message"/);
    });
  });
});
