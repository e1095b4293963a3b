import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Bundles lie at different depths of dist/test, so the repository is looked for upwards. */
function findRepository(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  if (dirname(folder) === folder) throw new Error(`No package.json above ${__dirname}`);
  return findRepository(dirname(folder));
}

export const repository = findRepository(__dirname);
export const fixtures = join(repository, 'test', 'fixtures');
export const builtTests = join(repository, 'dist', 'test');

const downloads = join(repository, '.vscode-test');
export const paths = { downloads, screenshots: join(downloads, 'screenshots'), logs: join(downloads, 'logs') };
