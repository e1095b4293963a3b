import { strict as assert } from 'node:assert';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { fixtures } from '../../host/paths';
import { until } from '../../host/until';
import { execute, failureOf, listed, outputText, unlisted, workbench } from '../support';

const C = vscode.Uri.file(join(fixtures, 'sample', 'c', 'simple-c.wasm'));
const greet = async (input: string) => (await workbench()).call({ plugin: C, function: 'say_hello', input });

describe('a window without a folder', () => {
  it('lists no plug-in until one is loaded', async () => {
    await execute('extism.refreshPlugins');
    assert.deepEqual((await workbench()).plugins, []);
    assert.deepEqual((await execute('extism.loadPlugin', C.fsPath))?.functions, ['say_hello', 'count_vowels']);
    await listed(C);
  });

  it('calls it with the settings of the user', async () => {
    assert.equal(outputText(await greet('x')), '👋 Hello x\nkey: hello, value: \nkey: message, value: ');
    await execute('extism.setHostMemory', { key: 'hello', value: "the user's" });
    assert.equal(outputText(await greet('x')), "👋 Hello x\nkey: hello, value: the user's\nkey: message, value: ");
    assert.deepEqual(vscode.workspace.getConfiguration('extism').inspect('hostMemory')?.globalValue, { hello: "the user's" });
    await execute('extism.removeHostMemory', 'hello');
    assert.equal(vscode.workspace.getConfiguration('extism').inspect('hostMemory')?.globalValue, undefined);
  });

  it('takes absolute paths, and no others', async () => {
    const record = await execute('extism.callFunction', { plugin: C.fsPath, function: 'count_vowels', input: 'aeiou' });
    assert.ok(record);
    assert.equal(outputText(record), '5 vowels in 5 letters');
    assert.equal(await execute('extism.callFunction', { plugin: 'c/simple-c.wasm', function: 'count_vowels', input: '' }), undefined);
  });

  it('shows and saves outputs', async () => {
    const record = await greet('shown');
    await execute('extism.showCallOutput', record);
    assert.equal(vscode.window.activeTextEditor?.document.getText(), outputText(record));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  describe('with a plug-in that is built', () => {
    let folder: string;
    const plugin = () => vscode.Uri.file(join(folder, 'plugin.wasm'));
    const build = async (name: string) => writeFile(plugin().fsPath, await readFile(join(fixtures, 'corners', name)));
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'extism-workbench-'));
    });
    after(() => rm(folder, { recursive: true }));

    it('describes it anew, and runs its new code', async () => {
      await build('echo.wasm');
      await (await workbench()).load(plugin());
      await until('a build to be seen; VS Code begins to watch a file some time after it was asked to', async () => {
        await build('config.wasm');
        return (await workbench()).plugins.some(({ functions }) => functions.includes('get'));
      });
      const record = await (await workbench()).call({ plugin: plugin(), function: 'get', input: 'key', config: { key: 'value' } });
      assert.equal(outputText(record), 'value');
    });

    it('keeps it listed with what is wrong when it vanishes, until it is back or unloaded', async () => {
      await rm(plugin().fsPath);
      await listed(plugin(), ({ problem }) => problem?.includes('no file') === true);
      failureOf(await (await workbench()).call({ plugin: plugin(), function: 'get' }), 'notAModule');
      await build('echo.wasm');
      await listed(plugin(), ({ functions, problem }) => functions.includes('echo') && problem === undefined);
      await execute('extism.unloadPlugin', plugin());
      await unlisted(plugin());
    });
  });
});
