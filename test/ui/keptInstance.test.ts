import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually';
import { outputOf } from './output';
import { widenSideBar } from './screen';
import { openWorkbench, type Workbench } from './workbench';

/** A plug-in that counts its calls in the Extism variable `n`. */
const PLUGIN = 'vars.wasm';

describe('An instance that is kept', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({
      workspace: 'corners',
      prepare: (folder) => {
        for (const name of readdirSync(folder)) if (name !== PLUGIN) rmSync(join(folder, name), { recursive: true });
      },
    });
    await workbench.openView('Extism');
    await widenSideBar(workbench.page, 480);
  });

  after(() => workbench?.close());

  const plugins = () => workbench.tree('Plug-ins');
  const expectVariables = (...rows: string[]) =>
    eventually(async () => deepStrictEqual((await plugins().rows()).slice(3), ['  Variables', ...rows]));
  const count = () =>
    outputOf(workbench, async () => {
      await plugins().inlineAction([PLUGIN, 'Functions', 'count'], 'Call Function…');
      await workbench.typeInput('');
    });

  it('is asked for in the menu of the plug-in, and shows its variables', async () => {
    strictEqual(await count(), '1');
    strictEqual(await count(), '1');
    await plugins().contextMenu(PLUGIN, 'Keep Instance between Calls');
    await expectVariables('    None set yet');
    strictEqual(await count(), '1');
    strictEqual(await count(), '2');
    await expectVariables('    n  1 B · 2');
    await eventually(async () => ok((await plugins().rows())[0]?.endsWith(' · keeps its instance')));
    await workbench.screenshot('kept instance');
  });

  it('loses a variable by the button beside it', async () => {
    await plugins().inlineAction([PLUGIN, 'Variables', 'n'], 'Delete Variable');
    await expectVariables('    None set yet');
    strictEqual(await count(), '1');
    strictEqual(await count(), '2');
  });

  it('begins anew by the button beside the plug-in', async () => {
    await plugins().inlineAction(PLUGIN, 'Reset Instance');
    await expectVariables('    None set yet');
    strictEqual(await count(), '1');
  });

  it('is given up in the menu of the plug-in', async () => {
    await plugins().contextMenu(PLUGIN, 'Use a Fresh Instance for Each Call');
    await eventually(async () => strictEqual((await plugins().rows()).length, 3));
    strictEqual(await count(), '1');
    strictEqual(await count(), '1');
  });

  it('is changed from the palette, which offers the plug-ins that this makes sense for', async () => {
    writeFileSync(join(String(workbench.workspace), 'broken.wasm'), '');
    await eventually(async () => deepStrictEqual((await plugins().rows())[0], 'broken.wasm  the file is empty'));
    await workbench.runCommand('Extism: Reset Instance');
    await workbench.waitForNotification('No plug-in keeps its instance.');

    await workbench.runCommand('Extism: Keep Instance between Calls');
    await eventually(async () => deepStrictEqual(await workbench.pickItems(), [PLUGIN]));
    await workbench.pickItem(PLUGIN);
    await workbench.runCommand('Extism: Reset Instance');
    await eventually(async () => deepStrictEqual(await workbench.pickItems(), [PLUGIN]));
    await workbench.pickItem(PLUGIN);
    await workbench.runCommand('Extism: Reload Plug-in');
    await eventually(async () => deepStrictEqual(await workbench.pickItems(), ['broken.wasm', PLUGIN]));
    await workbench.pickItem('broken.wasm');
  });

  it('stays listed where the plug-in is unloaded and a search finds it, which is told', async () => {
    await workbench.runCommand('Extism: Unload Plug-in');
    await workbench.waitForNotification('No plug-in was loaded by hand.');
    await plugins().contextMenu('broken.wasm', 'Unload Plug-in');
    await workbench.waitForNotification('broken.wasm stays listed: it is in the workspace.');
    await workbench.screenshot('unloaded in the workspace');
  });
});
