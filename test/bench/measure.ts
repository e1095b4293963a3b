import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { commands, extensions, Uri, workspace } from 'vscode';
import type { ExtismWorkbench } from '../../src/api';
import { fixtures } from '../host/paths';
import { median, millis, ratioRow, type Row } from './row';

const ECHO = join(fixtures, 'corners', 'echo.wasm');
const INPUT = new Uint8Array([65]);
const WARM_CALLS = 2_000;
const COLD_RUNS = 9;

const COLD_SCRIPT = `
  const { createPlugin } = require(process.argv[1]);
  createPlugin(process.argv[2]).then((plugin) => plugin.call('echo_input_block', 'A')).then((output) => console.log(output.text()));`;

const ECHO_CHILD = `process.on('message', (message) => process.send(message)); process.send('ready');`;

async function time(run: () => unknown): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

async function repeat(times: number, run: () => unknown): Promise<number[]> {
  const figures: number[] = [];
  for (let count = 0; count < times; count += 1) figures.push(await time(run));
  return figures;
}

/** What a user without the extension runs: a Node that loads the SDK and calls once. */
const coldScript = (): Promise<number[]> =>
  repeat(COLD_RUNS, () => execFileSync(process.execPath, ['--no-warnings', '-e', COLD_SCRIPT, require.resolve('@extism/extism'), ECHO]));

/** A message to a child process and back, of the size that a call has. */
async function bareIpc(): Promise<number[]> {
  const child = fork('-e', [ECHO_CHILD], { serialization: 'advanced', execArgv: [] });
  try {
    await once(child, 'message');
    const message = {
      kind: 'request',
      id: 1,
      method: 'run',
      params: { path: ECHO, function: 'echo', input: INPUT, settings: { hostMemory: {}, config: {} } },
    };
    return await repeat(WARM_CALLS, async () => {
      child.send(message);
      await once(child, 'message');
    });
  } finally {
    child.kill();
  }
}

/** A call that makes 10,000 host calls, with the trace on or off. */
async function hostCalls(api: ExtismWorkbench, trace: boolean): Promise<number> {
  const configuration = workspace.getConfiguration('extism');
  await configuration.update('trace', trace);
  const plugin = Uri.file(join(fixtures, 'corners', 'many-host-calls.wasm'));
  const figures: number[] = [];
  for (let count = 0; count < COLD_RUNS; count += 1) {
    const { outcome, millis: taken } = await api.call({ plugin, function: 'call_host', input: '10000' });
    if (outcome.kind !== 'output') throw new Error(`the call failed: ${JSON.stringify(outcome)}`);
    figures.push(taken.call);
  }
  await configuration.update('trace', undefined);
  return median(figures);
}

/** In the extension host of a window that did nothing else yet. */
export async function measure(): Promise<Row[]> {
  const extension = extensions.getExtension<ExtismWorkbench>('extism-workbench.extism-workbench');
  if (!extension || extension.isActive) throw new Error('the extension must be there, and not active yet');
  await extension.activate();
  const [activation] = performance.getEntriesByName('extism.activate');
  const api = extension.exports;
  const plugin = Uri.file(ECHO);
  const call = async (): Promise<void> => {
    const { outcome } = await api.call({ plugin, function: 'echo_input_block', input: INPUT });
    if (outcome.kind !== 'output' || outcome.bytes.length !== 1) throw new Error(`the call failed: ${JSON.stringify(outcome)}`);
  };
  const unload = (): Thenable<unknown> => commands.executeCommand('extism.unloadPlugin', plugin);

  const cold = median(await coldScript());
  const firstCalls: number[] = [];
  const preparedCalls: number[] = [];
  for (let count = 0; count < COLD_RUNS; count += 1) {
    firstCalls.push(await time(call));
    await unload();
    await api.load(plugin); // which has a runner ready
    await new Promise((resolve) => setTimeout(resolve, 500));
    preparedCalls.push(await time(call));
    await unload();
  }
  await repeat(200, call);
  const warm = median(await repeat(WARM_CALLS, call));
  const ipc = median(await bareIpc());
  const untraced = await hostCalls(api, false);
  const traced = await hostCalls(api, true);

  return [
    ratioRow('warm call through the API', warm, ['bare IPC round trip', ipc], '≤ 1.5×'),
    ratioRow('first call', median(firstCalls), ['cold Node script', cold], '≤ 0.8×'),
    ratioRow('first call, runner ready', median(preparedCalls), ['cold Node script', cold], '≤ 0.2×'),
    ratioRow('10,000 host calls, traced', traced, ['not traced', untraced], '≤ 1.3×'),
    { what: 'activate()', figure: millis(activation?.duration ?? Number.NaN), baseline: '', aim: '≤ 10 ms' },
  ];
}
