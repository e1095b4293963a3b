import { deepStrictEqual, strictEqual } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually';
import { outputOf } from './output';
import { openWorkbench, type Workbench } from './workbench';

describe('Host memory is changed', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({
      workspace: 'sample',
      keybindings: [
        { key: 'ctrl+alt+h', command: 'extism.callFunction', args: { plugin: 'go/simple.wasm', function: 'say_hello', input: 'you' } },
      ],
    });
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  });

  beforeEach(() => workbench.openView('Extism'));

  const answer = () => outputOf(workbench, () => workbench.page.keyboard.press('Control+Alt+H'));
  const expectRows = (...rows: string[]) => eventually(async () => deepStrictEqual(await workbench.tree('Host Memory').rows(), rows));
  const settings = () => JSON.parse(readFileSync(join(String(workbench.workspace), '.vscode', 'settings.json'), 'utf8')) as object;

  it('in its view', async () => {
    const view = workbench.tree('Host Memory');
    await view.inlineAction('hello', 'Edit Host Memory Value…');
    await workbench.typeInput('edited ✓');
    await expectRows('hello  edited ✓', 'message  I 💜 Extism 😍');
    strictEqual(await answer(), '👋 Hello you\nkey: hello, value: edited ✓\nkey: message, value: I 💜 Extism 😍');

    await view.inlineAction('message', 'Remove from Host Memory…');
    await expectRows('hello  edited ✓');
    strictEqual(await answer(), '👋 Hello you\nkey: hello, value: edited ✓\nkey: message, value: ');

    await view.titleAction('Add to Host Memory…');
    await workbench.typeInput('message');
    await workbench.typeInput('added 🌍');
    await expectRows('hello  edited ✓', 'message  added 🌍');
    strictEqual(await answer(), '👋 Hello you\nkey: hello, value: edited ✓\nkey: message, value: added 🌍');
    deepStrictEqual(settings(), { 'extism.hostMemory': { hello: 'edited ✓', message: 'added 🌍' } });

    await view.contextMenu('message', 'Copy Value from Host Memory');
    await eventually(async () => strictEqual(await workbench.page.evaluate(() => navigator.clipboard.readText()), 'added 🌍'));
  });

  it('in settings.json', async () => {
    await workbench.runCommand('Preferences: Open Workspace Settings (JSON)');
    await workbench.page.locator('.tab', { hasText: 'settings.json' }).waitFor();
    await workbench.page.locator('.editor-instance .view-line').first().click();
    await workbench.page.keyboard.press('Control+A');
    await workbench.page.keyboard.insertText('{ "extism.hostMemory": { "hello": "typed", "message": 42 } }');
    await workbench.page.keyboard.press('Control+S');
    await expectRows('hello  typed', 'message  42');
    strictEqual(await answer(), '👋 Hello you\nkey: hello, value: typed\nkey: message, value: 42');
  });

  it('in the Settings editor', async () => {
    await workbench.runCommand('Preferences: Open Workspace Settings');
    await workbench.page
      .locator('.settings-editor .search-container .inputarea, .settings-editor .search-container textarea')
      .first()
      .click();
    await workbench.page.keyboard.insertText('@id:extism.hostMemory');
    await workbench.page.locator('.setting-item-object').waitFor();
    await workbench.screenshot('settings editor');
  });
});
