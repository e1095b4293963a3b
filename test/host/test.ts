// npm test [-- --unit --integration --ui --grep TEXT --window NAME --desktop --server]
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chooseHost } from './chooseHost';
import { startProcess } from './cleanup';
import { findWindows, runWindow } from './integration';
import { builtTests } from './paths';
import { say, secondsSince } from './progress';
import { provisionDwarfEngine, provisionServer, whyNoServer } from './provision';
import { listenForReport, type Counts } from './report';
import { findTestFiles } from './suite';
import { torture } from './tortureWindow';

const { values: flags } = parseArgs({
  options: {
    unit: { type: 'boolean', default: false },
    integration: { type: 'boolean', default: false },
    ui: { type: 'boolean', default: false },
    grep: { type: 'string', default: '' },
    window: { type: 'string' },
    desktop: { type: 'boolean', default: false },
    server: { type: 'boolean', default: false },
  },
});
const onlyWindow = flags.window;
const some = flags.unit || flags.integration || flags.ui || onlyWindow !== undefined;

const total = { passed: 0, failures: [] as string[], repeated: [] as string[], skipped: 0 } satisfies Counts;
const suiteEnvironment = {
  EXTISM_TEST_GREP: flags.grep,
  ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }),
};

/** Adds a suite's counts to the total. A suite that could not be run counts as one failure. */
async function count(title: string, runSuite: () => Promise<Counts>): Promise<void> {
  say(`\n── ${title} ──`);
  const started = performance.now();
  try {
    const counts = await runSuite();
    total.passed += counts.passed;
    total.skipped += counts.skipped;
    total.repeated.push(...(counts.repeated ?? []));
    total.failures.push(...counts.failures.map((failure) => `${title}: ${failure}`));
    say(`   ${title}: ${secondsSince(started)}`);
  } catch (error) {
    fail(`${title}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function fail(why: string): void {
  total.failures.push(why);
  say(`✗ ${why}`);
}

async function runInNode(node: string, kind: 'unit' | 'ui'): Promise<Counts> {
  const report = await listenForReport(`The process of the ${kind} tests`, say);
  const environment = {
    ...suiteEnvironment,
    EXTISM_TEST_FOLDER: join(builtTests, kind),
    ...(kind === 'ui' && { EXTISM_TEST_AGAIN: '1' }),
    EXTISM_TEST_REPORT_PORT: String(report.port),
  };
  const { child, stop } = startProcess(node, [join(builtTests, 'host', 'suiteProcess.js')], {
    env: { ...process.env, ...environment },
    stdio: 'inherit',
    stopWith: 'SIGTERM', // it may own a server and a browser, and ends them itself
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.once('error', (error) => report.fail(error.message));
  void ended.then(() => report.fail(`The process of the ${kind} tests ended without a result.`));
  try {
    return await report.counts;
  } finally {
    stop();
    await ended;
  }
}

async function testUnits(): Promise<void> {
  if (findTestFiles(join(builtTests, 'unit')).length === 0) return say('No unit tests were built.');
  await count(`unit tests, Node ${process.versions.node}`, () => runInNode(process.execPath, 'unit'));

  if (process.versions.node.startsWith('24.')) return;
  const obstacle = whyNoServer();
  if (obstacle !== undefined) return say(`Unit tests under VS Code's own Node 24 are left out: ${obstacle}.`);
  const { node } = await provisionServer();
  await count(`unit tests, VS Code's Node 24`, () => runInNode(node, 'unit'));
}

async function testIntegration(): Promise<void> {
  const windows = findWindows().filter((window) => onlyWindow === undefined || window === onlyWindow);
  if (windows.length === 0) return say(onlyWindow === undefined ? 'No integration tests were built.' : `No window "${onlyWindow}".`);
  const host = await chooseHost(flags);
  await provisionDwarfEngine();
  for (const window of windows) await count(`integration tests, window "${window}"`, () => runWindow(window, host, suiteEnvironment, say));
  if (onlyWindow === undefined) await count('torture, each kind once', () => torture(host, { runs: '1', grep: flags.grep }));
}

async function testUi(): Promise<void> {
  if (findTestFiles(join(builtTests, 'ui')).length === 0) return say('No UI tests were built.');
  const obstacle = whyNoServer();
  if (obstacle !== undefined) return say(`UI tests are left out: ${obstacle}.`);
  await provisionServer();
  await provisionDwarfEngine();
  await count('UI tests, in a browser', () => runInNode(process.execPath, 'ui'));
}

async function main(): Promise<void> {
  const stages = [
    { wanted: flags.unit, run: testUnits },
    { wanted: flags.integration || onlyWindow !== undefined, run: testIntegration },
    { wanted: flags.ui, run: testUi },
  ];
  const started = performance.now();
  for (const { wanted, run } of stages) {
    if (some && !wanted) continue;
    await run().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
  }
  // Said once more: where each suite says it, it stands a thousand lines above.
  for (const failure of total.repeated) say(`\n↻ was run once more, as it failed: ${failure}`);
  for (const failure of total.failures) say(`\n✗ ${failure}`);
  say(`\nRan for ${secondsSince(started)}.`);
  const failed = total.failures.length;
  say(`${total.passed} passed, ${failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
  process.exit(failed === 0 && total.passed > 0 ? 0 : 1);
}

void main();
