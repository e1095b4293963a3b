import { deepStrictEqual, ok, strictEqual } from 'node:assert';
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
      userSettings: { 'workbench.editor.useModal': 'off', 'editor.autoClosingBrackets': 'never', 'files.autoSave': 'off' },
      keybindings: [
        { key: 'ctrl+alt+h', command: 'extism.callFunction', args: { plugin: 'go/simple.wasm', function: 'say_hello', input: 'you' } },
      ],
    });
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  });

  after(() => workbench?.close());

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
    await workbench.page.locator('.quick-input-widget:visible input').press('Enter');
    await workbench.page.locator('.quick-input-message', { hasText: 'Type the key first.' }).waitFor();
    await workbench.typeInput('message');
    await workbench.typeInput('added 🌍');
    await expectRows('hello  edited ✓', 'message  added 🌍');
    strictEqual(await answer(), '👋 Hello you\nkey: hello, value: edited ✓\nkey: message, value: added 🌍');
    await eventually(() => deepStrictEqual(settings(), { 'extism.hostMemory': { hello: 'edited ✓', message: 'added 🌍' } }));

    await view.contextMenu('message', 'Copy Value from Host Memory');
    await eventually(async () => strictEqual(await workbench.page.evaluate(() => navigator.clipboard.readText()), 'added 🌍'));
  });

  it('by a call that looked for a key in vain', async () => {
    await workbench.tree('Host Memory').inlineAction('message', 'Remove from Host Memory…');
    await expectRows('hello  edited ✓');
    await answer();
    const missed = 'hostMemoryGet("message") = "" · not found';
    await eventually(async () => {
      await workbench.tree('Calls').expand('say_hello');
      ok((await workbench.tree('Calls').rows())[2]?.includes(missed));
    });
    await workbench.screenshot('key that was not found');
    await workbench.tree('Calls').inlineAction(['say_hello', missed], 'Add to Host Memory…');
    await workbench.typeInput('found');
    await expectRows('hello  edited ✓', 'message  found');
    strictEqual(await answer(), '👋 Hello you\nkey: hello, value: edited ✓\nkey: message, value: found');
  });

  it('in settings.json', async () => {
    await workbench.runCommand('Preferences: Open Workspace Settings (JSON)');
    await workbench.page.locator('.tab', { hasText: 'settings.json' }).waitFor();
    await workbench.page.locator('.editor-instance .view-line').first().click();
    await workbench.page.keyboard.press('Control+A');
    await workbench.page.keyboard.press('Delete');
    await workbench.page.keyboard.insertText('{ "extism.hostMemory": { "hello": "typed", "message": 42 } }');
    await workbench.page.keyboard.press('Control+S');
    await expectRows('hello  typed', 'message  42');
    strictEqual(await answer(), '👋 Hello you\nkey: hello, value: typed\nkey: message, value: 42');
  });

  it('not while its file has changes that are not saved, which is told', async () => {
    const { page } = workbench;
    await page.locator('.editor-instance .view-line').first().click();
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Enter');
    await page.locator('.tab.active.dirty').waitFor();
    await workbench.tree('Host Memory').inlineAction('hello', 'Remove from Host Memory…');
    await workbench.waitForNotification('"extism.hostMemory" was not changed. Unable to write into workspace settings');
    await workbench.screenshot('settings with unsaved changes');
    await workbench.runCommand('Notifications: Clear All Notifications');
    await workbench.runCommand('File: Save');
    await page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
    await expectRows('hello  typed', 'message  42');
  });

  it('in the grid of the Settings editor', async () => {
    const { page } = workbench;
    await workbench.runCommand('Preferences: Open Workspace Settings');
    await page.locator('.settings-editor .suggest-input-container').click();
    await page.keyboard.insertText('@id:extism.hostMemory');

    const grid = page.locator('.setting-list-object-widget');
    const value = grid.locator('input').nth(1);
    // What is found is shown anew some times, and what was clicked and typed before is gone.
    await eventually(async () => {
      if (!(await value.isVisible())) await grid.locator('.setting-list-object-row', { hasText: 'hello' }).dblclick({ timeout: 1000 });
      await value.fill('from the grid', { timeout: 1000 });
      await value.press('Enter', { timeout: 1000 });
      await grid.locator('.setting-list-object-row', { hasText: 'from the grid' }).waitFor({ timeout: 1000 });
    });
    await expectRows('hello  from the grid', 'message  42');
    await workbench.screenshot('host memory in the Settings editor');
    strictEqual(await answer(), '👋 Hello you\nkey: hello, value: from the grid\nkey: message, value: 42');
  });
});
