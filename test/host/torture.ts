// npm run torture [-- --runs N --grep KIND --desktop --server]
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chooseHost, type Host } from './chooseHost';
import { runInWindow } from './integration';
import { builtTests } from './paths';
import { say } from './progress';
import type { Counts } from './report';

/** Does each kind of harm that often, in a window of its own. */
export function torture(host: Host, { runs, grep }: { runs: number; grep: string }): Promise<Counts> {
  const environment = { EXTISM_TORTURE_RUNS: String(runs), EXTISM_TEST_GREP: grep };
  return runInWindow(
    'torture',
    { workspace: 'corners', trust: 'all', tests: join(builtTests, 'torture', 'index.js') },
    host,
    environment,
    say,
  );
}

async function main(): Promise<number> {
  const { values: flags } = parseArgs({
    options: {
      runs: { type: 'string', default: '10' },
      grep: { type: 'string', default: '' },
      desktop: { type: 'boolean', default: false },
      server: { type: 'boolean', default: false },
    },
  });
  const { passed, failed } = await torture(await chooseHost(flags), { runs: Number(flags.runs), grep: flags.grep });
  say(`\n${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

if (require.main === module) {
  main().then(
    (code) => process.exit(code),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exit(1);
    },
  );
}
