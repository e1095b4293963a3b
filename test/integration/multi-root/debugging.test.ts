import { fail, ok, strictEqual } from 'node:assert';
import { commands, type CompletionList, debug, Uri, type WorkspaceFolder, workspace } from 'vscode';
import type { CallRecord } from '../../../src/api';
import { until } from '../../host/until';
import { workbench } from '../support';

const folder = (name: string): WorkspaceFolder | undefined => workspace.workspaceFolders?.find((each) => each.name === name);

/** Runs launch configurations without debugging, one for each plug-in, and returns the calls that they made: as many as are expected. */
async function launch(of: WorkspaceFolder | undefined, plugins: string[], expected = plugins.length): Promise<CallRecord[]> {
  const records: CallRecord[] = [];
  const listening = (await workbench()).onDidCall((record) => records.push(record));
  for (const plugin of plugins) {
    const configuration = { type: 'extism', request: 'launch', name: plugin, plugin, function: 'say_hello', input: 'you' };
    await debug.startDebugging(of, configuration, { noDebug: true });
  }
  await until('the calls', () => records.length >= expected);
  listening.dispose();
  return records;
}

describe('A launch configuration in a workspace of several folders', () => {
  for (const [name, answer] of [
    ['german', '👋 Hallo Welt 🌍'],
    ['inherits', 'of the workspace'],
  ] as const) {
    it(`starts at its own folder, ${name}, whose settings count`, async () => {
      for (const record of await launch(folder(name), ['greet.extism.json', '${workspaceFolder}/greet.extism.json'])) {
        strictEqual(record.plugin.path, `${folder(name)?.uri.path}/greet.extism.json`);
        ok(record.outcome.kind === 'output');
        ok(new TextDecoder().decode(record.outcome.bytes).includes(answer));
      }
    });
  }

  it('is offered plug-ins of other folders by the names of those', async () => {
    const german = folder('german')?.uri ?? fail();
    const file = Uri.joinPath(german, '.vscode', 'launch.json');
    const text = '{ "configurations": [{ "type": "extism", "plugin": "" }] }';
    await workspace.fs.writeFile(file, new TextEncoder().encode(text));
    const at = (await workspace.openTextDocument(file)).positionAt(text.indexOf('""') + 1);
    const { items } = await commands.executeCommand<CompletionList>('vscode.executeCompletionItemProvider', file, at);
    const offered = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    for (const path of [
      '${workspaceFolder}/greet.extism.json',
      '${workspaceFolder:sample}/c/simple-c.wasm',
      '${workspaceFolder:inherits}/greet.extism.json',
    ])
      ok(offered.includes(path), offered.join());
    await workspace.fs.delete(file);
  });

  it('names the plug-in that is listed, however its path is written', async () => {
    const { plugins } = await workbench();
    const before = plugins.length;
    const [record] = await launch(folder('german'), ['./../german/./greet.extism.json']);
    strictEqual(record?.plugin.path, `${folder('german')?.uri.path}/greet.extism.json`);
    strictEqual((await workbench()).plugins.length, before);
  });

  it('of the whole workspace names a folder, and is refused where it does not', async () => {
    const records = await launch(undefined, ['greet.extism.json', '${workspaceFolder:german}/greet.extism.json'], 1);
    strictEqual(records.map(({ plugin }) => plugin.path).join(), `${folder('german')?.uri.path}/greet.extism.json`);
  });
});
