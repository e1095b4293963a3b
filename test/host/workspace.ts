import { cpSync, existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createTemporaryFolder } from './cleanup';
import { fixtures } from './paths';

/** A copy of a fixture that tests may change as they like. */
export interface WorkspaceCopy {
  /** The folder or .code-workspace file to open; null for an empty window. */
  path: string | null;
  remove: () => void;
}

/** Copies test/fixtures/<name>, or for <name>.code-workspace all fixtures: its folders are named relative to it. */
export function copyWorkspace(name: string | null): WorkspaceCopy {
  if (name === null) return { path: null, remove: () => {} };
  if (!existsSync(join(fixtures, name))) throw new Error(`There is no test/fixtures/${name} to open.`);

  const { path: folder, remove } = createTemporaryFolder();
  const source = name.endsWith('.code-workspace') ? fixtures : join(fixtures, name);
  const copy = join(folder, basename(source));
  cpSync(source, copy, { recursive: true });
  return { path: source === fixtures ? join(copy, name) : copy, remove };
}
