// npm run torture [-- --runs N --minutes M --grep KIND --desktop --server]
import { parseArgs } from 'node:util';
import { chooseHost } from './chooseHost';
import { say } from './progress';
import { torture } from './tortureWindow';

async function main(): Promise<number> {
  const { values: flags } = parseArgs({
    options: {
      runs: { type: 'string' },
      minutes: { type: 'string' },
      grep: { type: 'string', default: '' },
      desktop: { type: 'boolean', default: false },
      server: { type: 'boolean', default: false },
    },
  });
  const { passed, failures } = await torture(await chooseHost(flags), flags);
  say(`\n${passed} passed, ${failures.length} failed`);
  return failures.length === 0 && passed > 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
