import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Variable } from '../core/call';
import { inPieces } from '../protocol/pieces';
import { createRpcClient, type RpcClient } from '../protocol/rpc';
import type { DebugSources, RunnerEvent, RunnerMethods, RunRequest, RunResult } from '../protocol/runner';

/** What a runner says while a call runs. */
export type RunEvent = Exclude<RunnerEvent, { kind: 'ready' }>;

/** What the runner gets of the environment. Without the first, an Electron would start a second editor. */
const ENVIRONMENT = ['ELECTRON_RUN_AS_NODE', 'SystemRoot', 'TZ'];
/** MiB of the engine's heap, which is not the plug-in's memory: strings and the like of host functions. */
const HEAP = 1024;
/** What keeps the process from all that executing plug-ins does not take, where this Node knows how. */
const CONFINED = ['--permission', '--allow-fs-read=*', '--allow-wasi', '--allow-worker'];
/** After a kill the system may take long to free a large memory; what the process said before is here by then. */
const KILL_PATIENCE = 100;
/** Characters of what the process itself wrote, such as the engine's last words. */
const LAST_WORDS = 4_000;

const isKnown = (flag: string): boolean => process.allowedNodeEnvironmentFlags.has(flag);

/** The flags of a runner's Node. Those of the extension host itself, which may be debugged, are not inherited. */
const nodeFlags = (options: RunnerOptions): string[] => [
  '--no-warnings',
  `--max-old-space-size=${HEAP}`,
  ...(isKnown('--disable-sigusr1') ? ['--disable-sigusr1'] : []), // the signal would start the inspector
  ...(options.isConfined !== false && isKnown('--permission') ? confinement(options) : []),
];

/** The profiler is a part of the inspector: a Node that cannot except that from what is forbidden forbids nothing. */
function confinement({ mayProfile = false, folder }: RunnerOptions): string[] {
  if (mayProfile) return isKnown('--allow-inspector') ? [...CONFINED, '--allow-inspector'] : [];
  const isPlain = folder !== undefined && !/[*,]/.test(folder); // Node takes these for more than characters of a path
  return isPlain ? [...CONFINED, `--allow-fs-write=${join(folder, '*')}`] : CONFINED;
}

export interface RunnerOptions {
  /**
   * Whether it may do no more than what plug-ins take: read files, and what WASI gives them of `allowed_paths`. Host
   * functions of the workspace are programs of their own, and may do anything.
   */
  isConfined?: boolean;
  /** Whether it may look at itself with the profiler. */
  mayProfile?: boolean;
  /** The one folder that it may write files to although it is confined, whether or not there is one by now. */
  folder?: string;
  /** What it gets of the environment besides what every runner needs. */
  environment?: Record<string, string>;
}

/** The runner ended while it was needed. */
export class RunnerGone extends Error {
  override readonly name = 'RunnerGone';

  constructor(
    /** How it ended: `exit code 1`, `SIGSEGV`. */
    readonly how: string,
    readonly lastWords: string,
    /** Whether it was gone before it heard of the request. */
    readonly unheard: boolean,
  ) {
    super(`the runner process ended (${how})`);
  }
}

/** A process that executes the functions of one plug-in. */
export class RunnerProcess {
  readonly #process: ChildProcess;
  readonly #client: RpcClient<RunnerMethods>;
  #lastWords = '';
  #onEvent: (event: RunEvent) => void = () => undefined;
  #isAlive = true;
  /** Resolves when it can be used, rejects where it could not start. */
  readonly ready: Promise<void>;

  constructor(script: string, options: RunnerOptions = {}) {
    const needed = Object.fromEntries(ENVIRONMENT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
    this.#process = fork(script, [], {
      serialization: 'advanced',
      execArgv: nodeFlags(options),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...needed, ...options.environment },
    });
    this.#process.stdout?.on('data', (data: Buffer) => this.#note(data));
    this.#process.stderr?.on('data', (data: Buffer) => this.#note(data));

    let resolve!: () => void;
    let reject!: (error: Error) => void;
    this.ready = new Promise((...settle) => ([resolve, reject] = settle));
    this.ready.catch(() => undefined); // whoever needs the runner hears of it
    this.#client = createRpcClient<RunnerMethods, RunnerEvent>(
      inPieces(
        { send: (message) => this.#process.send(message as object), onMessage: (listener) => this.#process.on('message', listener) },
        setImmediate,
      ),
      (event) => (event.kind === 'ready' ? resolve() : this.#onEvent(event)),
    );
    const gone = (how: string, unheard = false): void => {
      this.#isAlive = false;
      const error = new RunnerGone(how, this.#lastWords, unheard);
      this.#client.close(error);
      reject(error);
    };
    this.#process.on('error', (error: NodeJS.ErrnoException) =>
      gone(error.message, error.code === 'EPIPE' || error.code === 'ERR_IPC_CHANNEL_CLOSED'),
    );
    this.#process.once('exit', (code, signal) => {
      this.#isAlive = false;
      const how = signal ?? `exit code ${code}`;
      // what it said last may still be in the channel
      if (this.#process.connected) this.#process.once('disconnect', () => setImmediate(gone, how));
      else setImmediate(gone, how);
    });
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /**
   * @param onEvent told what happens in the call while it happens
   * @throws {RunnerGone}
   */
  run(request: RunRequest, onEvent: (event: RunEvent) => void): Promise<RunResult> {
    if (!this.#isAlive) return Promise.reject(new RunnerGone('before it was asked', this.#lastWords, true));
    this.#onEvent = onEvent;
    return this.#client.request('run', request);
  }

  /** Deletes a variable of the kept instance; resolves with those that are left. */
  deleteVariable(name: string): Promise<Variable[]> {
    return this.#client.request('deleteVariable', name);
  }

  /** Forgets the kept instance. */
  reset(): Promise<void> {
    return this.#client.request('reset', undefined);
  }

  /** Which of the sources that a plug-in's debug information names are where it says. */
  debugSources(request: Pick<RunRequest, 'path' | 'kind'>): Promise<DebugSources> {
    return this.#client.request('debugSources', request);
  }

  /** Ends the process, whatever it is doing, and what waits for it. */
  kill(): void {
    this.#isAlive = false;
    this.#process.kill('SIGKILL');
    setTimeout(() => this.#client.close(new RunnerGone('killed', this.#lastWords, false)), KILL_PATIENCE).unref();
  }

  #note(data: Buffer): void {
    this.#lastWords = (this.#lastWords + data.toString()).slice(-LAST_WORDS);
  }
}
