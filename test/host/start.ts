// npm start [-- --once --desktop --server]
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addressOf } from './browser';
import { chooseHost } from './chooseHost';
import { startDesktop } from './desktop';
import { createLog } from './log';
import { fixtures } from './paths';
import { createProfile } from './profile';
import { say, step } from './progress';
import { provisionDwarfEngine, provisionServer, type Installation } from './provision';
import { startServer } from './server';
import { until } from './until';
import { Workbench } from './workbench';

const SAMPLE = join(fixtures, 'sample');
const INPUT = '👋 Hello from the Go Host app 🤗';
const EXPECTED = `👋 Hello ${INPUT}\nkey: hello, value: 👋 Hello World 🌍\nkey: message, value: I 💜 Extism 😍`;

const { values: flags } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    desktop: { type: 'boolean', default: false },
    server: { type: 'boolean', default: false },
  },
});

/** Opens the sample on the desktop, and returns when its window is closed. */
async function startOnDesktop(executable: string): Promise<void> {
  const profile = await createProfile({});
  say('Opening test/fixtures/sample; this ends when VS Code is closed.');
  const { child } = startDesktop({ executable, profile, workspace: SAMPLE, trust: 'all', log: createLog('start') });
  await once(child, 'exit');
}

/** Serves the sample to the user's own browser until Ctrl+C. */
async function startOnServer(installation: Installation): Promise<void> {
  const profile = await createProfile({ linkExtension: true });
  const server = await startServer({ installation, profile, log: createLog('start'), trust: 'all' });
  say(`Open ${addressOf(server, SAMPLE).href} in a browser; Ctrl+C ends it.`);
  await once(server.process, 'exit');
}

/** Plays the scenario that the extension was made for, without anyone looking, and says whether it came out right. */
async function playOnce(): Promise<boolean> {
  const installation = await provisionServer();
  await provisionDwarfEngine();
  const workbench = await step('Opening test/fixtures/sample in VS Code', () =>
    Workbench.open({ installation, workspace: SAMPLE, log: createLog('once') }),
  );
  try {
    await workbench.openView('Extism');
    await step('Calling say_hello of simple.wasm', async () => {
      await workbench.tree('Plug-ins').inlineAction(['simple.wasm', 'Functions', 'say_hello'], 'Call Function…');
      await workbench.typeInput(INPUT);
      await until('the end of the call', () => /^[✓✗] /m.test(workbench.outputText('Extism')));
      await workbench.page.locator('.pane .codicon-loading').waitFor({ state: 'detached' });
    });
    const output = workbench.outputText('Extism');
    say(`\nThe output channel "Extism":\n\n${output}`);
    await workbench.screenshot('once');
    say('Screenshot: .vscode-test/screenshots/once.png');
    return output.includes(EXPECTED);
  } finally {
    await workbench.close();
  }
}

async function main(): Promise<number> {
  if (flags.once) return (await playOnce()) ? 0 : 1;
  const host = await chooseHost(flags);
  await (host.kind === 'desktop' ? startOnDesktop(host.executable) : startOnServer(host.installation));
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
