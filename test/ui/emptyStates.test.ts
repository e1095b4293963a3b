import { deepStrictEqual, strictEqual } from 'node:assert';
import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fixtures } from '../host/paths';
import { eventually } from './eventually';
import { blockOf } from './output';
import { chooseFile } from './screen';
import { openWorkbench, type Workbench } from './workbench';

const ECHO = join(fixtures, 'corners', 'echo.wasm');
const ECHO_ROWS = ['echo.wasm  564 B', '  Functions', '    echo', '    echo_input_block'];
const ELSEWHERE = {
  'Host Memory': 'Keys and values that plug-ins read with the host function hostMemoryGet. They are kept in the settings.\n\nAdd a Key',
  Calls:
    'Calls are listed here, with all that passed between plug-in and host. Press the play button beside a function, or start here.\n\nCall Function…',
};

const expectWelcome = (workbench: Workbench, texts: Record<string, string>) =>
  eventually(async () => {
    const shown = [];
    for (const view of Object.keys(texts)) shown.push([view, await workbench.tree(view).welcomeText()]);
    deepStrictEqual(Object.fromEntries(shown), texts);
  });

const expectPlugins = (workbench: Workbench, rows: string[]) =>
  eventually(async () => deepStrictEqual(await workbench.tree('Plug-ins').rows(), rows));

const callEcho = (workbench: Workbench, input: string) =>
  blockOf(workbench, async () => {
    await workbench.tree('Plug-ins').inlineAction(['echo.wasm', 'Functions', 'echo'], 'Call Function…');
    await workbench.typeInput(input);
  });

describe('Without', () => {
  it('a folder, the views say what to do, and a plug-in can be loaded and called', async () => {
    const workbench = await openWorkbench({ workspace: null });
    await workbench.openView('Extism');
    await expectWelcome(workbench, {
      'Plug-ins':
        'Open the folder that your Extism plug-in is built in; every .wasm, *.extism.json and *.extism.toml file in it is listed here.\n\nOpen Folder\nLoad Plug-in…',
      ...ELSEWHERE,
    });
    await workbench.screenshot('no folder');

    await workbench.runCommand('Extism: Repeat Last Call');
    const toast = await workbench.waitForNotification('No function has been called yet.');
    await toast.locator('.codicon-info').waitFor();
    await workbench.page.keyboard.press('Escape');

    await workbench.page.locator('.welcome-view-content .monaco-button', { hasText: 'Load Plug-in…' }).click();
    await chooseFile(workbench.page, ECHO);
    await expectPlugins(workbench, ECHO_ROWS);
    strictEqual(
      await callEcho(workbench, 'loaded'),
      '▶ echo.wasm › echo("loaded")                                  TIME\nloaded\n✓ 6 bytes in DURATION\n\n',
    );
    await workbench.close();
  });

  it('a plug-in, the views say what to do, and one that is built shows by itself', async () => {
    const workbench = await openWorkbench({
      workspace: 'sample',
      prepare: (folder) => {
        for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
      },
    });
    await workbench.openView('Extism');
    await expectWelcome(workbench, {
      'Plug-ins':
        'No plug-in was found in this workspace: neither a .wasm nor an *.extism.json or *.extism.toml file. Build one, and it shows here by itself.\n\nLoad Plug-in…\n\nWhat is searched for is a setting.\n\nOpen Settings',
      ...ELSEWHERE,
    });
    await workbench.screenshot('no plug-in');

    copyFileSync(ECHO, join(String(workbench.workspace), 'echo.wasm'));
    await expectPlugins(workbench, ECHO_ROWS);
    await workbench.close();
  });
});
