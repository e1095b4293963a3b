import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { startProcess } from './cleanup';
import { run } from './install';
import type { Log } from './log';
import { builtTests, repository } from './paths';
import type { Profile } from './profile';
import type { Installation } from './provision';

/** `ask` starts in Restricted Mode, as VS Code does with a folder that nobody has trusted yet. */
export type Trust = 'all' | 'ask';

export interface Server {
  /** host:port */
  authority: string;
  process: ChildProcess;
  stop: () => void;
}

export interface ServerOptions {
  installation: Installation;
  profile: Profile;
  log: Log;
  trust: Trust;
  /** Whether the page may ask for an extension in development and its tests. VS Code shows no notifications then. */
  underTest?: boolean;
  environment?: Record<string, string>;
}

export async function startServer({ installation, profile, log, trust, underTest = false, environment }: ServerOptions): Promise<Server> {
  const args = [
    '--host=127.0.0.1',
    '--port=0',
    '--without-connection-token',
    '--accept-server-license-terms',
    '--telemetry-level=off',
    ...folderFlags(profile),
    ...(trust === 'all' ? ['--disable-workspace-trust'] : []),
    ...(underTest ? ['--enable-smoke-test-driver'] : []),
  ];
  const preload = ['--require', join(builtTests, 'host', 'endWithStarter.js')];
  const { child, stop } = startProcess(installation.node, [...preload, installation.serverMain, ...args], {
    env: { ...process.env, ...environment },
    stdio: 'pipe',
  });

  const port = await new Promise<string>((resolve, reject) => {
    let output = '';
    const read = (data: Buffer) => {
      log.write(data.toString());
      output += data.toString();
      const listening = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (listening !== undefined) resolve(listening);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`VS Code's server ended with code ${code}.\n${log.tail()}`)));
  });
  return { authority: `127.0.0.1:${port}`, process: child, stop };
}

export async function installVsix(installation: Installation, profile: Profile, vsix: string): Promise<void> {
  const args = [installation.serverMain, '--accept-server-license-terms', ...folderFlags(profile), `--install-extension=${vsix}`];
  await run(installation.node, args, { cwd: repository });
}

function folderFlags(profile: Profile): string[] {
  return [`--server-data-dir=${profile.folder}`, `--user-data-dir=${profile.data}`, `--extensions-dir=${profile.extensions}`];
}
