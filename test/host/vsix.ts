import { copyFileSync, cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createTemporaryFolder } from './cleanup';
import { run } from './install';
import { repository } from './paths';

const NOT_COPIED = new Set(['.git', '.vscode-test', 'dist', 'node_modules', 'test']);

/**
 * Packages the extension by `npm run package`, and returns the .vsix in dist/. It is done in a copy of the repository:
 * packaging builds anew, which would take dist/ away from the tests that are running from it.
 */
export async function buildVsix(): Promise<string> {
  const { path: copy, remove } = createTemporaryFolder();
  try {
    cpSync(repository, copy, { recursive: true, filter: (path) => !NOT_COPIED.has(basename(path)) });
    symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'), 'junction');
    mkdirSync(join(copy, 'dist'));
    await run('npm', ['run', 'package'], { cwd: copy });

    const name = readdirSync(join(copy, 'dist')).find((each) => each.endsWith('.vsix'));
    if (name === undefined) throw new Error('npm run package has left no .vsix in dist/.');
    const vsix = join(repository, 'dist', name);
    copyFileSync(join(copy, 'dist', name), vsix);
    return vsix;
  } finally {
    remove();
  }
}
