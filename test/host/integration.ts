import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser, addressOfTests, openPage } from './browser';
import type { Host } from './chooseHost';
import { startDesktop } from './desktop';
import { createLog, type Log } from './log';
import { builtTests, fixtures, repository } from './paths';
import { createProfile, type Profile, type ProfileOptions } from './profile';
import { listenForReport, type Counts, type Report } from './report';
import { startServer, type Trust } from './server';
import { findTestFiles } from './suite';
import { copyWorkspace } from './workspace';

/** test/integration/<window>/window.json; every key may be left out, and so may the file. */
interface WindowDescription extends ProfileOptions {
  /** A name in test/fixtures, by default that of the window; null for an empty window. */
  workspace?: string | null;
  trust?: Trust;
}

const builtWindows = join(builtTests, 'integration');

/** Every folder of dist/test/integration is one window of VS Code. */
export function findWindows(): string[] {
  if (!existsSync(builtWindows)) return [];
  const entries = readdirSync(builtWindows, { withFileTypes: true });
  const stray = entries.find((entry) => entry.isFile() && entry.name.endsWith('.test.js'));
  if (stray) throw new Error(`test/integration/${stray.name} is in no window's folder and would never run.`);
  return entries.filter((entry) => entry.isDirectory() && findTestFiles(join(builtWindows, entry.name)).length > 0).map(({ name }) => name);
}

export async function runWindow(
  window: string,
  host: Host,
  suiteEnvironment: Record<string, string>,
  print: (line: string) => void,
): Promise<Counts> {
  const environment = { ...suiteEnvironment, EXTISM_TEST_FOLDER: join(builtWindows, window) };
  return runInWindow(
    `integration-${window}`,
    { ...readDescription(window), tests: join(builtWindows, 'index.js') },
    host,
    environment,
    print,
  );
}

/** Runs the `run()` that the file `tests` exports in the extension host of a window of its own. */
export async function runInWindow(
  name: string,
  description: WindowDescription & { workspace: string | null; trust: Trust; tests: string },
  host: Host,
  givenEnvironment: Record<string, string>,
  print: (line: string) => void,
): Promise<Counts> {
  const log = createLog(name);
  const workspace = copyWorkspace(description.workspace);
  const profile = await createProfile(description);
  const report = await listenForReport(`The extension host of the window "${name}"`, print);
  const environment = { ...givenEnvironment, EXTISM_TEST_REPORT_PORT: String(report.port) };
  const { trust, tests } = description;
  const run: WindowRun = { workspace: workspace.path, trust, tests, profile, report, environment, log };
  try {
    return host.kind === 'desktop' ? await runOnDesktop(host, run) : await runOnServer(host, run);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${log.tail()}`, { cause: error });
  } finally {
    profile.remove();
    workspace.remove();
  }
}

function readDescription(window: string): WindowDescription & { workspace: string | null; trust: Trust } {
  const multiRoot = `${window}.code-workspace`;
  const defaults = { workspace: existsSync(join(fixtures, multiRoot)) ? multiRoot : window, trust: 'all' as const };
  const file = join(repository, 'test', 'integration', window, 'window.json');
  if (!existsSync(file)) return defaults;
  return { ...defaults, ...(JSON.parse(readFileSync(file, 'utf8')) as WindowDescription) };
}

interface WindowRun {
  workspace: string | null;
  trust: Trust;
  /** A built file. */
  tests: string;
  profile: Profile;
  report: Report;
  environment: Record<string, string>;
  log: Log;
}

async function runOnDesktop({ executable }: Host & { kind: 'desktop' }, { report, ...run }: WindowRun): Promise<Counts> {
  const { child, stop } = startDesktop({ executable, ...run });
  child.once('error', (error) => report.fail(`VS Code does not start: ${error.message}`));
  child.once('exit', (code) => report.fail(`VS Code ended with code ${code}.`));
  try {
    return await report.counts;
  } finally {
    stop();
  }
}

async function runOnServer({ installation }: Host & { kind: 'server' }, { report, workspace, tests, ...run }: WindowRun): Promise<Counts> {
  const server = await startServer({ installation, underTest: true, ...run });
  try {
    const browser = await launchBrowser(installation);
    try {
      await openPage(browser, addressOfTests(server, workspace, tests), run.log);
      return await report.counts;
    } finally {
      await browser.close();
    }
  } finally {
    server.stop();
  }
}
