import type { Disposable } from 'vscode';
import { RunnerProcess } from './runnerProcess';

/** The runners of the window: one a plug-in, and at times one that waits for its first. */
export class RunnerPool implements Disposable {
  readonly #runners = new Map<string, RunnerProcess>();
  #spare: RunnerProcess | undefined;

  /** @param script the runner's bundle */
  constructor(private readonly script: string) {}

  /** Starts a runner ahead of the call that is about to be made, so that its start is not waited for. */
  warm(plugin?: string): void {
    if (this.#spare?.isAlive || (plugin !== undefined && this.#runners.get(plugin)?.isAlive)) return;
    this.#spare = new RunnerProcess(this.script);
  }

  /** The plug-in's runner, a new one where it has none alive. Rejects with `RunnerGone` where none can be started. */
  async get(plugin: string): Promise<RunnerProcess> {
    const present = this.#runners.get(plugin);
    if (present?.isAlive) return present;
    const spare = this.#spare?.isAlive ? this.#spare : undefined;
    this.#spare = undefined;
    const runner = spare ?? new RunnerProcess(this.script);
    this.#runners.set(plugin, runner);
    await runner.ready;
    return runner;
  }

  end(plugin: string): void {
    this.#runners.get(plugin)?.kill();
    this.#runners.delete(plugin);
  }

  dispose(): void {
    this.#spare?.kill();
    for (const runner of this.#runners.values()) runner.kill();
    this.#runners.clear();
  }
}
