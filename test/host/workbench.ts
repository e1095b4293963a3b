import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { addressOf, launchBrowser, openPage } from './browser';
import type { Log } from './log';
import { paths } from './paths';
import { createProfile, type Profile, type ProfileOptions } from './profile';
import type { Installation } from './provision';
import { installVsix, startServer, type Trust } from './server';
import { TreeView } from './treeView';
import { until } from './until';

export interface WorkbenchOptions extends Omit<ProfileOptions, 'linkExtension'> {
  installation: Installation;
  workspace: string | null;
  log: Log;
  trust?: Trust;
  /** An extension file to install, instead of running the extension from the repository. */
  vsix?: string;
  onClose?: () => void;
}

/** VS Code in a browser, driven as a person would: by what can be seen and clicked. */
export class Workbench {
  private readonly quickInput: Locator;

  private constructor(
    readonly page: Page,
    /** The folder or .code-workspace file that is open; a test has it to itself and may change it. */
    readonly workspace: string | null,
    private readonly profile: Profile,
    private readonly release: () => Promise<void>,
  ) {
    this.quickInput = page.locator('.quick-input-widget:visible');
  }

  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const { installation, workspace, log, trust = 'all', vsix } = options;
    const profile = await createProfile({ ...options, linkExtension: vsix === undefined });
    if (vsix !== undefined) await installVsix(installation, profile, vsix);
    const server = await startServer({ installation, profile, log, trust });
    const browser = await launchBrowser(installation);
    const release = async () => {
      await browser.close();
      server.stop();
      profile.remove();
      options.onClose?.();
    };
    try {
      const page = await openPage(browser, addressOf(server, workspace), log);
      page.setDefaultTimeout(30_000);
      const workbench = new Workbench(page, workspace, profile, release);
      await workbench.activityBarItem('Extism').waitFor({ timeout: 60_000 }); // from then on the extension's commands are there too
      return workbench;
    } catch (error) {
      await release();
      throw new Error(`VS Code did not open: ${String(error)}\n${log.tail()}`, { cause: error });
    }
  }

  async close(): Promise<void> {
    await this.release();
  }

  /** Runs a command by the title that the palette shows, category included: "Extism: Call Function…". */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.quickInput.locator('input').fill(`>${title}`);
    await this.leaveQuickInput(() => this.quickInputRow(title).click());
  }

  /** Chooses in an open pick list; the description tells apart what has the same label. */
  async pickItem(label: string, description?: string): Promise<void> {
    await this.leaveQuickInput(() => this.quickInputRow(label, description).click());
  }

  /** Label and, where there is one, description of every item in sight of an open pick list. */
  async pickItems(): Promise<string[]> {
    const rows = this.quickInput.locator('.quick-input-list .monaco-list-row');
    await rows.first().waitFor();
    return rows.evaluateAll((elements) =>
      elements.map((element) =>
        ['.label-name', '.label-description']
          .map((part) => element.querySelector(`.quick-input-list-label ${part}`)?.textContent?.trim())
          .filter(Boolean)
          .join('  '),
      ),
    );
  }

  /** Answers an open input box. */
  async typeInput(text: string): Promise<void> {
    await this.quickInput.locator('.quick-input-list').waitFor({ state: 'hidden' });
    await this.quickInput.locator('.quick-input-message', { hasText: /\S/ }).waitFor(); // comes last; before, Enter is ignored
    await this.quickInput.locator('input').fill(text);
    await this.leaveQuickInput(() => this.page.keyboard.press('Enter'));
  }

  /** Shows a view container of the activity bar. */
  async openView(title: string): Promise<void> {
    const shown = this.page.locator('.sidebar .composite.title', { hasText: title });
    if (!(await shown.isVisible())) await this.activityBarItem(title).click(); // a second click would hide it
    await shown.waitFor();
  }

  tree(viewTitle: string): TreeView {
    return new TreeView(this.page, viewTitle);
  }

  /** All that was ever written to an output channel, byte for byte: read from its file, as the panel shows only what is in sight. */
  outputText(channel: string): string {
    const logs = join(this.profile.data, 'logs');
    const names = existsSync(logs) ? readdirSync(logs, { recursive: true, encoding: 'utf8' }) : [];
    const file = names.find((name) => name.replace(/^.*\/(\d+-)?/, '') === `${channel}.log`);
    return file === undefined ? '' : readFileSync(join(logs, file), 'utf8');
  }

  /** Waits until an output channel holds a text, and returns all that it holds. */
  async waitForOutput(channel: string, text: string): Promise<string> {
    return until(`"${text}" in the output channel "${channel}"`, () => {
      const output = this.outputText(channel);
      return output.includes(text) && output;
    });
  }

  /** The notifications in sight. They come a moment after what they tell of, and most go after some seconds. */
  async notifications(): Promise<string[]> {
    return this.page.locator('.notification-toast .notification-list-item-message').allInnerTexts();
  }

  async waitForNotification(text: string): Promise<Locator> {
    const toast = this.page.locator('.notification-toast', { hasText: text });
    await toast.waitFor();
    return toast;
  }

  /** Presses a button of the notification that contains a text. */
  async answerNotification(text: string, button: string): Promise<void> {
    const toast = await this.waitForNotification(text);
    await toast.locator('.monaco-button', { hasText: button }).click();
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(paths.screenshots, { recursive: true });
    await this.page.screenshot({ path: join(paths.screenshots, `${name.replace(/[^\p{L}\p{N} .,()-]+/gu, '_')}.png`) });
  }

  private activityBarItem(title: string): Locator {
    return this.page.locator(`.activitybar .action-label[aria-label^="${title}"]`);
  }

  /** One box serves all questions: the next answer must not go to the last question, which stays for a moment. */
  private async leaveQuickInput(answer: () => Promise<void>): Promise<void> {
    const question = () =>
      this.quickInput.evaluateAll(([box]) => box && [box.querySelector('input')?.placeholder, box.textContent].join('\n'));
    const asked = await until('a question', question);
    await answer();
    await until(`an end of the question\n${asked}`, async () => (await question()) !== asked);
  }

  private quickInputRow(label: string, description?: string): Locator {
    const rows = this.quickInput.locator('.quick-input-list .monaco-list-row');
    const labelled = rows.filter({ has: this.page.locator('.label-name', { hasText: exactly(label) }) });
    if (description === undefined) return labelled.first();
    return labelled.filter({ has: this.page.locator('.label-description', { hasText: exactly(description) }) }).first();
  }
}

/** Playwright's hasText looks for a part of the text, unless it is given a pattern. */
function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
