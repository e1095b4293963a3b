import { strict as assert } from 'node:assert';
import { existsSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { fixtures } from '../../host/paths';
import { call, execute, file, listed, runnerPids, seesProcesses, workbench } from '../support';

const ARTICLE = vscode.Uri.file(join(fixtures, 'sample', 'go', 'simple.wasm'));

const readSettings = (): Promise<string> => readFile(file('.vscode/settings.json').fsPath, 'utf8');

describe('a workspace that is not trusted', () => {
  before(async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    // were it run, there would be another file
    await appendFile(
      file('host-functions.ts').fsPath,
      `\nimport { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(file('ran').fsPath)}, '');\n`,
    );
  });

  it('has its plug-ins listed with functions and imports, met by none of its own settings', async () => {
    const { functions, hostImports, problem } = await listed(file('mail.wasm'));
    assert.deepEqual(functions, ['send']);
    assert.deepEqual(hostImports, [{ namespace: 'env', name: 'hostSendMail', params: ['i64'], results: ['i64'] }]);
    assert.match(problem ?? '', /hostSendMail/);
  });

  it('has plug-ins from elsewhere loaded and described', async () => {
    const { functions, hostImports, wasi } = await (await workbench()).load(ARTICLE);
    assert.deepEqual(functions, ['say_hello']);
    assert.equal(hostImports[0]?.providedBy, 'host memory');
    assert.equal(wasi, true);
  });

  it('has no function called, and says why', async () => {
    let told = 0;
    const subscription = (await workbench()).onDidCall(() => (told += 1));
    const says = { name: 'UserError', message: /Restricted Mode/ };
    await assert.rejects(call('mail.wasm', 'send'), says);
    await assert.rejects((await workbench()).call({ plugin: ARTICLE, function: 'say_hello' }), says);
    assert.equal(await execute('extism.callFunction', { plugin: 'mail.wasm', function: 'send', input: '' }), undefined);
    assert.equal(await execute('extism.callFunctionWithFile', { plugin: 'mail.wasm', function: 'send' }), undefined);
    assert.equal(await execute('extism.repeatLastCall'), undefined);
    subscription.dispose();
    assert.equal(told, 0);
  });

  it('keeps the settings that it is not trusted to have read', async () => {
    const before = await readSettings();
    assert.ok(before.includes('hostFunctionsFile'));
    await execute('extism.setHostMemory', { key: 'added', value: 'x' });
    await execute('extism.allowHost', { plugin: 'mail.wasm', host: 'example.org' });
    await execute('extism.mockHostFunction', { plugin: 'mail.wasm', namespace: 'env', name: 'hostSendMail' });
    await execute('extism.writeHostFunctions', 'mail.wasm');
    assert.equal(await readSettings(), before);
  });

  it('has had nothing run of it', () => {
    assert.equal(existsSync(file('ran').fsPath), false);
    if (seesProcesses) assert.deepEqual(runnerPids(), []);
  });
});
