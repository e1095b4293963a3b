import { strict as assert } from 'node:assert';
import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { commands, extensions, Uri, workspace } from 'vscode';
import type { CallRecord, CallRequest, ExtismWorkbench, FailureReason } from '../../src/api';
import { fixtures } from '../host/paths';

/** What one kind of torture did to the editor, over all its repetitions. */
export interface Damage {
  /** Milliseconds that the extension host's event loop was held up at most. */
  held: number;
  /** Milliseconds that a call took longer than its time-out at most. */
  late: number;
  /** MiB that the extension host has more than before. */
  grown: number;
}

/** Where plug-ins are tortured: an ordinary window, through the API that others use. */
export class Chamber {
  late = 0;
  #copies = 0;

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

  /** A copy of a fixture in the workspace, to be changed. */
  copy(name: string): Uri {
    this.#copies += 1;
    const folder = join(this.folder, `copy-${this.#copies}`);
    mkdirSync(folder);
    const path = join(folder, `${basename(name)}.wasm`);
    copyFileSync(join(fixtures, `${name}.wasm`), path);
    return Uri.file(path);
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

  /** Does this as often as asked for, and an ordinary call after each time. */
  async torture(run: (chamber: Chamber) => Promise<void>, times: number): Promise<Damage> {
    await this.ordinaryCall();
    this.late = 0;
    const before = process.memoryUsage().rss;
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    for (let count = 0; count < times; count += 1) {
      await run(this);
      await this.ordinaryCall();
    }
    delay.disable();
    await commands.executeCommand('extism.clearCalls');
    return { held: delay.max / 1e6, late: this.late, grown: (process.memoryUsage().rss - before) / 1024 ** 2 };
  }
}
