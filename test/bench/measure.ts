import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { commands, extensions, Uri, workspace } from 'vscode';
import type { ExtismWorkbench } from '../../src/api';
import { builtTests, fixtures } from '../host/paths';
import { bareIpc, coldScript, extismCall } from './baselines';
import type { InRunner } from './inRunner';
import { largeModule } from './largeModule';
import { reading } from './reading';
import { median, millis, plainRow, quantile, ratioRow, repeat, type Row, time } from './row';

const ECHO = join(fixtures, 'corners', 'echo.wasm');
const HOST_CALLS = join(fixtures, 'corners', 'many-host-calls.wasm');
const INPUT = new Uint8Array([65]);
const WARM_CALLS = 10_000;
/** Of calls as a person makes them: after a while. */
const PAUSED_CALLS = 200;
const COLD_RUNS = 9;
/** Of calls that the engine should have compiled well by then. */
const HOT_RUNS = 25;
const MANY = 1_000;
const LARGE = 20 * 1000 * 1000;
const PAYLOAD = new Uint8Array(16 * 1024 * 1024).fill(65);
const TIMEOUT = 200;

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

const mib = (value: number): string => `${value.toFixed(1)} MiB`;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1024 ** 2;
}

/** The window that is measured in: one that did nothing else yet. */
class Bench {
  constructor(
    private readonly api: ExtismWorkbench,
    private readonly folder: string,
  ) {}

  async call(path: string, name: string, input: string | Uint8Array, timeout?: number) {
    return this.api.call({ plugin: Uri.file(path), function: name, input, ...(timeout !== undefined && { timeout }) });
  }

  async echo(input = INPUT): Promise<void> {
    const { outcome } = await this.call(ECHO, 'echo_input_block', input);
    if (outcome.kind !== 'output' || outcome.bytes.length !== input.length) throw new Error(`the call failed: ${JSON.stringify(outcome)}`);
  }

  async firstCalls(): Promise<Row[]> {
    const plugin = Uri.file(ECHO);
    const unload = (): Thenable<unknown> => commands.executeCommand('extism.unloadPlugin', plugin);
    const cold = median(await coldScript(ECHO, COLD_RUNS));
    const cli = await extismCall(ECHO, COLD_RUNS);
    const first: number[] = [];
    const prepared: number[] = [];
    for (let count = 0; count < COLD_RUNS; count += 1) {
      first.push(await time(() => this.echo()));
      await unload();
      await this.api.load(plugin); // which has a runner ready
      await new Promise((resolve) => setTimeout(resolve, 500));
      prepared.push(await time(() => this.echo()));
      await unload();
    }
    return [
      ratioRow('first call', median(first), ['cold Node script', cold], '≤ 0.8×'),
      ratioRow('first call, runner ready', median(prepared), ['cold Node script', cold], '≤ 0.2×'),
      ...(cli ? [ratioRow('first call', median(first), ['extism call', median(cli)], '≤ 1×')] : []),
    ];
  }

  async warmCalls(): Promise<Row[]> {
    await repeat(WARM_CALLS / 10, () => this.echo());
    const before = heap();
    const warm = await repeat(WARM_CALLS, () => this.echo());
    const after = heap();
    const bare = await bareIpc(ECHO, INPUT, WARM_CALLS);
    const paused = await repeat(PAUSED_CALLS, () => this.echo(), pause);
    const barePaused = await bareIpc(ECHO, INPUT, PAUSED_CALLS, pause);
    return [
      ratioRow('warm call, one right after the other: median', median(warm), ['bare IPC', median(bare)], '≤ 1.5×'),
      ratioRow('warm call, one right after the other: 99th percentile', quantile(warm, 0.99), ['bare IPC', quantile(bare, 0.99)], ''),
      ratioRow('warm call, 20 ms after the last: median', median(paused), ['bare IPC, likewise', median(barePaused)], '≤ 1.5×'),
      ratioRow('extension host’s heap after 10,000 more calls', after, ['before', before], '≤ 1.1×', mib),
    ];
  }

  async inRunner(): Promise<Row[]> {
    const { stdout } = await promisify(execFile)(process.execPath, [join(builtTests, 'bench', 'inRunner.js'), ECHO, HOST_CALLS]);
    const { sdk, runner, memory } = JSON.parse(stdout) as InRunner;
    const compare = (what: string, key: keyof InRunner['sdk'], aim: string): Row =>
      ratioRow(`in the runner: ${what}`, runner[key], ['the SDK alone', sdk[key]], aim);
    return [
      compare('10,000 host calls, not traced', 'hostCalls', '≤ 1.1×'),
      compare('a call on a fresh instance', 'freshCall', ''),
      compare('a call on a kept instance', 'keptCall', ''),
      ratioRow('runner’s memory after 40,000 fresh instances', memory.late, ['after 10,000', memory.early], '≤ 1.1×', mib),
    ];
  }

  /** A call that makes 10,000 host calls, with the trace on and off. */
  async hostCalls(): Promise<Row[]> {
    const configuration = workspace.getConfiguration('extism');
    const figures = { true: [] as number[], false: [] as number[] };
    for (let count = 0; count < HOT_RUNS; count += 1) {
      for (const trace of [true, false] as const) {
        await configuration.update('trace', trace);
        await this.call(HOST_CALLS, 'call_host', '1'); // with the new setting
        const { outcome, millis: taken } = await this.call(HOST_CALLS, 'call_host', '10000');
        if (outcome.kind !== 'output') throw new Error(`the call failed: ${JSON.stringify(outcome)}`);
        figures[`${trace}`].push(taken.call);
      }
    }
    await configuration.update('trace', undefined);
    return [ratioRow('10,000 host calls, traced', median(figures.true), ['not traced', median(figures.false)], '≤ 1.3×')];
  }

  async payload(): Promise<Row[]> {
    const call = median(await repeat(COLD_RUNS, () => this.echo(PAYLOAD)));
    const bare = median(await bareIpc(ECHO, PAYLOAD, COLD_RUNS));
    return [ratioRow('16 MiB in and out', call, ['bare IPC', bare], '≤ 1.5×')];
  }

  async listing(): Promise<Row[]> {
    const large = join(this.folder, 'large.wasm');
    const module = largeModule(LARGE);
    writeFileSync(large, module);
    const compiled = median(await repeat(COLD_RUNS, () => WebAssembly.compile(module as Uint8Array<ArrayBuffer>)));
    const listed = median(await repeat(COLD_RUNS, () => this.api.load(Uri.file(large))));
    rmSync(large);

    const many = join(this.folder, 'many');
    mkdirSync(many);
    for (let count = 0; count < MANY; count += 1) copyFileSync(ECHO, join(many, `plugin-${count}.wasm`));
    const found = await time(async () => {
      await commands.executeCommand('extism.refreshPlugins');
      const listedNow = this.api.plugins.filter(({ uri }) => uri.path.includes('/many/')).length;
      if (listedNow !== MANY) throw new Error(`${listedNow} of ${MANY} plug-ins were found`);
    });
    rmSync(many, { recursive: true });
    return [
      ratioRow('20 MB module listed', listed, ['WebAssembly.compile', compiled], '≤ 0.1×'),
      plainRow('1,000 plug-ins found and listed', millis(found), '≤ 2 s'),
    ];
  }

  /** From the time-out of an endless loop to the end of the next call. */
  async recovery(): Promise<Row[]> {
    const loop = join(fixtures, 'broken', 'loop.wasm');
    const figures = await repeat(COLD_RUNS, async () => {
      const { outcome } = await this.call(loop, 'spin', '', TIMEOUT);
      if (outcome.kind !== 'failure' || outcome.reason !== 'timeout') throw new Error('the loop ended');
      await this.call(loop, 'no such function', '');
    });
    return [plainRow('endless loop: ready again after its time-out', millis(median(figures) - TIMEOUT), '≤ 150 ms')];
  }
}

export async function measure(): Promise<Row[]> {
  const extension = extensions.getExtension<ExtismWorkbench>('extism-workbench.extism-workbench');
  const [folder] = workspace.workspaceFolders ?? [];
  if (!folder || !extension || extension.isActive) throw new Error('a workspace and the extension must be there, and it not active yet');
  await extension.activate();
  const [activation] = performance.getEntriesByName('extism.activate');
  const bench = new Bench(extension.exports, folder.uri.fsPath);
  return [
    plainRow('activate()', millis(activation?.duration ?? Number.NaN), '≤ 10 ms'),
    ...(await bench.firstCalls()),
    ...(await bench.warmCalls()),
    ...(await bench.inRunner()),
    ...(await bench.hostCalls()),
    ...(await bench.payload()),
    ...(await bench.recovery()),
    ...(await bench.listing()),
    ...(await reading()),
  ];
}
