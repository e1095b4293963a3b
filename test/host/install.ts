import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { own } from './cleanup';
import { paths } from './paths';
import { say, step } from './progress';

const MARKER = 'is-complete';

/** Fills .vscode-test/<name> by `fill`, once. An install that was interrupted leaves no marker, and is done again. */
export async function installOnce(name: string, what: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(paths.downloads, name);
  if (existsSync(join(folder, MARKER))) return folder;

  mkdirSync(paths.downloads, { recursive: true });
  removeInterruptedInstalls();
  rmSync(folder, { recursive: true, force: true });
  await step(`Installing ${what}`, async () => {
    const partial = `${folder}.partial-${process.pid}`;
    mkdirSync(partial);
    const remove = own(() => rmSync(partial, { recursive: true, force: true }));
    try {
      await fill(partial);
      writeFileSync(join(partial, MARKER), '');
      // Another run that was faster has already put the same thing there.
      if (!existsSync(join(folder, MARKER))) renameSync(partial, folder);
    } finally {
      remove();
    }
  });
  return folder;
}

function removeInterruptedInstalls(): void {
  for (const name of readdirSync(paths.downloads)) {
    const owner = /\.partial-(\d+)$/.exec(name)?.[1];
    if (owner === undefined || isRunning(Number(owner))) continue;
    say(`Removing ${name}, the rest of an install that was interrupted`);
    rmSync(join(paths.downloads, name), { recursive: true, force: true });
  }
}

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}

/** `npm install` in a folder, silent unless it fails. Never runs a package's install scripts. */
export async function npmInstall(folder: string, ...args: string[]): Promise<void> {
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...args], { cwd: folder });
}

export async function npmInstallExactly(folder: string, packages: Record<string, string>): Promise<void> {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: packages }));
  await npmInstall(folder);
}

/** Runs a command to its end; its output is part of the error if it fails, and else of no interest. */
export async function run(command: string, args: string[], options: { cwd: string; env?: NodeJS.ProcessEnv }): Promise<void> {
  try {
    // npm is a script there
    await promisify(execFile)(command, args, { ...options, maxBuffer: 2 ** 26, shell: process.platform === 'win32' });
  } catch (error) {
    const { stdout, stderr, message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${basename(command)} ${args.join(' ')} failed:\n${stdout ?? ''}${stderr ?? message}`, { cause: error });
  }
}
