import { connectReporter } from '../host/report';
import { Chamber } from './chamber';
import { kinds, manyFiles } from './kinds';

/** VS Code calls this inside its extension host. A line for each kind goes to whoever started it. */
export async function run(): Promise<void> {
  const { EXTISM_TORTURE_RUNS, EXTISM_TEST_REPORT_PORT, EXTISM_TEST_GREP = '' } = process.env;
  const times = Number(EXTISM_TORTURE_RUNS ?? 1);
  const reporter = await connectReporter(Number(EXTISM_TEST_REPORT_PORT));
  const chamber = await Chamber.open();
  const wanted = Object.entries({ ...kinds, 'a thousand plug-ins': manyFiles }).filter(([kind]) => new RegExp(EXTISM_TEST_GREP).test(kind));
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [kind, torture] of wanted) {
    try {
      const { held, late, grown } = await chamber.torture(torture, torture === manyFiles ? 1 : times);
      counts.passed += 1;
      reporter.line(
        `  ✔ ${kind.padEnd(40)} event loop held ${held.toFixed(0)} ms, late by ${late.toFixed(0)} ms, grown by ${grown.toFixed(0)} MiB`,
      );
    } catch (error) {
      counts.failed += 1;
      reporter.line(`  ✗ ${kind}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  await reporter.end(counts);
}
