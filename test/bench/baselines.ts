import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { repeat } from './row';

const COLD_SCRIPT = `
  const { createPlugin } = require(process.argv[1]);
  createPlugin(process.argv[2]).then((plugin) => plugin.call('echo_input_block', 'A')).then((output) => console.log(output.text()));`;

const ECHO_CHILD = `process.on('message', (message) => process.send(message)); process.send('ready');`;

/** What a user without the extension runs: a Node that loads the SDK and calls once. */
export const coldScript = (plugin: string, times: number): Promise<number[]> =>
  repeat(times, () => execFileSync(process.execPath, ['--no-warnings', '-e', COLD_SCRIPT, require.resolve('@extism/extism'), plugin]));

/** What a user of the Extism CLI runs; undefined where it is not in the PATH. */
export async function extismCall(plugin: string, times: number): Promise<number[] | undefined> {
  try {
    return await repeat(times, () => execFileSync('extism', ['call', plugin, 'echo_input_block', '--input', 'A'], { stdio: 'pipe' }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A message to a child process and back as a structured clone, of the shape that a call has. */
export async function bareIpc(plugin: string, input: Uint8Array, times: number, between?: () => Promise<void>): Promise<number[]> {
  const child = fork('-e', [ECHO_CHILD], { serialization: 'advanced', execArgv: [] });
  try {
    await once(child, 'message');
    const params = { path: plugin, function: 'echo', input, settings: { hostMemory: {}, config: {} } };
    const exchange = async (): Promise<void> => {
      child.send({ kind: 'request', id: 1, method: 'run', params });
      await once(child, 'message');
    };
    return await repeat(times, exchange, between);
  } finally {
    child.kill();
  }
}
