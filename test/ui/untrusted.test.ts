import { deepStrictEqual, strictEqual } from 'node:assert';
import { eventually } from './eventually';
import { outputOf } from './output';
import { PLUGIN_ROWS } from './scenario';
import { openWorkbench, type Workbench } from './workbench';

const CALL = ['simple.wasm', 'Functions', 'say_hello'];

describe('In Restricted Mode', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ workspace: 'sample', trust: 'ask', userSettings: { 'workbench.editor.useModal': 'off' } });
    await workbench.openView('Extism');
  });

  after(() => workbench?.close());

  it('plug-ins are listed, and the view says why they are not run', async () => {
    await workbench.tree('Plug-ins').expand('simple.wasm');
    await eventually(async () => deepStrictEqual((await workbench.tree('Plug-ins').rows()).slice(3, 8), PLUGIN_ROWS));
    strictEqual(
      await workbench.tree('Plug-ins').message(),
      'Restricted Mode: plug-ins are listed, and not run until you trust the workspace.',
    );
    await eventually(async () =>
      strictEqual(
        await workbench.tree('Host Memory').message(),
        'Restricted Mode: the settings of the workspace are not read until you trust it.',
      ),
    );
  });

  it('debugging explains itself', async () => {
    await workbench.tree('Plug-ins').inlineAction(CALL, 'Debug Function…');
    await workbench.waitForNotification('Restricted Mode');
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('a call explains itself, and the folder can be trusted', async () => {
    await workbench.tree('Plug-ins').inlineAction(CALL, 'Call Function…');
    await workbench.waitForNotification('Restricted Mode');
    await workbench.screenshot('restricted');
    await workbench.answerNotification('Restricted Mode', 'Manage Workspace Trust');
    await workbench.page.locator('.workspace-trust-editor').waitFor();
    await workbench.page.locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ }).click();
    await eventually(async () => strictEqual(await workbench.tree('Plug-ins').message(), ''));
    await eventually(async () => strictEqual((await workbench.tree('Host Memory').rows())[0], 'hello  👋 Hello World 🌍'));
    const output = await outputOf(workbench, async () => {
      await workbench.tree('Plug-ins').inlineAction(CALL, 'Call Function…');
      await workbench.typeInput('you');
    });
    strictEqual(output, '👋 Hello you\nkey: hello, value: 👋 Hello World 🌍\nkey: message, value: I 💜 Extism 😍');
  });
});
