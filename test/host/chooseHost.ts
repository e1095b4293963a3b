import { provisionDesktop, whyNoDisplay } from './desktop';
import { say } from './progress';
import { provisionServer, VSCODE_VERSION, whyNoServer, type Installation } from './provision';

/** The VS Code that integration tests run in, and that `npm start` opens. */
export type Host = { kind: 'desktop'; executable: string } | { kind: 'server'; installation: Installation };

export interface HostFlags {
  desktop: boolean;
  server: boolean;
}

/** Takes what the flags or EXTISM_TEST_HOST ask for, else the desktop where there is one, else the server; says which and why. */
export async function chooseHost(flags: HostFlags): Promise<Host> {
  const wanted = flags.desktop ? 'desktop' : flags.server ? 'server' : process.env['EXTISM_TEST_HOST'];
  if (wanted === 'desktop') return useDesktop('it was asked for');
  if (wanted === 'server') return useServer('it was asked for');
  if (wanted !== undefined) throw new Error(`EXTISM_TEST_HOST is "${wanted}"; it can be "desktop" or "server".`);

  const noDisplay = whyNoDisplay();
  if (noDisplay !== undefined) return useServer(noDisplay);
  try {
    return await useDesktop('there is a display');
  } catch (error) {
    if (whyNoServer() !== undefined) throw error;
    return useServer(`the desktop one cannot be had (${error instanceof Error ? error.message : String(error)})`);
  }
}

async function useDesktop(why: string): Promise<Host> {
  const executable = await provisionDesktop();
  say(`Using the desktop VS Code ${VSCODE_VERSION}: ${why}.`);
  return { kind: 'desktop', executable };
}

async function useServer(why: string): Promise<Host> {
  const installation = await provisionServer();
  say(`Using the server of VS Code ${VSCODE_VERSION}: ${why}.`);
  return { kind: 'server', installation };
}
