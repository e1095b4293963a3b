import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

const owned = new Set<() => void>();

/** Runs `release` once: when the returned function is called, or else when this process ends, for whatever reason. */
export function own(release: () => void): () => void {
  const once = () => {
    if (owned.delete(once)) release();
  };
  owned.add(once);
  return once;
}

process.setMaxListeners(process.getMaxListeners() + 1); // each file of tests is bundled with a copy of this one
process.once('exit', () => {
  for (const release of [...owned].toReversed()) release();
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]));
}

export interface OwnedFolder {
  path: string;
  remove: () => void;
}

export function createTemporaryFolder(): OwnedFolder {
  // Without its links resolved, macOS' temporary folder has another name inside VS Code than here.
  const path = mkdtempSync(join(realpathSync(tmpdir()), 'extism-workbench-'));
  // A killed process may still be writing for a moment.
  return { path, remove: own(() => rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })) };
}

export interface OwnedProcess {
  child: ChildProcess;
  stop: () => void;
}

/** Starts a process in a group of its own and ends the whole group: VS Code's server does not take its children with it. */
export function startProcess(
  command: string,
  args: string[],
  options: SpawnOptions & { signal?: undefined; stopWith?: NodeJS.Signals },
): OwnedProcess {
  const { stopWith = 'SIGKILL', ...spawnOptions } = options;
  const grouped = process.platform !== 'win32';
  const child = spawn(command, args, { ...spawnOptions, detached: grouped });
  const stop = own(() => {
    if (child.pid === undefined) return;
    if (!grouped) return void child.kill();
    try {
      process.kill(-child.pid, stopWith);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // the group has ended by itself
    }
  });
  return { child, stop };
}
