import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Temporary folders of runners and of this extension, which name their process. */
const TEMPORARY = /^extism-(?:link|sources)-(\d+)-/;
/** Milliseconds: one that is younger may be of a process that is not seen from here, as in a container. */
const OLD = 60 * 60_000;

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/**
 * Removes what processes that were killed left in a folder.
 * @param ours matches the names of what is, and gives the number of the process that made it
 * @param age milliseconds that it has not changed for
 */
export async function removeLeftovers(folder: string, ours: RegExp, age = 0): Promise<void> {
  if (!existsSync(folder)) return;
  for (const name of await readdir(folder)) {
    const pid = ours.exec(name)?.[1];
    if (pid === undefined || !isGone(Number(pid))) continue;
    const path = join(folder, name);
    const { uid, mtimeMs } = await stat(path);
    const isOwn = process.getuid === undefined || process.getuid() === uid;
    if (isOwn && Date.now() - mtimeMs >= age) await rm(path, { recursive: true, force: true });
  }
}

export const removeTemporaryFolders = (folder = tmpdir()): Promise<void> => removeLeftovers(folder, TEMPORARY, OLD);
