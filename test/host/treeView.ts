import type { Locator, Page } from 'playwright-core';
import { until } from './until';

interface Row {
  index: number;
  level: number;
  label: string;
  description: string;
  expanded: boolean | undefined;
}

const ROW_HEIGHT = 22; // pixels

/** One view of the side bar, found by its title. A row is named by its label, or by the labels from the root down to it. */
export class TreeView {
  private readonly pane: Locator;
  private readonly list: Locator;

  constructor(
    private readonly page: Page,
    private readonly title: string,
  ) {
    this.pane = page.locator('.pane', { has: page.locator(`.pane-header[aria-label^="${title}"]`) });
    this.list = this.pane.locator('.monaco-list');
  }

  /** What the view says where it has no rows. */
  async welcomeText(): Promise<string> {
    return this.pane.locator('.welcome-view-content').innerText();
  }

  /** What the view says above its rows; empty where it says nothing. */
  async message(): Promise<string> {
    return (await this.pane.locator('.message:not(.hide)').allInnerTexts()).join('\n');
  }

  /** Every row, those out of sight too: two spaces a level, label, two spaces, description. */
  async rows(): Promise<string[]> {
    await this.loaded();
    const rows = await this.readRows();
    return rows.map(({ level, label, description }) => `${'  '.repeat(level - 1)}${label}${description && `  ${description}`}`);
  }

  async click(...path: string[]): Promise<void> {
    await (await this.reveal(path)).locator('.monaco-icon-label').click();
  }

  async expand(...path: string[]): Promise<void> {
    if (path.length > 1) await this.expand(...path.slice(0, -1));
    await until(`"${path.join(' › ')}" to be expanded`, async () => {
      const { index, expanded } = await this.find(path);
      if (expanded === true) return true;
      if (expanded === false) await (await this.scrollTo(index)).locator('.monaco-tl-twistie').click();
      return undefined;
    });
  }

  /** Clicks a button that a row shows while the mouse is on it. */
  async inlineAction(path: string | string[], action: string): Promise<void> {
    await until(`the button "${action}" beside "${[path].flat().join(' › ')}"`, async () => {
      const row = await this.reveal([path].flat());
      const button = row.locator(`.actions .action-label[aria-label^="${action}"]`);
      try {
        await row.hover({ timeout: 1000 });
        await button.click({ timeout: 1000 });
        return true;
      } catch {
        return false; // rows that came or went have moved it
      }
    });
  }

  /** What is shown while the mouse is on a row. */
  async tooltip(...path: string[]): Promise<string> {
    const row = await this.reveal(path);
    await row.locator('.label-name').hover();
    const hover = this.page.locator('.monaco-hover:visible').first();
    const text = await hover.innerText();
    await this.page.mouse.move(0, 0); // it would lie upon the rows below
    await hover.waitFor({ state: 'hidden' });
    return text;
  }

  /** Clicks a button in the view's title. */
  async titleAction(action: string): Promise<void> {
    await this.pane.locator('.pane-header').hover();
    await this.pane.locator(`.pane-header .action-label[aria-label^="${action}"]`).click();
  }

  async contextMenu(path: string | string[], action: string): Promise<void> {
    await until(`"${action}" in the menu of "${[path].flat().join(' › ')}"`, async () => {
      const row = await this.reveal([path].flat());
      try {
        await row.click({ button: 'right', timeout: 1000 });
        // For a moment a menu takes no click, which may be the end of the one that opened it.
        await this.page.locator(`.context-view .action-label[aria-label^="${action}"]`).hover({ timeout: 2000 });
      } catch {
        await this.page.keyboard.press('Escape'); // rows that came or went have moved it, and it is the menu of another
        return false;
      }
      await this.page.keyboard.press('Enter');
      return true;
    });
  }

  /** Expands what is above a row, and brings it into sight. */
  async reveal(path: string[]): Promise<Locator> {
    if (path.length > 1) await this.expand(...path.slice(0, -1));
    return this.scrollTo((await this.find(path)).index);
  }

  /** Until then VS Code shows nothing, or that there is nobody to ask for rows. */
  private async loaded(): Promise<void> {
    await this.pane.locator('.monaco-list-row, .welcome-view-content').filter({ visible: true }).first().waitFor();
  }

  private async find(path: string[]): Promise<Row> {
    return until(
      `the row "${path.join(' › ')}" in the view "${this.title}"`,
      async () => findRow(await this.readRowsInSight(), path) ?? findRow(await this.readRows(), path),
    );
  }

  /** A list keeps only the rows in sight in the page, so the others are scrolled to. */
  private async readRows(): Promise<Row[]> {
    const header = this.pane.locator('.pane-header');
    if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
    if (!(await this.list.isVisible())) return [];

    const rows = new Map<number, Row>();
    if (await this.list.locator('.monaco-list-row').count()) await this.scrollTo(0);
    for (;;) {
      const known = rows.size;
      for (const row of await this.readRowsInSight()) rows.set(row.index, row);
      if (rows.size === known || (await this.fitsInSight())) break;
      await this.scroll('down');
    }
    return [...rows.values()].toSorted((one, other) => one.index - other.index);
  }

  private readRowsInSight(): Promise<Row[]> {
    return this.list.locator('.monaco-list-row').evaluateAll((elements) =>
      elements
        .map((element) => ({
          index: Number(element.getAttribute('data-index')),
          level: Number(element.getAttribute('aria-level')),
          label: element.querySelector('.label-name')?.textContent ?? '',
          description: element.querySelector('.label-description')?.textContent ?? '',
          expanded: element.hasAttribute('aria-expanded') ? element.getAttribute('aria-expanded') === 'true' : undefined,
        }))
        .sort((one, other) => one.index - other.index),
    );
  }

  private fitsInSight(): Promise<boolean> {
    return this.list.evaluate((list) => (list.querySelector('.monaco-list-rows')?.clientHeight ?? 0) <= list.clientHeight);
  }

  private async scroll(direction: 'up' | 'down'): Promise<void> {
    const box = await this.list.boundingBox();
    if (box === null) throw new Error(`The view "${this.title}" has gone.`);
    await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    const almostAll = Math.max(box.height - ROW_HEIGHT, ROW_HEIGHT);
    await this.page.mouse.wheel(0, direction === 'up' ? -almostAll : almostAll);
    // The list moves with the next frame.
    await this.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  }

  private async scrollTo(index: number): Promise<Locator> {
    const row = this.list.locator(`.monaco-list-row[data-index="${index}"]`);
    for (;;) {
      const direction = await this.directionOf(row, index);
      if (direction === undefined) return row;
      await this.scroll(direction);
    }
  }

  /** Where to scroll for a row; undefined where all of it is in sight. */
  private async directionOf(row: Locator, index: number): Promise<'up' | 'down' | undefined> {
    const place = await row.evaluateAll(([element]) => {
      const list = element?.closest('.monaco-list')?.getBoundingClientRect();
      if (element === undefined || list === undefined) return 'out of sight';
      const { top, bottom, height } = element.getBoundingClientRect();
      if (list.height < height) return 'in sight';
      if (top < list.top) return 'above';
      return bottom > list.bottom ? 'below' : 'in sight';
    });
    if (place === 'in sight') return undefined;
    if (place !== 'out of sight') return place === 'above' ? 'up' : 'down';
    const inSight = await this.readRowsInSight();
    if (inSight.length === 0) return undefined; // the row has gone with all the others
    return inSight.some((each) => each.index < index) ? 'down' : 'up';
  }
}

function findRow(rows: Row[], [label, ...rest]: string[], level = 1): Row | undefined {
  const at = rows.findIndex((row) => row.level === level && row.label === label);
  if (at < 0 || rest.length === 0) return rows[at];
  const below = rows.slice(at + 1);
  const end = below.findIndex((row) => row.level <= level);
  return findRow(end < 0 ? below : below.slice(0, end), rest, level + 1);
}
