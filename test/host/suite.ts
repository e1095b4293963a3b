import Mocha from 'mocha';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import { connectReporter, type Counts } from './report';

/** What a suite is told by the process that starts it. */
export interface SuiteEnvironment {
  EXTISM_TEST_FOLDER: string;
  EXTISM_TEST_REPORT_PORT: string;
  EXTISM_TEST_GREP: string;
  /** Left out where colours are welcome. Mocha takes its check marks' colour from this too. */
  NO_COLOR?: string;
}

export function findTestFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.test.js'))
    .toSorted()
    .map((name) => join(folder, name));
}

/** Runs the tests of the folder that the environment names, and reports the counts to the process that waits for them. */
export async function runSuite({ captureConsole }: { captureConsole: boolean }): Promise<Counts> {
  process.setSourceMapsEnabled(true);
  const environment = process.env as NodeJS.ProcessEnv & SuiteEnvironment;
  const reporter = await connectReporter(Number(environment.EXTISM_TEST_REPORT_PORT));
  if (captureConsole) {
    // Inside VS Code the console leads to its logs, far from whoever waits for the results.
    const toReporter = (...values: unknown[]) => reporter.line(format(...values));
    globalThis.console = { ...console, log: toReporter, warn: toReporter, error: toReporter };
    Object.assign(Mocha.reporters.Base, { consoleLog: toReporter });
  }

  const mocha = new Mocha({ timeout: 60_000, color: environment.NO_COLOR === undefined });
  if (environment.EXTISM_TEST_GREP !== '') mocha.grep(environment.EXTISM_TEST_GREP);
  for (const file of findTestFiles(environment.EXTISM_TEST_FOLDER)) mocha.addFile(file);

  const counts = await runMocha(mocha).catch((error: unknown) => {
    console.error(error);
    return { passed: 0, failures: [format(error)], skipped: 0 };
  });
  await reporter.end(counts);
  return counts;
}

/** Rejects if a test file cannot even be loaded. */
function runMocha(mocha: Mocha): Promise<Counts> {
  return new Promise((resolve) => {
    const failures: string[] = [];
    const runner = mocha.run(() => resolve({ passed: runner.stats?.passes ?? 0, failures, skipped: runner.stats?.pending ?? 0 }));
    runner.on('fail', (test, error: Error) => failures.push(`${test.fullTitle()}\n${error.stack ?? error.message}`));
  });
}
