import { ok } from 'node:assert';
import { textInSight } from './screen';
import { until } from '../host/until';
import { eventually } from './eventually';
import { openWorkbench, type Workbench } from './workbench';

/** Milliseconds: the first session of a window loads the DWARF engine, on a machine that may be busy. */
const PATIENCE = 120_000;

const PLUGINS = [
  { language: 'C', file: 'simple.c', plugin: 'simple-c.wasm', line: 82, text: 'count.last = letter', shown: ["letter = 'a'"] },
  {
    language: 'Rust',
    file: 'lib.rs',
    plugin: 'simple-rust.wasm',
    line: 39,
    condition: 'word == "banana"',
    text: 'count.vowels += vowels',
    shown: ['vowels = 3', 'word = "banana"', 'count = Count {vowels: 1, words: (1) ["a"], longest: None}'],
  },
];

const PANICS = [
  { language: 'Rust', plugin: 'panics.wasm', line: 10 },
  { language: 'Go', plugin: 'orders.wasm', line: 11 },
];

/** Opens a file of the workspace at a line, and sets a breakpoint there. */
async function breakAt({ page }: Workbench, file: string, line: number, condition: string | undefined): Promise<void> {
  await page.keyboard.press('Control+P');
  const box = page.locator('.quick-input-widget:visible');
  await box.locator('input').fill(`${file}:${line}`);
  await box.locator('.monaco-list-row', { hasText: file }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.statusbar-item', { hasText: `Ln ${line},` }).waitFor();
  await page.locator('.editor-instance .monaco-editor.focused').waitFor();
  if (condition === undefined) {
    await page.keyboard.press('F9');
    return page.locator('.codicon-debug-breakpoint').first().waitFor();
  }
  await page.keyboard.press('F1');
  await box.locator('input').fill('>Debug: Add Conditional Breakpoint');
  await box.locator('.monaco-list-row', { hasText: 'Add Conditional Breakpoint' }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.breakpoint-widget .monaco-editor.focused').waitFor();
  await page.keyboard.type(condition);
  await page.keyboard.press('Enter');
  await page.locator('.codicon-debug-breakpoint-conditional').first().waitFor();
}

describe('The debugger', function () {
  this.timeout(300_000);

  for (const { language, file, plugin, line, condition, text, shown } of PLUGINS) {
    it(`stops in a plug-in in ${language} by the button beside a function`, async () => {
      const workbench = await openWorkbench({
        workspace: 'sample',
        userSettings: { 'editor.minimap.enabled': false, 'window.commandCenter': false },
      });
      const { page } = workbench;
      await breakAt(workbench, file, line, condition);
      await workbench.openView('Extism');
      await workbench.tree('Plug-ins').inlineAction([plugin, 'Functions', 'count_vowels'], 'Debug Function…');
      await workbench.typeInput('a banana');

      await page.locator('.debug-top-stack-frame-line').first().waitFor({ timeout: PATIENCE });
      await eventually(async () => ok((await textInSight(page.locator('.editor-instance'))).includes(text)));
      await page.locator('.debug-variables .monaco-list-row', { hasText: 'Locals' }).locator('.monaco-tl-twistie').click();
      const variables = page.locator('.debug-variables .monaco-list-row');
      await until(
        'the variables',
        async () => {
          const rows = (await variables.allInnerTexts()).map((row) => row.replace(/\s+/g, ' '));
          return shown.every((text) => rows.some((row) => row.includes(text)));
        },
        PATIENCE,
      );
      await page.waitForTimeout(500);
      await workbench.screenshot(`debug-${language}`);

      const goOn = page.locator('.debug-toolbar .codicon-debug-continue');
      await until(
        'the end of the session',
        async () => {
          if (await goOn.isVisible()) await goOn.click({ timeout: 1_000 }).catch(() => undefined); // it is not there while the program runs
          return workbench.outputText('Extism').includes('✓');
        },
        PATIENCE,
      );
      await page.locator('.debug-toolbar').waitFor({ state: 'hidden', timeout: PATIENCE });
      await workbench.screenshot(`debug-${language}-ended`);
      await workbench.close();
    });
  }

  for (const { language, plugin, line } of PANICS) {
    it(`shows the plug-in's own line where it panics in ${language}`, async () => {
      const workbench = await openWorkbench({ workspace: 'debugging', userSettings: { 'editor.minimap.enabled': false } });
      const { page } = workbench;
      await workbench.openView('Extism');
      await workbench.tree('Plug-ins').inlineAction([plugin, 'Functions', 'index_too_large'], 'Debug Function…');
      await workbench.typeInput('');
      await page.locator('.statusbar-item', { hasText: `Ln ${line},` }).waitFor({ timeout: PATIENCE });
      await page.locator('.exception-widget').waitFor();
      await page.waitForTimeout(1_000);
      await workbench.screenshot(`debug-panic-${language}`);
      await page.locator('.debug-toolbar .codicon-debug-stop').click();
      await page.locator('.debug-toolbar').waitFor({ state: 'hidden', timeout: PATIENCE });
      await workbench.close();
    });
  }
});
