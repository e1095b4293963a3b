import type { Disposable } from 'vscode';
import { RunnerProcess } from './runnerProcess';

/** The runners of the window: one a plug-in, and at times one that waits for its first. */
export class RunnerPool implements Disposable {
  readonly #runners = new Map<string, { process: RunnerProcess; key: string }>();
  #spare: RunnerProcess | undefined;

  /** @param script the runner's bundle */
  constructor(
    private readonly script: string,
    private readonly onEnd: (plugin: string) => void,
  ) {}

  /** Starts a runner ahead of the call that is about to be made, so that its start is not waited for. */
  warm(plugin?: string): void {
    if (this.#spare?.isAlive || (plugin !== undefined && this.present(plugin))) return;
    this.#spare = new RunnerProcess(this.script);
  }

  /** The plug-in's runner, where it has one alive. */
  present(plugin: string): RunnerProcess | undefined {
    const process = this.#runners.get(plugin)?.process;
    return process?.isAlive ? process : undefined;
  }

  /**
   * The plug-in's runner, a new one where it has none alive. Rejects with `RunnerGone` where none can be started.
   * @param key what the runner has loaded for good: one with another key is replaced
   */
  async get(plugin: string, key: string): Promise<RunnerProcess> {
    const present = this.present(plugin);
    if (present && this.#runners.get(plugin)?.key === key) return present;
    this.end(plugin);
    const spare = this.#spare?.isAlive ? this.#spare : undefined;
    this.#spare = undefined;
    const process = spare ?? new RunnerProcess(this.script);
    this.#runners.set(plugin, { process, key });
    await process.ready;
    return process;
  }

  end(plugin: string): void {
    const runner = this.#runners.get(plugin);
    if (!runner) return;
    runner.process.kill();
    this.#runners.delete(plugin);
    this.onEnd(plugin);
  }

  dispose(): void {
    this.#spare?.kill();
    for (const { process } of this.#runners.values()) process.kill();
    this.#runners.clear();
  }
}
