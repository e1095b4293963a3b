import { strict as assert } from 'node:assert';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { call, execute, file, outputText } from '../support';

const C = 'c/simple-c.wasm';
const COUNT = { plugin: C, function: 'count_vowels' };

const textOf = async (record: Promise<Parameters<typeof outputText>[0] | undefined>): Promise<string> => {
  const found = await record;
  assert.ok(found);
  return outputText(found);
};

async function showText(content: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content }));
}

describe('the commands', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('take a plug-in as a path in the workspace, an absolute one, a URI and its text', async () => {
    for (const plugin of [C, file(C).fsPath, file(C), file(C).toString()])
      assert.equal(await textOf(execute('extism.callFunction', { ...COUNT, plugin, input: 'Audio' })), '4 vowels in 5 letters');
  });

  it('take the only function of a plug-in without asking', async () => {
    assert.match(await textOf(execute('extism.callFunction', { plugin: 'go/simple.wasm', input: 'x' })), /^👋 Hello x\n/);
  });

  it('tell no input from an empty one', async () => {
    const none = await execute('extism.callFunction', { ...COUNT, input: null });
    assert.ok(none);
    assert.ok(!('input' in none));
    const empty = await execute('extism.callFunction', { ...COUNT, input: '' });
    assert.deepEqual(empty?.input, new Uint8Array());
  });

  it('take an input of bytes', async () => {
    const input = new TextEncoder().encode('io');
    assert.equal(await textOf(execute('extism.callFunction', { ...COUNT, input })), '2 vowels in 2 letters');
  });

  it('repeat the last call, with its input or without one', async () => {
    await call(C, 'count_vowels', { input: 'aeiou' });
    assert.equal(await textOf(execute('extism.repeatLastCall')), '5 vowels in 5 letters');
    await call(C, 'count_vowels');
    const record = await execute('extism.repeatLastCall');
    assert.ok(record && !('input' in record));
  });

  it('repeat an earlier call', async () => {
    const earlier = await call(C, 'count_vowels', { input: 'earlier' });
    await call(C, 'count_vowels', { input: 'later' });
    assert.deepEqual((await execute('extism.repeatCall', earlier))?.outcome, earlier.outcome);
  });

  it("call with the editor's selection", async () => {
    const editor = await showText('only eau of this');
    editor.selection = new vscode.Selection(0, 5, 0, 8);
    assert.equal(await textOf(execute('extism.callFunctionWithSelection', COUNT)), '3 vowels in 3 letters');
  });

  it('call nothing where nothing is selected', async () => {
    await showText('nothing of this');
    assert.equal(await execute('extism.callFunctionWithSelection', COUNT), undefined);
  });

  it("call with the editor's whole text, as it stands there and not as it was saved", async () => {
    const editor = await vscode.window.showTextDocument(file('c/build.sh'));
    await editor.edit((edit) => edit.replace(new vscode.Range(0, 0, editor.document.lineCount, 0), 'Ünsaved é'));
    const record = await execute('extism.callFunctionWithFile', COUNT);
    assert.deepEqual(record?.input, new TextEncoder().encode('Ünsaved é'));
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('resolve with nothing, and do nothing, for arguments that make no sense', async () => {
    for (const nonsense of [
      { ...COUNT, input: 1 },
      { ...COUNT, input: 'x', config: 'a=b' },
      { ...COUNT, input: 'x', timeout: -1 },
      { plugin: 'https://example.org/plugin.wasm', function: 'f', input: 'x' },
    ])
      assert.equal(await execute('extism.callFunction', nonsense), undefined);
  });
});

describe('outputs of calls', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('are shown in an editor that cannot be typed in', async () => {
    const record = await call(C, 'say_hello', { input: 'editor' });
    await execute('extism.showCallOutput', record);
    const { document } = vscode.window.activeTextEditor ?? assert.fail('no editor');
    assert.equal(document.getText(), outputText(record));
    assert.equal(document.languageId, 'plaintext');
    assert.equal(vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) ?? false, false);
  });

  it('of the last call are shown where none is named', async () => {
    await call(C, 'count_vowels', { input: 'first' });
    await call(C, 'count_vowels', { input: 'last one' });
    await execute('extism.showCallOutput');
    assert.equal(vscode.window.activeTextEditor?.document.getText(), '3 vowels in 8 letters');
  });

  it('are saved byte for byte', async () => {
    const record = await call(C, 'say_hello', { input: '👋\r\n' });
    await execute('extism.saveCallOutput', record, file('saved.txt'));
    assert.ok(record.outcome.kind === 'output');
    assert.deepEqual(new Uint8Array(await readFile(file('saved.txt').fsPath)), record.outcome.bytes);
  });

  it('are compared, the older one on the left', async () => {
    const older = await call(C, 'count_vowels', { input: 'older' });
    const newer = await call(C, 'count_vowels', { input: 'newer one' });
    await execute('extism.compareCallOutputs', newer, [newer, older]);
    const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? assert.fail('no tab');
    assert.ok(input instanceof vscode.TabInputTextDiff);
    const texts = await Promise.all(
      [input.original, input.modified].map(async (uri) => (await vscode.workspace.openTextDocument(uri)).getText()),
    );
    assert.deepEqual(texts, [outputText(older), outputText(newer)]);
  });

  it('are forgotten when the calls are cleared', async () => {
    const record = await call(C, 'count_vowels', { input: 'cleared' });
    await execute('extism.clearCalls');
    await execute('extism.showCallOutput', record);
    assert.equal(vscode.window.activeTextEditor, undefined);
    assert.equal(await execute('extism.repeatLastCall'), undefined);
  });
});
