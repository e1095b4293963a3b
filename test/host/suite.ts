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
  /** Set where a file whose tests failed is run once more, in windows of its own: a browser on a busy machine has its moods. */
  EXTISM_TEST_AGAIN?: string;
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

  const first = await runFiles(findTestFiles(environment.EXTISM_TEST_FOLDER), environment);
  const outcomes = environment.EXTISM_TEST_AGAIN === undefined ? first : await runFailedAgain(first, environment);
  const counts = {
    passed: sum(outcomes.map(({ passed }) => passed)),
    failures: outcomes.flatMap(({ failures }) => failures),
    repeated: outcomes.flatMap(({ repeated = [] }) => repeated),
    skipped: sum(outcomes.map(({ skipped }) => skipped)),
  };
  await reporter.end(counts);
  return counts;
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

/** What came of one test file. */
interface Outcome extends Counts {
  file: string;
}

/** Where more files fail than these, it is not by chance. */
const MOST_AGAIN = 3;

/** Runs files whose tests failed once more: what they fail of then is a failure, and what they failed of before is told. */
async function runFailedAgain(first: Outcome[], environment: SuiteEnvironment): Promise<Outcome[]> {
  const failed = first.filter(({ file, failures }) => failures.length > 0 && file !== '');
  if (failed.length === 0 || failed.length > MOST_AGAIN) return first;
  console.log('\nWhat failed is run once more.');
  const second = await runFiles(
    failed.map(({ file }) => file),
    environment,
  );
  const others = [...first, ...second.filter(({ file }) => file === '')].filter((outcome) => !failed.includes(outcome));
  const again = failed.map((before) => {
    const after = second.find(({ file }) => file === before.file);
    return after ? { ...after, repeated: before.failures } : before;
  });
  return [...others, ...again];
}

async function runFiles(files: string[], { EXTISM_TEST_GREP: grep, NO_COLOR }: SuiteEnvironment): Promise<Outcome[]> {
  const mocha = new Mocha({ timeout: 60_000, color: NO_COLOR === undefined });
  if (grep !== '') mocha.grep(grep);
  const outcomes = new Map<string, Outcome>();
  for (const file of files) {
    delete require.cache[file]; // it declares its tests when it is loaded
    mocha.addFile(file);
  }
  const outcomeOf = (file = ''): Outcome => {
    const outcome = outcomes.get(file) ?? { file, passed: 0, failures: [], skipped: 0 };
    outcomes.set(file, outcome);
    return outcome;
  };
  try {
    await new Promise<void>((resolve) => {
      mocha
        .run(() => resolve())
        .on('pass', ({ file }) => (outcomeOf(file).passed += 1))
        .on('pending', ({ file }) => (outcomeOf(file).skipped += 1))
        .on('fail', (test, error: Error) => outcomeOf(test.file).failures.push(`${test.fullTitle()}\n${error.stack ?? error.message}`));
    });
  } catch (error) {
    console.error(error); // a test file cannot even be loaded
    outcomeOf().failures.push(format(error));
  }
  return [...outcomes.values()];
}
