import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { CallRecord, CallRequest } from '../../../src/api';
import { fixtures } from '../../host/paths';
import { call, execute, failureOf, file, listed, outputText, workbench } from '../support';

const C = 'c/simple-c.wasm';
const broken = (name: string) => vscode.Uri.file(join(fixtures, 'broken', name));

/** Errors that are told to a person have this name, and a message that helps. */
const inWords = (pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Error);
  assert.equal(error.name, 'UserError', error.stack);
  assert.match(error.message, pattern);
  return true;
};

describe('load()', () => {
  it('describes a plug-in of the workspace', async () => {
    const { functions, problem } = await (await workbench()).load(file(C));
    assert.deepEqual(functions, ['say_hello', 'count_vowels']);
    assert.equal(problem, undefined);
  });

  it('lists a plug-in from elsewhere until it is unloaded', async () => {
    const plugin = vscode.Uri.file(join(fixtures, 'corners', 'echo.wasm'));
    const info = await execute('extism.loadPlugin', plugin);
    assert.deepEqual({ ...info, uri: info?.uri.toString() }, { ...(await listed(plugin)), uri: plugin.toString() });
    assert.equal(outputText(await (await workbench()).call({ plugin, function: 'echo', input: 'x' })), 'x');

    await execute('extism.unloadPlugin', plugin);
    assert.ok(!(await workbench()).plugins.some(({ uri }) => uri.toString() === plugin.toString()));
  });

  it('keeps a plug-in of the workspace listed when that is unloaded', async () => {
    await execute('extism.unloadPlugin', file(C));
    await listed(file(C));
  });

  const BAD: [string, RegExp][] = [
    ['not-a-module.wasm', /not-a-module\.wasm: not a WebAssembly module/],
    ['component.wasm', /component/],
    ['truncated.wasm', /truncated/],
    ['empty.wasm', /empty/],
    ['nowhere.wasm', /there is no file .*nowhere\.wasm/],
  ];
  for (const [name, message] of BAD) {
    it(`rejects for ${name} in words`, async () => {
      await assert.rejects((await workbench()).load(broken(name)), inWords(message));
      await execute('extism.unloadPlugin', broken(name));
    });
  }

  it('resolves for a plug-in that lacks a host function, and says so', async () => {
    const plugin = broken('missing-import.wasm');
    const { problem, hostImports } = await (await workbench()).load(plugin);
    assert.match(problem ?? '', /hostSendMail/);
    assert.deepEqual(hostImports, [{ namespace: 'env', name: 'hostSendMail', params: ['i64'], results: ['i64'] }]);
    await execute('extism.unloadPlugin', plugin);
  });

  for (const plugin of [vscode.Uri.parse('https://example.org/plugin.wasm'), 'c/simple-c.wasm', undefined]) {
    it(`rejects for ${plugin instanceof vscode.Uri ? 'a plug-in on the web' : String(plugin)} in words`, async () => {
      await assert.rejects((await workbench()).load(plugin as vscode.Uri), inWords(/\bfiles?\b/));
    });
  }
});

describe('call()', () => {
  const NONSENSE: [string, unknown, RegExp][] = [
    ['no request', undefined, /plug-in/],
    ['a request without a plug-in', { function: 'say_hello' }, /plug-in/],
    ['a path for a plug-in', { plugin: C, function: 'say_hello' }, /Uri/],
    ['a plug-in on the web', { plugin: vscode.Uri.parse('https://example.org/plugin.wasm'), function: 'say_hello' }, /files/],
    ['no function', { plugin: file(C) }, /function/],
    ['a function that is a number', { plugin: file(C), function: 1 }, /function/],
    ['an input that is a number', { plugin: file(C), function: 'say_hello', input: 1 }, /input/],
    ['an input that is null', { plugin: file(C), function: 'say_hello', input: null }, /input/],
    ['a negative time-out', { plugin: file(C), function: 'say_hello', timeout: -1 }, /timeout/],
    ['a time-out in words', { plugin: file(C), function: 'say_hello', timeout: 'soon' }, /timeout/],
    ['a config that is a text', { plugin: file(C), function: 'say_hello', config: 'a=b' }, /config/],
    ['a config with a number', { plugin: file(C), function: 'say_hello', config: { a: 1 } }, /config/],
    ['a host memory that is a list', { plugin: file(C), function: 'say_hello', hostMemory: ['a'] }, /hostMemory/],
    ['a host memory that is null', { plugin: file(C), function: 'say_hello', hostMemory: null }, /hostMemory/],
  ];
  for (const [what, request, message] of NONSENSE) {
    it(`rejects ${what}, in words`, async () => {
      await assert.rejects((await workbench()).call(request as CallRequest), inWords(message));
    });
  }

  it('resolves for a plug-in that is not there, and for a function that is not', async () => {
    const noPlugin = await call('c/nowhere.wasm', 'say_hello');
    assert.match(failureOf(noPlugin, 'notAModule').message, /nowhere\.wasm.*no such file/);
    await execute('extism.unloadPlugin', file('c/nowhere.wasm'));
    assert.match(failureOf(await call(C, 'say_goodbye'), 'noSuchFunction').detail ?? '', /say_hello, count_vowels/);
  });

  it('tells whoever listens of each call, however it was made, with what it gave its caller', async () => {
    const told: CallRecord[] = [];
    const subscription = (await workbench()).onDidCall((record) => told.push(record));
    try {
      const made = [
        await call(C, 'say_hello', { input: 'API' }),
        await execute('extism.callFunction', { plugin: C, function: 'say_hello', input: 'command' }),
        await call(C, 'nothing'),
      ];
      assert.deepEqual(told, made);
    } finally {
      subscription.dispose();
    }
  });
});
