// npm run bench [-- --desktop --server]
import { gzipSync } from 'node:zlib';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatTable, plainRow, type Row } from '../bench/row';
import { chooseHost } from './chooseHost';
import { run } from './install';
import { runInWindow } from './integration';
import { builtTests, repository } from './paths';
import { say, step } from './progress';
import { buildVsix } from './vsix';

const { values: flags } = parseArgs({
  options: { desktop: { type: 'boolean', default: false }, server: { type: 'boolean', default: false } },
});

const KB = 1024;

function sizeRow(what: string, file: string, aim: string): Row {
  const bytes = readFileSync(file);
  return { what, figure: `${Math.round(bytes.length / KB)} KB`, baseline: `gzipped ${Math.round(gzipSync(bytes).length / KB)} KB`, aim };
}

async function main(): Promise<void> {
  const host = await chooseHost(flags);
  await run(process.execPath, ['esbuild.mjs', '--production', '--tests'], { cwd: repository }); // what is measured is what is shipped
  const vsix = await step('Packaging the extension', buildVsix);
  const sizes = [
    sizeRow('dist/extension.js', join(repository, 'dist', 'extension.js'), '≤ 100 KB'),
    sizeRow('dist/runner.js', join(repository, 'dist', 'runner.js'), ''),
    plainRow('.vsix', `${Math.round(statSync(vsix).size / KB)} KB`, '≤ 1536 KB'),
  ];
  const lines: string[] = [];
  const { failures } = await step('Measuring in VS Code, about a minute', () =>
    runInWindow('bench', { workspace: 'user-namespace', trust: 'all', tests: join(builtTests, 'bench', 'index.js') }, host, {}, (line) =>
      lines.push(line),
    ),
  );
  if (failures.length > 0) throw new Error(failures.join('\n'));
  say(`\n${formatTable([...lines.map((line) => JSON.parse(line) as Row), ...sizes])}`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
