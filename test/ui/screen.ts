import { strictEqual } from 'node:assert/strict';
import { basename, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually';
import type { Workbench } from './workbench';

/** The lines in sight of an editor or of the panel, as they are read. */
export async function textInSight(part: Locator): Promise<string> {
  const lines = await part.locator('.view-lines:visible .view-line').evaluateAll((elements) =>
    elements
      .map((element) => ({ top: parseFloat((element as HTMLElement).style.top), text: element.textContent }))
      .sort((one, other) => one.top - other.top)
      .map(({ text }) => text.replaceAll('\u00a0', ' ')),
  );
  return lines.join('\n');
}

export const panel = (page: Page): Locator => page.locator('.part.panel');

/** Drags the border of the side bar. */
export async function widenSideBar(page: Page, width: number): Promise<void> {
  const box = await page.locator('.part.sidebar').boundingBox();
  if (box === null) throw new Error('There is no side bar to be widened.');
  const [right, middle] = [box.x + box.width, box.y + box.height / 2];
  await page.mouse.move(right, middle);
  await page.mouse.down();
  await page.mouse.move(box.x + width, middle, { steps: 4 });
  await page.mouse.up();
}

/** Opens a file of the workspace by its name, as by Go to File. */
export async function openFile(workbench: Workbench, name: string): Promise<void> {
  await workbench.page.keyboard.press('Control+P');
  await workbench.page.locator('.quick-input-widget:visible input').fill(name);
  await workbench.pickItem(name);
}

const question = (page: Page): Locator => page.locator('.quick-input-widget:visible');

/** Presses a button in the title of the box that asks for something. */
export async function inputButton(page: Page, tooltip: string): Promise<void> {
  await question(page).locator(`.action-label[aria-label="${tooltip}"]`).click();
  await question(page).waitFor({ state: 'hidden' });
}

/** The title of the box that asks for something. */
export const inputTitle = (page: Page): Promise<string> => question(page).locator('.quick-input-title').innerText();

/** What stands in the box that asks for something. */
export async function inputValue(page: Page): Promise<string> {
  await page.locator('.quick-input-widget:visible .quick-input-list').waitFor({ state: 'hidden' });
  return question(page).locator('input').inputValue();
}

/**
 * Answers the dialog that asks where to save a file, once it proposes one of the workspace by this name.
 * The file is there, and then whole, some time after.
 */
export async function saveAs(workbench: Workbench, proposed: string, path: string): Promise<void> {
  const dialog = question(workbench.page);
  // before, the dialog puts its proposal over what is typed
  await eventually(async () => strictEqual(await dialog.locator('input').inputValue(), join(String(workbench.workspace), proposed)));
  await workbench.screenshot(`save ${proposed}`);
  await dialog.locator('input').fill(path);
  await workbench.page.keyboard.press('Enter');
}

/** Answers the dialog that asks for a file to open. */
export async function chooseFile(page: Page, path: string): Promise<void> {
  const dialog = question(page);
  await dialog.locator('.quick-input-list .monaco-list-row').first().waitFor();
  await dialog.locator('input').fill(path);
  await dialog.locator('.quick-input-list .monaco-list-row', { hasText: basename(path) }).waitFor(); // before, Enter only goes to its folder
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
}
