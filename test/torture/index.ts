import { connectReporter, type Counts } from '../host/report';
import { Chamber, type Damage } from './chamber';
import { kinds } from './kinds';
import { reloads } from './reloads';

/** Milliseconds: what a call may take longer than its time-out, and the event loop may be held up. */
const AIMS = { late: 150, held: 50 };
/** MiB that may stay, of caches and compiled code. */
const GROWTH = 30;
/** A window takes seconds to reload, and whoever started it waits two minutes for a word of the last. */
const MOST_RELOADS = 10;

const column = (value: string | number, width: number): string => String(value).padStart(width);

const HEAD = `    ${'kind'.padEnd(46)}${column('runs', 6)}${column('failed', 8)}${column('late', 8)}${column('held', 8)}  ${'memory'.padEnd(14)}${'open'.padEnd(10)}${column('took', 8)}`;

function row(kind: string, damage: Damage): string {
  const { runs, failures, late, held, memory, open, took } = damage;
  const isOver = late > AIMS.late || held > AIMS.held || memory.after - memory.before > GROWTH;
  return [
    `  ${failures > 0 ? '✗' : isOver ? '!' : '✔'} ${kind.padEnd(46)}`,
    column(runs, 6),
    column(failures, 8),
    column(`${late.toFixed(0)} ms`, 8),
    column(`${held.toFixed(0)} ms`, 8),
    `  ${`${memory.before.toFixed(0)} → ${memory.after.toFixed(0)} MiB`.padEnd(14)}`,
    `${open.before} → ${open.after}`.padEnd(10),
    column(`${(took / 1000).toFixed(1)} s`, 8),
    ...(damage.failure === undefined ? [] : [`\n      ${damage.failure}`]),
  ].join('');
}

/** VS Code calls this inside its extension host, and again in a window that was reloaded. A line for each kind goes to whoever started it. */
export async function run(): Promise<void> {
  const { EXTISM_TORTURE_RUNS, EXTISM_TORTURE_MINUTES, EXTISM_TEST_REPORT_PORT, EXTISM_TEST_GREP = '' } = process.env;
  const runs = EXTISM_TORTURE_RUNS ? Number(EXTISM_TORTURE_RUNS) : Infinity;
  const isWanted = (kind: string): boolean => new RegExp(EXTISM_TEST_GREP).test(kind);
  const chamber = await Chamber.open();
  const reloaded = isWanted(reloads.name) ? await reloads.next(chamber, Math.min(runs, MOST_RELOADS)) : undefined;
  if (reloaded === 'reloading') return;

  const reporter = await connectReporter(Number(EXTISM_TEST_REPORT_PORT));
  const wanted = Object.entries(kinds).filter(([kind]) => isWanted(kind));
  const time = EXTISM_TORTURE_MINUTES ? (Number(EXTISM_TORTURE_MINUTES) * 60_000) / wanted.length : Infinity;
  const counts: Counts = { passed: 0, failures: [], skipped: 0 };
  reporter.line(HEAD);
  const tell = (kind: string, damage: Damage): void => {
    if (damage.failure === undefined) counts.passed += 1;
    else counts.failures.push(`${kind}, ${damage.failures} of ${damage.runs}\n${damage.failure}`);
    reporter.line(row(kind, damage));
  };
  if (reloaded) tell(reloads.name, reloaded);
  for (const [kind, { torture, every = 1 }] of wanted) {
    tell(kind, await chamber.torture(torture, { runs: Math.ceil(runs / every), time }));
  }
  await reporter.end(counts);
}
