// A process of its own: what the runner adds to the SDK, without a channel between.
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { PluginRunner } from '../../src/runner/run'; // before the SDK, as in the runner
import { createPlugin, type CurrentPlugin } from '@extism/extism';
import { parseSettings, type RawSettings } from '../../src/core/settings';
import type { RunRequest } from '../../src/protocol/runner';
import { median, repeat } from './row';

/** Median milliseconds of one. */
interface Times {
  keptCall: number;
  freshCall: number;
  /** A call that makes 10,000 host calls, not traced. */
  hostCalls: number;
}

export interface InRunner {
  sdk: Times;
  runner: Times;
  /** MiB of the process after 10,000 calls on fresh instances, and after 30,000 more. */
  memory: { early: number; late: number };
}

const CALLS = 10_000;
const FUNCTION = 'echo_input_block';
const INPUT = new Uint8Array([65]);
const HOST_CALLS = new TextEncoder().encode(String(10_000));
const HOST_MEMORY: Record<string, string> = { hello: '👋 Hello World 🌍' };

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function memory(): number {
  collectGarbage();
  return process.memoryUsage().rss / 1024 ** 2;
}

const compile = async (path: string) => [{ name: 'main', module: await WebAssembly.compile(readFileSync(path)) }];
const hostMemoryGet = (plugin: CurrentPlugin, key: bigint): bigint => plugin.store(HOST_MEMORY[plugin.read(key)?.text() ?? ''] ?? '');

async function timeSdk(echo: string, hostCalls: string): Promise<Times> {
  const wasm = await compile(echo);
  const kept = await createPlugin({ wasm });
  const caller = await createPlugin({ wasm: await compile(hostCalls) }, { functions: { env: { hostMemoryGet } } });
  return {
    keptCall: median(await repeat(CALLS, () => kept.call(FUNCTION, INPUT))),
    freshCall: median(
      await repeat(CALLS, async () => {
        const fresh = await createPlugin({ wasm });
        await fresh.call(FUNCTION, INPUT);
        await fresh.close();
      }),
    ),
    hostCalls: median(await repeat(CALLS / 100, () => caller.call('call_host', HOST_CALLS))),
  };
}

async function timeRunner(echo: string, hostCalls: string): Promise<Pick<InRunner, 'runner' | 'memory'>> {
  const { settings } = parseSettings({ hostMemory: HOST_MEMORY, trace: false } as unknown as RawSettings);
  const echoRunner = new PluginRunner(() => undefined);
  const hostCallRunner = new PluginRunner(() => undefined);
  const run = async (runner: PluginRunner, request: Pick<RunRequest, 'path' | 'function' | 'input' | 'keepInstance'>): Promise<void> => {
    const { outcome } = await runner.run({ kind: 'module', settings, environment: {}, ...request });
    if (outcome.kind !== 'output') throw new Error(outcome.message);
  };
  const call = (keepInstance: boolean) => run(echoRunner, { path: echo, function: FUNCTION, input: INPUT, keepInstance });
  const callHost = () => run(hostCallRunner, { path: hostCalls, function: 'call_host', input: HOST_CALLS, keepInstance: true });

  const runner = {
    keptCall: median(await repeat(CALLS, () => call(true))),
    hostCalls: median(await repeat(CALLS / 100, callHost)),
    freshCall: median(await repeat(CALLS, () => call(false))),
  };
  const early = memory();
  await repeat(3 * CALLS, () => call(false));
  return { runner, memory: { early, late: memory() } };
}

async function measure([, , echo = '', hostCalls = '']: string[]): Promise<InRunner> {
  return { sdk: await timeSdk(echo, hostCalls), ...(await timeRunner(echo, hostCalls)) };
}

void measure(process.argv).then((figures) => process.stdout.write(JSON.stringify(figures), () => process.exit()));
