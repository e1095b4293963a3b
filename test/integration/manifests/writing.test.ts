import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { copyFile, readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { until } from '../../host/until';
import { execute, file, listed, outputText } from '../support';
import { completionsAt, hoverAt, lensesOf, open, problems, type, write } from './editor';

/** Resolves when these are the lenses of a manifest. */
async function lenses(path: string, expected: string[]): Promise<void> {
  await listed(file(path));
  const document = await open(path);
  await until(`lenses of ${path}`, async () => (await lensesOf(document)).join() === expected.join());
}

describe('writing manifests', () => {
  before(async () => {
    await copyFile(file('../corners/echo.wasm').fsPath, file('plugin.wasm').fsPath);
    await listed(file('plugin.wasm'));
  });

  it('has the functions to call on the first line', async () => {
    await lenses('echo.extism.json', ['$(play) Call echo…', '$(play) Call echo_input_block…']);
    await lenses('whole.extism.toml', ['$(play) Call say_hello…']);
    await lenses('fetched.extism.json', ['$(play) Call…']);
    await write('many.extism.json', { wasm: [{ path: '../corners/unicode-names.wasm' }] });
    await lenses('many.extism.json', ['$(play) Call…']);
    await write('none.extism.json', { wasm: [{ path: 'nowhere.wasm' }] });
    await lenses('none.extism.json', []);
  });

  it('completes and explains the keys of JSON', async () => {
    const document = await open('echo.extism.json');
    await type(document, '"timeout_ms": 5000', '"timeout_ms": 5000, "m": 1');
    const keys = await until('completions of JSON', async () => {
      const found = await completionsAt(document, '"|m"');
      return found.has('memory') && found;
    });
    assert.ok(keys.has('allowed_hosts') && !keys.has('timeout_ms'), [...keys.keys()].join());
    assert.match(await hoverAt(document, '"time|out_ms"'), /Milliseconds/);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it("offers the workspace's modules where one is named", async () => {
    const json = await open('echo.extism.json');
    const offered = await completionsAt(json, '"|../corners/echo.wasm"');
    assert.ok(offered.has('plugin.wasm'), [...offered.keys()].join());
    const toml = await open('whole.extism.toml');
    assert.ok((await completionsAt(toml, 'path = "|../corners/linking/lib')).has('plugin.wasm'));
    assert.ok(!(await completionsAt(toml, 'name = "|lib"')).has('plugin.wasm'));
  });

  it('completes and explains the keys, headers and values of TOML', async () => {
    const document = await open('whole.extism.toml');
    const inModule = await completionsAt(document, 'main.wasm"\n|');
    assert.equal(inModule.get('url'), 'url = "${1:https://}"');
    assert.equal(inModule.get('name'), 'name = "$1"');
    assert.ok(!inModule.has('path') && !inModule.has('max_pages'), [...inModule.keys()].join());
    assert.equal(inModule.get('[wasm.headers]'), '[wasm.headers]\n$0');
    const atTop = await completionsAt(document, '# Every field of a manifest, in TOML.\n|');
    assert.equal(atTop.get('[[wasm]]'), '[[wasm]]\n$0');
    assert.equal(atTop.get('timeout_ms'), 'timeout_ms = ${1:30000}');
    assert.ok((await completionsAt(document, '[mem|ory]')).has('[memory]'));
    assert.deepEqual([...(await completionsAt(document, 'max_pages = |64')).values()], ['${1:64}']);
    assert.match(await hoverAt(document, 'max_pa|ges'), /64 KiB/);
    assert.match(await hoverAt(document, '[allowed_pa|ths]'), /read-only/);
    assert.match(await hoverAt(document, 'path = "../corners/linking/lib'.replace('pa', 'p|a')), /relative path/);
    assert.equal(await hoverAt(document, '# Eve|ry'), '');
  });

  it('begins with a module', async () => {
    const created = await execute('extism.createManifest', { plugin: 'plugin.wasm', hash: true });
    assert.equal(created?.toString(), file('plugin.extism.json').toString());
    const hash = createHash('sha256')
      .update(await readFile(file('plugin.wasm').fsPath))
      .digest('hex');
    assert.equal(await readFile(created.fsPath, 'utf8'), `${JSON.stringify({ wasm: [{ path: 'plugin.wasm', hash }] }, undefined, 2)}\n`);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), created.toString());
    await listed(created, ({ functions }) => functions.includes('echo'));
    await problems('plugin.extism.json');
  });

  it('calls what stands in the editor', async () => {
    await write('edited.extism.json', { wasm: [{ path: '../corners/config.wasm' }], config: { key: 'before' } });
    await listed(file('edited.extism.json'));
    const document = await open('edited.extism.json');
    await type(document, 'before', 'after');
    const record = await execute('extism.callFunction', { plugin: file('edited.extism.json'), function: 'get', input: 'key' });
    assert.ok(record);
    assert.equal(outputText(record), 'after');
    assert.ok(!document.isDirty);
  });
});
