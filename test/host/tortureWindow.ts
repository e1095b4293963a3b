import { join } from 'node:path';
import type { Host } from './chooseHost';
import { runInWindow } from './integration';
import { builtTests } from './paths';
import { say } from './progress';
import type { Counts } from './report';

export interface TortureOptions {
  /** How often each kind is done; ten times where nothing is said. */
  runs?: string | undefined;
  /** How long all of them take together, or less where they are done with their runs before. */
  minutes?: string | undefined;
  grep: string;
}

/** Does each kind of harm, in a window of its own. */
export function torture(host: Host, { runs, minutes, grep }: TortureOptions): Promise<Counts> {
  const environment = {
    EXTISM_TORTURE_RUNS: runs ?? (minutes === undefined ? '10' : ''),
    EXTISM_TORTURE_MINUTES: minutes ?? '',
    EXTISM_TEST_GREP: grep,
  };
  return runInWindow(
    'torture',
    { workspace: 'corners', trust: 'all', tests: join(builtTests, 'torture', 'index.js') },
    host,
    environment,
    say,
  );
}
