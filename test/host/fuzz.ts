// npm run fuzz [-- --runs N --seed S]: the property tests, as often as one likes.
import { parseArgs } from 'node:util';
import Mocha from 'mocha';
import { join } from 'node:path';
import { builtTests } from './paths';
import { say } from './progress';
import { findTestFiles } from './suite';

const { values: flags } = parseArgs({
  options: { runs: { type: 'string', default: '100000' }, seed: { type: 'string', default: String(Date.now() % 2 ** 31) } },
});

process.env['EXTISM_FUZZ_RUNS'] = flags.runs;
process.env['EXTISM_FUZZ_SEED'] = flags.seed;
say(`Trying each property ${Number(flags.runs).toLocaleString('en')} times, with seed ${flags.seed}.`);

const mocha = new Mocha();
for (const file of findTestFiles(join(builtTests, 'unit'))) if (file.endsWith('.property.test.js')) mocha.addFile(file);
mocha.timeout(0);
mocha.run((failed) => process.exit(failed === 0 ? 0 : 1));
