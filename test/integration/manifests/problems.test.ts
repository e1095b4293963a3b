import { strict as assert } from 'node:assert';
import { copyFile, rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { until } from '../../host/until';
import { file, listed } from '../support';
import { fix, fixesAt, open, problems, problemsOf, type, write } from './editor';

const ECHO = '../corners/echo.wasm';

describe('problems of manifests', () => {
  it('are told of those that nobody has opened', async () => {
    const codes = ['missingFile', 'wrappedRequest', 'badName', 'wrongHash', 'unknownKey', 'notAString', 'nullHosts', 'missingFile'];
    await problems('mistakes.extism.json', ...codes);
    await problems('mistakes.extism.toml', 'wrongType', 'notAString');
    for (const path of ['echo.extism.json', 'fetched.extism.json', 'whole.extism.toml']) assert.deepEqual(problemsOf(path), [], path);
    assert.match((await listed(file('mistakes.extism.json'))).problem ?? '', /^"req" is a mistake .* \(line 7, column 7\)$/);
  });

  it('are mended by their fixes, all of them', async () => {
    const document = await open('mistakes.extism.json');
    await fix(document, '"../corners/ec|ko.wasm"', 'Change to "../corners/echo.wasm"');
    await problems(
      'mistakes.extism.json',
      'wrappedRequest',
      'badName',
      'wrongHash',
      'unknownKey',
      'notAString',
      'nullHosts',
      'missingFile',
    );
    await fix(document, '"re|q"', 'Take what is in "req" out of it');
    await fix(document, '"00|0000', 'Set the right hash');
    await fix(document, '"max|Pages"', 'Change to "max_pages"');
    await fix(document, '"times": |3', 'Quote the value');
    await fix(document, 'nul|l', 'Allow every host: ["*"]');
    await problems('mistakes.extism.json', 'badName', 'missingFile');
    await type(document, '"path": "../corners/echo.wasm",\n', '"path": "../corners/echo.wasm", "name": "echo",\n');
    await type(document, '"ro:nowhere": "/data"', '"ro:.": "/data"');
    await problems('mistakes.extism.json');
    await document.save();
    await listed(file('mistakes.extism.json'), ({ functions }) => functions.includes('echo'));
  });

  it('are mended in TOML too', async () => {
    const document = await open('mistakes.extism.toml');
    await fix(document, '[wa|sm]', 'Change to [[wasm]]');
    await fix(document, 'times = |3', 'Quote the value');
    await problems('mistakes.extism.toml');
    assert.equal(document.getText(), '[[wasm]]\npath = "../corners/echo.wasm"\n\n[config]\ntimes = "3"\n');
    await type(document, '[config]', '[config');
    await problems('mistakes.extism.toml', 'syntax');
  });

  it('come and go with the files that a manifest names, saved or not', async () => {
    const module = file('build/echo.bin').fsPath; // no plug-in of the workspace, by its name
    await vscode.workspace.fs.createDirectory(file('build'));
    await write('watched.extism.json', { wasm: [{ path: 'build/echo.bin' }] });
    await problems('watched.extism.json', 'missingFile');
    await copyFile(file(ECHO).fsPath, module);
    await problems('watched.extism.json');
    await listed(file('watched.extism.json'), ({ functions }) => functions.includes('echo'));

    const document = await open('watched.extism.json');
    await type(document, '"build/echo.bin"', `"build/echo.bin", "hash": "${'0'.repeat(64)}"`);
    await fix(document, '"00|0000', 'Set the right hash');
    await problems('watched.extism.json');
    await copyFile(file('../corners/config.wasm').fsPath, module);
    await problems('watched.extism.json', 'wrongHash');
    await rm(module);
    await problems('watched.extism.json', 'missingFile');
  });

  it('that VS Code tells of JSON are not told twice', async () => {
    const path = 'commented.extism.json';
    await write(path, `{ "wasm": [{ "path": "${ECHO}" },] } // why`);
    await problems(path, 'trailingComma', 'comment');
    const document = await open(path);
    await until(
      'VS Code to tell of a comment',
      () => problemsOf(path, 'json').length > 0 || vscode.languages.getDiagnostics(file(path)).length > 1,
    );
    await problems(path);
    assert.deepEqual(
      (await fixesAt(document, '// wh|y')).map(({ title }) => title),
      ['Remove the comment'],
    );
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await rm(file(path).fsPath);
    await until('nothing to be told of a file that is gone', () => vscode.languages.getDiagnostics(file(path)).length === 0);
  });

  it('of a large manifest are left alone', async () => {
    const data = Buffer.alloc(7 * 1024 * 1024).toString('base64');
    await write('large.extism.json', { wasm: [{ data }], unknown: 1 });
    await listed(file('large.extism.json'), ({ problem }) => problem?.includes('unknown') === true);
    assert.deepEqual(problemsOf('large.extism.json'), []);
    await rm(file('large.extism.json').fsPath);
  });
});
