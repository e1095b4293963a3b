import { downloadAndUnzipVSCode, SilentReporter } from '@vscode/test-electron';
import { startProcess, type OwnedProcess } from './cleanup';
import type { Log } from './log';
import { paths, repository } from './paths';
import type { Profile } from './profile';
import { VSCODE_VERSION } from './provision';
import { step } from './progress';
import type { Trust } from './server';

/** Why no window can be opened on this machine; undefined where one can. */
export function whyNoDisplay(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  return process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'] ? undefined : 'there is no display';
}

/** The executable of a desktop VS Code in .vscode-test, downloaded by @vscode/test-electron where it is not there yet. */
export async function provisionDesktop(): Promise<string> {
  return step(`Getting the desktop VS Code ${VSCODE_VERSION} (once)`, () =>
    downloadAndUnzipVSCode({ version: VSCODE_VERSION, cachePath: paths.downloads, reporter: new SilentReporter(), timeout: 15_000 }),
  );
}

export interface DesktopOptions {
  executable: string;
  profile: Profile;
  workspace: string | null;
  trust: Trust;
  tests?: string;
  environment?: Record<string, string>;
  log?: Log;
}

export function startDesktop({ executable, profile, workspace, trust, tests, environment, log }: DesktopOptions): OwnedProcess {
  const args = [
    ...(workspace === null ? ['--new-window'] : [workspace]),
    '--no-sandbox',
    '--disable-gpu-sandbox',
    '--disable-updates',
    '--skip-welcome',
    '--skip-release-notes',
    `--user-data-dir=${profile.data}`,
    `--extensions-dir=${profile.extensions}`,
    `--extensionDevelopmentPath=${repository}`,
    ...(tests === undefined ? [] : [`--extensionTestsPath=${tests}`]),
    ...(trust === 'all' ? ['--disable-workspace-trust'] : []),
  ];
  const started = startProcess(executable, args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [started.child.stdout, started.child.stderr]) stream?.on('data', (data: Buffer) => log?.write(data.toString()));
  return started;
}
