import { join } from 'node:path';
import type { Host } from './chooseHost';
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
