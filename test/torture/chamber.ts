import { strict as assert } from 'node:assert';
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { commands, extensions, Uri, workspace } from 'vscode';
import type { CallRecord, CallRequest, ExtismWorkbench, FailureReason } from '../../src/api';
import { fixtures } from '../host/paths';

/** What one kind of torture did to the editor, over all its repetitions. */
export interface Damage {
  runs: number;
  /** Of the runs. */
  failures: number;
  /** What the first failure said. */
  failure?: string;
  /** Milliseconds that a call took longer than its time-out at most. */
  late: number;
  /** Milliseconds that the extension host's event loop was held up at most. */
  held: number;
  /** MiB that the extension host used before and after, garbage left out. */
  memory: { before: number; after: number };
  /** Files and sockets that the extension host had open before and after. */
  open: { before: number; after: number };
  /** Milliseconds of all runs. */
  took: number;
}

export type Torture = (chamber: Chamber, run: number) => Promise<void>;

/** How long a kind goes on. */
export interface Budget {
  runs: number;
  /** Milliseconds; at least one run is made. */
  time: number;
}

/** Milliseconds between two looks at the clock. */
const RESOLUTION = 2;
/** A kind that fails this often has shown what it has to show. */
const MOST_FAILURES = 10;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const openFiles = (): number => readdirSync('/proc/self/fd').length;

/** MiB in use. */
function memory(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024 ** 2;
}

/** Where plug-ins are tortured: an ordinary window, through the API that others use. */
export class Chamber {
  late = 0;
  readonly #copies = new Map<string, Uri>();
  readonly #settings = new Set<string>();

  private constructor(
    readonly api: ExtismWorkbench,
    readonly folder: string,
  ) {}

  static async open(): Promise<Chamber> {
    const extension = extensions.getExtension<ExtismWorkbench>('extism-workbench.extism-workbench');
    const [folder] = workspace.workspaceFolders ?? [];
    assert.ok(extension && folder);
    return new Chamber(await extension.activate(), folder.uri.fsPath);
  }

  /** A fixture that is only called: `broken/loop`. */
  plugin(name: string): Uri {
    return Uri.file(join(fixtures, `${name}.wasm`));
  }

  /** A copy of a fixture in the workspace, to be changed; the same one for the same number, made anew where it was changed. */
  copy(name: string, number = 0): Uri {
    const folder = join(this.folder, `copy-${number}`);
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${basename(name)}.wasm`);
    rmSync(path, { recursive: true, force: true });
    copyFileSync(join(fixtures, `${name}.wasm`), path);
    const uri = Uri.file(path);
    this.#copies.set(path, uri);
    return uri;
  }

  async call(plugin: Uri, name: string, request: Omit<Partial<CallRequest>, 'plugin' | 'function'> = {}): Promise<CallRecord> {
    const record = await this.api.call({ plugin, function: name, ...request });
    if (request.timeout) this.late = Math.max(this.late, record.millis.total - record.millis.start - request.timeout);
    return record;
  }

  /** Calls, and checks that the call ended in one of these ways. */
  async expect(ends: readonly (FailureReason | 'output')[], ...call: Parameters<Chamber['call']>): Promise<CallRecord> {
    const record = await this.call(...call);
    const { outcome } = record;
    const end = outcome.kind === 'output' ? 'output' : outcome.reason;
    assert.ok(ends.includes(end), `${call[1]} ended in ${end}: ${outcome.kind === 'failure' ? outcome.message : ''}`);
    return record;
  }

  /** What must work after whatever happened. */
  async ordinaryCall(plugin = this.plugin('corners/echo')): Promise<void> {
    const { outcome } = await this.call(plugin, 'echo', { input: 'still there' });
    assert.ok(outcome.kind === 'output', outcome.kind === 'failure' ? outcome.message : '');
    assert.equal(Buffer.from(outcome.bytes).toString(), 'still there');
  }

  async withSettings<T>(settings: Record<string, unknown>, work: () => Promise<T>): Promise<T> {
    const configuration = workspace.getConfiguration('extism');
    for (const [key, value] of Object.entries(settings)) await configuration.update(key, value);
    try {
      return await work();
    } finally {
      for (const key of Object.keys(settings)) await configuration.update(key, undefined);
    }
  }

  /** Changes a setting for all runs of a kind, since that takes longer than most of them. */
  async keepSetting(key: string, value: unknown): Promise<void> {
    this.#settings.add(key);
    await workspace.getConfiguration('extism').update(key, value);
  }

  /** Ends the runners of what was only called, and forgets the calls, so that only what leaks is left. */
  async #tidyUp(): Promise<void> {
    for (const uri of this.#copies.values()) rmSync(join(uri.fsPath, '..'), { recursive: true, force: true });
    this.#copies.clear();
    for (const key of this.#settings) await workspace.getConfiguration('extism').update(key, undefined);
    this.#settings.clear();
    await commands.executeCommand('extism.clearCalls');
    await this.ordinaryCall();
    await commands.executeCommand('extism.clearCalls');
  }

  /** Does this as often as the budget allows, and an ordinary call after each time. */
  async torture(run: Torture, { runs, time }: Budget): Promise<Damage> {
    await this.#tidyUp();
    const damage: Damage = {
      runs: 0,
      failures: 0,
      late: 0,
      held: 0,
      memory: { before: memory(), after: 0 },
      open: { before: openFiles(), after: 0 },
      took: 0,
    };
    this.late = 0;
    const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
    delay.enable();
    const began = performance.now();
    while (damage.runs === 0 || (damage.runs < runs && performance.now() - began < time && damage.failures < MOST_FAILURES)) {
      try {
        await run(this, damage.runs);
        await this.ordinaryCall();
      } catch (error) {
        damage.failures += 1;
        damage.failure ??= error instanceof Error ? error.message : String(error);
      }
      damage.runs += 1;
    }
    damage.took = performance.now() - began;
    delay.disable();
    damage.held = Math.max(0, delay.max / 1e6 - RESOLUTION);
    damage.late = this.late;
    await this.#tidyUp();
    damage.memory.after = memory();
    damage.open.after = openFiles();
    return damage;
  }
}
