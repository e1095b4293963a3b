import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { repository } from './paths';
import type { Log } from './log';
import type { Installation } from './provision';
import type { Server } from './server';

export async function launchBrowser(installation: Installation): Promise<Browser> {
  const installed = process.env['CHROME_PATH'] ?? findInPath('google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser');
  if (installed !== undefined) return chromium.launch({ executablePath: installed });

  const { executable, libraries, fontConfiguration } = installation.chromium;
  const env = { ...(process.env as Record<string, string>), LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: fontConfiguration };
  return chromium.launch({ executablePath: executable, env, args: ['--disable-gpu'] });
}

function findInPath(...names: string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The address of a window on a folder, on a .code-workspace file, or on nothing. */
export function addressOf(server: Server, workspace: string | null): URL {
  const address = new URL(`http://${server.authority}/`);
  if (workspace === null) address.searchParams.set('ew', 'true');
  else address.searchParams.set(workspace.endsWith('.code-workspace') ? 'workspace' : 'folder', workspace);
  return address;
}

/** The same, with the extension of the repository in development; the extension host calls run() of the tests file. */
export function addressOfTests(server: Server, workspace: string | null, tests: string): URL {
  const remote = (path: string) => `vscode-remote://${server.authority}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(repository)],
    ['extensionTestsPath', remote(tests)],
  ];
  const address = addressOf(server, workspace);
  address.searchParams.set('payload', JSON.stringify(payload));
  return address;
}

export async function openPage(browser: Browser, address: URL, log: Log): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.exposeFunction('codeAutomationLog', (kind: string, values: string[]) => log.write(`[${kind}] ${values.join(' ')}`));
  page.on('pageerror', (error) => log.write(`[page] ${error.stack ?? error.message}`));
  await page.goto(address.href);
  return page;
}
