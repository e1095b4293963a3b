import type { Disposable } from 'vscode';
import { type RunnerOptions, RunnerProcess } from './runnerProcess';

/** Runners alive at once, but for those that are all in a call. Each takes some 60 MB. */
const MOST_RUNNERS = 8;
/** Milliseconds after its last call that a runner ends. */
const IDLE_TIME = 10 * 60_000;

interface Runner {
  process: RunnerProcess;
  /** What the process has loaded for good. */
  key: string;
  /** Running out while no call uses it. */
  idle?: NodeJS.Timeout;
}

/** The runners of the window: one a plug-in, and at times one that waits for its first. */
export class RunnerPool implements Disposable {
  /** The least recently used first. */
  readonly #runners = new Map<string, Runner>();
  #spare: RunnerProcess | undefined;
  /** Of the spare, and of the runner that was used last. */
  #isConfined = true;
  /** Resolves when the last process that was started is ready, or will never be. */
  #turn: Promise<void> = Promise.resolve();
  #isDisposed = false;

  /**
   * @param script the runner's bundle
   * @param options what every runner that starts gets
   */
  constructor(
    private readonly script: string,
    private readonly onEnd: (plugin: string) => void,
    private readonly options: () => Pick<RunnerOptions, 'environment' | 'folder'> = () => ({}),
  ) {}

  /** Starts a runner ahead of the call that is about to be made, so that its start is not waited for. */
  warm(plugin?: string): void {
    if (this.#isDisposed || this.#spare?.isAlive || (plugin !== undefined && this.present(plugin))) return;
    this.#spare = this.#create(this.#isConfined);
  }

  /** The plug-in's runner, where it has one alive. */
  present(plugin: string): RunnerProcess | undefined {
    const process = this.#runners.get(plugin)?.process;
    return process?.isAlive ? process : undefined;
  }

  /**
   * The plug-in's runner, a new one where it has none alive. It is the caller's until it is released.
   * Rejects with `RunnerGone` where none can be started.
   * @param key what the runner has loaded for good besides plug-ins, and may do anything: one with another key is replaced
   */
  async take(plugin: string, key: string): Promise<RunnerProcess> {
    const known = this.#runners.get(plugin);
    const isUsable = known?.key === key && known.process.isAlive;
    if (!isUsable) this.end(plugin);
    const process = isUsable ? known.process : await this.#start(key === '');
    clearTimeout(known?.idle);
    this.#runners.delete(plugin);
    this.#runners.set(plugin, { process, key });
    this.#endLeastUsed();
    await process.ready;
    return process;
  }

  /** A runner for one profile, which is the caller's to end. */
  async profiler(isConfined: boolean): Promise<RunnerProcess> {
    const process = new RunnerProcess(this.script, { isConfined, mayProfile: true, ...this.options() });
    await process.ready;
    return process;
  }

  /** The call is over: the runner waits for the next one, for a while. */
  release(plugin: string): void {
    const runner = this.#runners.get(plugin);
    if (!runner) return;
    if (!runner.process.isAlive) return this.end(plugin);
    clearTimeout(runner.idle);
    runner.idle = setTimeout(() => this.end(plugin), IDLE_TIME);
  }

  end(plugin: string): void {
    const runner = this.#runners.get(plugin);
    if (!runner) return;
    clearTimeout(runner.idle);
    runner.process.kill();
    this.#runners.delete(plugin);
    this.onEnd(plugin);
  }

  dispose(): void {
    this.#isDisposed = true; // the calls that are cancelled next would have another started
    this.#spare?.kill();
    for (const plugin of this.#runners.keys()) this.end(plugin);
  }

  #create(isConfined: boolean): RunnerProcess {
    return new RunnerProcess(this.script, { isConfined, ...this.options() });
  }

  async #start(isConfined: boolean): Promise<RunnerProcess> {
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare?.isAlive && isConfined === this.#isConfined) return spare;
    spare?.kill();
    this.#isConfined = isConfined;
    // the editor is held up while the system starts a process, the longer the more start at once
    const started = this.#turn.then(() => this.#create(isConfined));
    this.#turn = started.then(({ ready }) => ready).catch(() => undefined); // which whoever takes it is told
    return started;
  }

  #endLeastUsed(): void {
    for (const [plugin, { idle }] of this.#runners) {
      if (this.#runners.size <= MOST_RUNNERS) return;
      if (idle) this.end(plugin);
    }
  }
}
