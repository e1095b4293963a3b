import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { CallRecord } from '../../../src/api';
import { until } from '../../host/until';
import { execute, failureOf, listed, outputText, unlisted, withSettings, workbench } from '../support';

const folder = (name: string): vscode.Uri =>
  vscode.workspace.workspaceFolders?.find((each) => each.name === name)?.uri ?? assert.fail(`no folder ${name}`);
const pluginOf = (name: string): vscode.Uri => vscode.Uri.joinPath(folder(name), 'greet.extism.json');

const IN_FOLDER = vscode.ConfigurationTarget.WorkspaceFolder;
const settingsOf = (name: string) => vscode.workspace.getConfiguration('extism', folder(name));

const callWith = async (name: string, hostMemory?: Record<string, string>): Promise<CallRecord> =>
  (await workbench()).call({ plugin: pluginOf(name), function: 'say_hello', input: '', ...(hostMemory && { hostMemory }) });

/** What the plug-in of a folder is told for each of the two keys that it asks for. */
const values = async (name: string): Promise<string[]> =>
  [...outputText(await callWith(name)).matchAll(/^key: \w+, value: (.*)$/gm)].map(([, value = '']) => value);

const SAMPLE = ['👋 Hello World 🌍', 'I 💜 Extism 😍'];
const GERMAN = ['👋 Hallo Welt 🌍', 'of the workspace'];
const WORKSPACE = ['of the workspace', 'of the workspace'];

describe('a workspace of several folders', () => {
  it('has the plug-ins of each', async () => {
    for (const name of ['sample', 'german', 'inherits']) await listed(pluginOf(name));
    await listed(vscode.Uri.joinPath(folder('sample'), 'c', 'simple-c.wasm'));
  });

  it("gives each plug-in its folder's host memory, and the workspace's for the rest", async () => {
    assert.deepEqual(await values('sample'), SAMPLE);
    assert.deepEqual(await values('german'), GERMAN);
    assert.deepEqual(await values('inherits'), WORKSPACE);
  });

  it('gives them theirs in calls at the same time too', async () => {
    const all = await Promise.all(['german', 'sample', 'inherits', 'sample', 'german'].map((name) => values(name)));
    assert.deepEqual(all, [GERMAN, SAMPLE, WORKSPACE, SAMPLE, GERMAN]);
  });

  it("changes the next call of a folder's plug-ins alone with a folder's setting", async () => {
    await settingsOf('german').update('hostMemory', { message: 'nur hier' }, IN_FOLDER);
    assert.deepEqual(await values('german'), ['of the workspace', 'nur hier']);
    assert.deepEqual(await values('sample'), SAMPLE);
    assert.deepEqual(await values('inherits'), WORKSPACE);

    await settingsOf('german').update('hostMemory', { hello: GERMAN[0] }, IN_FOLDER);
    await settingsOf('german').update('hostMemoryMiss', 'error', IN_FOLDER);
    failureOf(await callWith('german', { hello: '' }), 'hostFunctionError');
    outputText(await callWith('sample', { hello: '' }));
  });

  it("changes the next call of all with the workspace's setting, where the folder has none of its own", async () => {
    const change = { hello: 'changed', message: 'changed' };
    await withSettings({ hostMemory: change }, async () => {
      assert.deepEqual(await values('inherits'), ['changed', 'changed']);
      assert.deepEqual(await values('german'), [GERMAN[0], 'changed']);
      assert.deepEqual(await values('sample'), SAMPLE);
    });
  });

  it('asks in which folder to change host memory, and changes it there', async () => {
    let done = false;
    const changing = execute('extism.setHostMemory', { key: 'hello', value: 'chosen' }).then(() => (done = true));
    await until('the question to be answered with the first folder', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return done;
    });
    await changing;
    assert.deepEqual(await values('sample'), ['chosen', SAMPLE[1]]);
    assert.deepEqual(await values('german'), GERMAN);
    assert.deepEqual(await values('inherits'), WORKSPACE);
  });

  it('has the settings of a plug-in from elsewhere changed where its calls read them: in the workspace', async () => {
    const plugin = vscode.Uri.joinPath(folder('sample'), '..', 'http', 'request.wasm');
    await execute('extism.allowHost', { plugin, host: 'example.org' });
    const { workspaceValue, workspaceFolderValue } = settingsOf('sample').inspect('allowedHosts') ?? {};
    assert.deepEqual([workspaceValue, workspaceFolderValue], [['example.org'], undefined]);
  });

  it('has a plug-in named by its path in any of the folders', async () => {
    const record = await execute('extism.callFunction', { plugin: 'c/simple-c.wasm', function: 'count_vowels', input: 'a' });
    assert.equal(record?.plugin.path, vscode.Uri.joinPath(folder('sample'), 'c', 'simple-c.wasm').path);
    await unlisted(vscode.Uri.joinPath(folder('german'), 'c', 'simple-c.wasm'));
  });

  it('has the plug-ins of a folder that is added, until it is removed', async () => {
    const added = vscode.Uri.file(join(folder('sample').fsPath, '..', 'user-namespace'));
    const plugin = vscode.Uri.joinPath(added, 'c', 'simple-c.wasm');
    const count = vscode.workspace.workspaceFolders?.length ?? 0;
    vscode.workspace.updateWorkspaceFolders(count, 0, { uri: added });
    await listed(plugin);
    assert.match(outputText(await (await workbench()).call({ plugin, function: 'say_hello', input: '' })), /👋 Hello World 🌍/);
    vscode.workspace.updateWorkspaceFolders(count, 1);
    await unlisted(plugin);
    await listed(pluginOf('german'));
  });
});
