import { type CancellationToken, CancellationTokenSource, type Disposable, type Uri, workspace } from 'vscode';
import type { Call, CallOverrides, Failure } from '../core/call';
import type { CallLog } from '../core/callLog';
import { runnerDied, timedOut } from '../core/failures/ends';
import { explainFailure } from '../core/failures/explain';
import { failure } from '../core/failures/failure';
import type { CpuProfile } from '../core/profile/pluginProfile';
import type { FetchedModules } from '../core/plugin/fetchedModules';
import type { PluginStore } from '../core/plugin/store';
import type { RunnerStates } from '../core/runnerState';
import type { DebugOptions, RunRequest, RunResult } from '../protocol/runner';
import { Deadline } from './deadline';
import { pluginKind } from './pluginKind';
import { manageTrust, UserError } from './report';
import { readOwnFunctions } from './ownFunctions';
import { type RunEvent, RunnerGone, type RunnerProcess } from './runnerProcess';
import type { RunnerPool } from './runnerPool';
import type { CallSettingsReader } from './settings';
import type { Transcripts } from './transcripts';

export interface CallerRequest extends CallOverrides {
  plugin: Uri;
  function: string;
  input?: Uint8Array;
}

interface CallRunner {
  /** @throws {RunnerGone} */
  run(request: RunRequest, onEvent: (event: RunEvent) => void): Promise<RunResult>;
}

/** A runner that the debugger started, for one call. */
export interface DebuggedRunner extends CallRunner, DebugOptions {
  kill(): void;
}

/** What a call that is made again and again is to give. */
interface Profiling {
  calls: number;
  /** Told from time to time how many calls were made. */
  onProgress(calls: number): void;
  onProfile(profile: CpuProfile, calls: number): void;
}

/** How to execute a call, where not in the plug-in's own runner and once. */
export interface CallOptions {
  /** Executes the call instead of the plug-in's own runner, and waits for no other call. */
  debugged?: DebuggedRunner;
  profiling?: Profiling;
}

/** The time-out of a call in the debugger: who looks at a stopped plug-in takes as long as it takes. */
const FOR_EVER = 0;

/** @throws {UserError} in Restricted Mode */
export function requireTrust(): void {
  if (!workspace.isTrusted) {
    throw new UserError('Plug-ins are not run in Restricted Mode: they are code of a workspace that you have not trusted yet.', [
      manageTrust,
    ]);
  }
}

/** Of a call that did not get as far as the plug-in. */
const NOTHING: Omit<RunResult, 'outcome'> = {
  millis: { compile: 0, instantiate: 0, call: 0 },
  memoryPages: { before: 0, after: 0 },
  allocations: { count: 0, bytes: 0 },
  warnings: [],
};

/** The variables of the editor's environment that the settings let plug-ins read. */
const allowedEnvironment = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));

/** Executes calls: one at a time for a plug-in, in its runner, each in the call log from the moment it is asked for. */
export class Caller implements Disposable {
  readonly #queues = new Map<string, Promise<unknown>>();
  readonly #running = new Map<Call, CancellationTokenSource>();

  constructor(
    private readonly plugins: PluginStore,
    private readonly calls: CallLog,
    private readonly settings: CallSettingsReader,
    private readonly runners: RunnerPool,
    private readonly states: RunnerStates,
    private readonly fetched: FetchedModules,
    private readonly transcripts: Transcripts,
  ) {}

  /**
   * Resolves when the call has ended, however. Rejects with a UserError for what cannot be called at all.
   */
  async call(request: CallerRequest, token?: CancellationToken, options: CallOptions = {}): Promise<Call> {
    requireTrust();
    if (request.plugin.scheme !== 'file')
      throw new UserError(`Only plug-ins in files on disk can be called, which ${request.plugin.toString()} is not.`);
    const asked = performance.now();
    const plugin = request.plugin.toString();
    const call = this.calls.begin({ ...request, plugin }, Date.now());
    const cancellation = new CancellationTokenSource();
    const link = token?.onCancellationRequested(() => cancellation.cancel());
    if (token?.isCancellationRequested) cancellation.cancel();
    this.#running.set(call, cancellation);

    try {
      const queue = options.debugged ? `the debugger, call ${call.id}` : plugin;
      const begun = await this.#inTurn(queue, cancellation.token, () => this.#execute(call, request, cancellation.token, asked, options));
      if (!begun) {
        const outcome = failure('cancelled', 'cancelled before it began');
        this.calls.end(call, { ...NOTHING, outcome, millis: { ...NOTHING.millis, start: 0, total: performance.now() - asked } });
      }
    } finally {
      this.#running.delete(call);
      link?.dispose();
      cancellation.dispose();
    }
    return call;
  }

  /** Cancels a call, or where none is named every one that runs or waits. */
  cancel(id?: number): void {
    this.#cancelWhere((call) => id === undefined || call.id === id);
  }

  /** Ends a plug-in's runner, and before that every call of it. */
  endRunner(plugin: string): void {
    this.#cancelWhere((call) => call.plugin === plugin);
    this.runners.end(plugin);
  }

  dispose(): void {
    this.cancel();
  }

  #cancelWhere(matches: (call: Call) => boolean): void {
    for (const [call, cancellation] of this.#running) {
      if (matches(call)) cancellation.cancel();
    }
  }

  /** Does the work when the plug-in's earlier calls have ended. Does nothing, and resolves with false, where it is cancelled before that. */
  #inTurn(plugin: string, token: CancellationToken, work: () => Promise<void>): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const givenUp = token.onCancellationRequested(() => resolve(false));
      const turn = (this.#queues.get(plugin) ?? Promise.resolve()).then(async () => {
        givenUp.dispose();
        const begun = !token.isCancellationRequested;
        if (begun) await work().catch(reject);
        if (this.#queues.get(plugin) === turn) this.#queues.delete(plugin);
        resolve(begun);
      });
      this.#queues.set(plugin, turn);
    });
  }

  async #execute(
    call: Call,
    request: CallerRequest,
    token: CancellationToken,
    asked: number,
    { debugged, profiling }: CallOptions,
  ): Promise<void> {
    let start = 0;
    let transcript: string | undefined;
    const end = ({ millis, variables, ...result }: RunResult): void => {
      if (variables) this.states.setVariables(call.plugin, variables);
      const outcome = result.outcome.kind === 'failure' ? explainFailure(result.outcome, call.events) : result.outcome;
      this.calls.end(call, {
        ...result,
        outcome,
        millis: { ...millis, start, total: performance.now() - asked },
        ...(transcript !== undefined && this.transcripts.end(transcript) && { transcript }),
      });
    };
    const fail = (outcome: Failure): void => end({ ...NOTHING, outcome });

    /** Calls in the debugger and in the profiler leave the plug-in's own runner alone. */
    const isApart = debugged !== undefined || profiling !== undefined;
    let profiler: RunnerProcess | undefined;
    let stopped: Failure | undefined;
    let deadline: Deadline | undefined;
    const stop = (why: Failure): void => {
      stopped ??= why;
      if (isApart) return (debugged ?? profiler)?.kill();
      this.runners.end(call.plugin);
      this.runners.warm(); // the next call needs one
    };
    const cancelled = token.onCancellationRequested(() => stop(failure('cancelled', 'cancelled')));
    try {
      const settings = this.settings.read(request.plugin);
      const own = await readOwnFunctions(request.plugin, settings);
      const take = async (): Promise<CallRunner> => {
        if (debugged) return debugged;
        const began = performance.now();
        if (profiling) profiler = await this.runners.profiler(own === undefined);
        const runner = profiler ?? (await this.runners.take(call.plugin, own?.revision ?? ''));
        start += performance.now() - began;
        return runner;
      };
      const runner = await take();
      if (stopped) return fail(stopped);
      const { timeout = debugged ? FOR_EVER : undefined } = request;
      deadline = new Deadline((millis) => stop(timedOut(millis, this.plugins.get(call.plugin)?.description)));
      deadline.set(timeout ?? this.plugins.get(call.plugin)?.description?.timeout ?? settings.timeout);
      const { config = settings.config, hostMemory = settings.hostMemory, input } = request;
      const { environment, hostFunctionsFile, transcripts, ...rest } = settings;
      if (transcripts && !profiling) transcript = await this.transcripts.begin(call);
      if (stopped) return fail(stopped);
      const runRequest: RunRequest = {
        path: request.plugin.fsPath,
        kind: pluginKind(request.plugin),
        function: request.function,
        ...(input && { input }),
        settings: { ...rest, config, hostMemory },
        environment: allowedEnvironment(environment),
        ...(own ? { ownFunctions: own.path } : hostFunctionsFile !== '' && { absentOwnFunctions: hostFunctionsFile }),
        keepInstance: !isApart && this.states.get(call.plugin).keepsInstance,
        ...(debugged && { debug: { stopOnEntry: debugged.stopOnEntry } }),
        ...(profiling && { profile: { calls: profiling.calls } }),
        ...(transcript !== undefined && { transcript }),
      };
      const onEvent = (event: RunEvent): void => {
        switch (event.kind) {
          case 'callEvents':
            return this.calls.addEvents(call, event.events);
          case 'hostMemorySet':
            return isApart ? undefined : this.states.setHostMemory(call.plugin, event.entries);
          case 'manifestTimeout':
            return timeout === undefined ? deadline?.set(event.millis) : undefined;
          case 'profiling':
            deadline?.restart(); // which is for each call
            return profiling?.onProgress(event.calls);
          case 'profiled':
            return profiling?.onProfile(event.profile, event.calls);
          case 'fetched':
            return this.fetched.set(event.url, event.module);
        }
      };
      const result = runner.run(runRequest, onEvent).catch(async (error: unknown) => {
        // one that had died while nobody needed it has not seen this call
        if (error instanceof RunnerGone && error.unheard && !stopped) return (await take()).run(runRequest, onEvent);
        throw error;
      });
      end(await result);
    } catch (error) {
      if (stopped) fail(stopped);
      else if (error instanceof RunnerGone) fail(runnerDied(error.how, error.lastWords));
      else
        fail(
          failure('runnerDied', 'the runner failed', { detail: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
        );
    } finally {
      profiler?.kill();
      if (!isApart) this.runners.release(call.plugin);
      deadline?.dispose();
      cancelled.dispose();
    }
  }
}
