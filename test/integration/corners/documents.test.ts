import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { fixtures } from '../../host/paths';
import { call, execute, file, listed, workbench } from '../support';

/** The document that an output is shown in. */
const show = async (input: string): Promise<vscode.TextDocument> => {
  await execute('extism.showCallOutput', await call('echo.wasm', 'echo', { input }));
  return vscode.window.activeTextEditor?.document ?? assert.fail('no editor');
};

describe("an output's document", () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  for (const [language, text] of [
    ['json', '{"list":[1,2.50],\n "text":"👋"}'],
    ['xml', '<?xml version="1.0"?><a/>'],
    ['html', '<!doctype html><title>A</title>'],
    ['plaintext', 'ordinary\n\ttext, with no line end'],
    ['plaintext', '{ this is no JSON }'],
  ] as const) {
    it(`is the very text, in ${language}`, async () => {
      const document = await show(text);
      assert.equal(document.getText(), text);
      assert.equal(document.languageId, language);
    });
  }

  it('is a dump of bytes that are no text', async () => {
    await execute('extism.showCallOutput', await call('binary.wasm', 'output'));
    const { document } = vscode.window.activeTextEditor ?? assert.fail('no editor');
    assert.equal(document.lineCount, 16);
    assert.equal(document.lineAt(4).text, '00000040  40 41 42 43 44 45 46 47  48 49 4a 4b 4c 4d 4e 4f  |@ABCDEFGHIJKLMNO|');
  });

  it('is there for a call of a function with any name', async () => {
    const { functions } = await listed(file('hostile-names.wasm'));
    for (const name of functions) {
      await execute('extism.showCallOutput', await call('hostile-names.wasm', name));
      assert.equal(vscode.window.activeTextEditor?.document.getText(), 'ok', JSON.stringify(name));
    }
  });

  it('is of any size', async () => {
    const record = await call('floods.wasm', 'output', { input: '3000' });
    await execute('extism.showCallOutput', record);
    assert.equal(vscode.window.activeTextEditor?.document.getText().length, 3000 * 1024);
  });

  it('is the output that a failed call had set', async () => {
    const plugin = vscode.Uri.file(join(fixtures, 'broken', 'return-code.wasm'));
    await execute('extism.showCallOutput', await (await workbench()).call({ plugin, function: 'seven' }));
    assert.equal(vscode.window.activeTextEditor?.document.getText(), 'partial');
  });
});
