import type { Failure, Variable } from '../core/call';
import { CallFailure } from '../core/failures/failure';
import { functionFailure, loadFailure } from '../core/failures/loading';
import { hostImportsOf } from '../core/plugin/description';
import type { HostImport } from '../core/plugin/hostImports';
import type { DebugSources, RunnerEvent, RunnerMethods, RunRequest, RunResult } from '../protocol/runner';
import { debugSources } from './debugSources';
import { stopAtNextEntry } from './enterPlugin.js';
import { HostMemory } from './hostMemory';
import { PluginInstance } from './instance';
import { type LoadedPlugin, loadPlugin, tellTimeout } from './load';
import { type Later, runSoon, startProfile } from './node';
import { loadOwnFunctions, type OwnFunctions } from './ownFunctions';
import { describeProfile } from './profile';

/** Milliseconds between telling how many calls were made. */
const PROGRESS_INTERVAL = 100;

interface Prepared {
  /** What the instance depends on besides the plug-in's files. */
  key: string;
  instance: PluginInstance;
  /** Milliseconds. */
  instantiate: number;
}

/** What of a request an instance is made from. */
const keyOf = ({ settings, environment }: RunRequest): string => JSON.stringify([settings, environment]);

/** Host memory is read anew by each call; an instance that is kept need not have been made with it. */
const keptKeyOf = (request: RunRequest): string => keyOf({ ...request, settings: { ...request.settings, hostMemory: {} } });

const refused = (outcome: Failure, compile = 0): RunResult => ({
  outcome,
  millis: { compile, instantiate: 0, call: 0 },
  memoryPages: { before: 0, after: 0 },
  allocations: { count: 0, bytes: 0 },
  warnings: [],
});

/** Executes functions of one plug-in: its modules are compiled once, each call gets a fresh instance unless one is to be kept. */
export class PluginRunner implements RunnerMethods {
  readonly #memory = new HostMemory((entries) => this.tell({ kind: 'hostMemorySet', entries }));
  #own: OwnFunctions | undefined;
  #loaded: LoadedPlugin | undefined;
  /** The next call's instance, made while nobody waits for it. */
  #ahead: Promise<Prepared> | undefined;
  #preparing: Later | undefined;
  #kept: Prepared | undefined;
  /** The call that runs, which has the instance that is kept: it may wait for an answer. */
  #running: Promise<unknown> = Promise.resolve();
  /** What the plug-in imports from its host, for settings that had this key. */
  #imports: { plugin: LoadedPlugin; key: string; hostImports: HostImport[] } | undefined;

  constructor(private readonly tell: (event: RunnerEvent) => void) {}

  // The methods are called as plain functions, by name.
  readonly run = async (request: RunRequest): Promise<RunResult> => {
    this.#preparing?.cancel(); // two instances must not be made at once: each would see the other's imports
    const running = request.profile ? this.#profile(request, request.profile.calls) : this.#run(request);
    this.#running = running.catch(() => undefined); // whoever made the call is told
    try {
      return await running;
    } catch (error) {
      if (error instanceof CallFailure) return refused(error.failure);
      throw error;
    }
  };

  readonly deleteVariable = async (name: string): Promise<Variable[]> => {
    await this.#running;
    this.#kept?.instance.deleteVariable(name);
    return this.#kept?.instance.variables() ?? [];
  };

  readonly reset = async (): Promise<void> => {
    await this.#running;
    await this.#reset();
  };

  readonly debugSources = async (request: Pick<RunRequest, 'path' | 'kind'>): Promise<DebugSources> => {
    try {
      return debugSources(await loadPlugin(request, () => undefined));
    } catch (error) {
      if (error instanceof CallFailure) return { missing: [], present: 0 }; // the call says what is wrong with the plug-in
      throw error;
    }
  };

  async #reset(): Promise<void> {
    const kept = this.#kept;
    this.#kept = undefined;
    await kept?.instance.close();
  }

  async #run(request: RunRequest): Promise<RunResult> {
    const { plugin, compile } = await this.#load(request);
    if (request.ownFunctions !== undefined) this.#own ??= await loadOwnFunctions(request.ownFunctions);
    this.#memory.values = request.settings.hostMemory;
    const key = keyOf(request);
    const hostImports = this.#hostImports(plugin, key, request);
    const refusal =
      loadFailure({ ...plugin.description, hostImports }, { ...request.settings, absentFile: request.absentOwnFunctions }) ??
      functionFailure(request.function, plugin.main, plugin.description.functions);
    if (refusal) return refused(refusal, compile);

    const prepared = await this.#takeInstance(key, plugin, hostImports, request);
    const { instance, instantiate } = prepared;
    const tellEvents = (): void => instance.recorder.tellTo((events) => this.tell({ kind: 'callEvents', events }));
    if (!request.profile) tellEvents();
    if (request.debug?.stopOnEntry) stopAtNextEntry();
    const started = performance.now();
    const result = await instance.call(request.function, request.input);
    const call = performance.now() - started;
    if (request.profile && (request.profile.calls === 1 || result.outcome.kind === 'failure')) tellEvents();
    const problems = instance.recorder.end();
    this.#memory.tell();
    const variables = request.keepInstance ? { variables: instance.variables() } : {};
    if (request.keepInstance && instance.isUsable) this.#kept = { ...prepared, key: keptKeyOf(request) };
    else await instance.close();
    // That this one ended well shows that making another ends. One under the debugger is the only one, and a transcript is of one call.
    if (!request.keepInstance && !request.debug && request.transcript === undefined && result.outcome.kind === 'output') {
      this.#preparing = runSoon(() => {
        this.#ahead = this.#prepare(key, plugin, hostImports, request);
      });
    }
    return { ...result, ...variables, warnings: [...result.warnings, ...problems], millis: { compile, instantiate, call } };
  }

  /** Calls the function again and again. The events that are told are those of the last call. */
  async #profile(request: RunRequest, calls: number): Promise<RunResult> {
    const { plugin } = await this.#load(request); // compiling it is not what is looked at
    const stop = await startProfile();
    let made = 0;
    let told = performance.now();
    try {
      for (;;) {
        this.#preparing?.cancel();
        const result = await this.#run({ ...request, profile: { calls: calls - made } });
        made += 1;
        if (made === calls || result.outcome.kind === 'failure') return result;
        if (performance.now() - told < PROGRESS_INTERVAL) continue;
        told = performance.now();
        this.tell({ kind: 'profiling', calls: made });
      }
    } finally {
      this.tell({ kind: 'profiled', profile: describeProfile(await stop(), plugin), calls: made });
    }
  }

  /** The plug-in as its files are now. */
  async #load(request: RunRequest): Promise<{ plugin: LoadedPlugin; compile: number }> {
    if (this.#loaded && !this.#loaded.isStale()) {
      tellTimeout(this.#loaded.manifest, this.tell);
      return { plugin: this.#loaded, compile: 0 };
    }
    this.#loaded = undefined;
    await this.#discardAhead();
    await this.#reset();
    this.#loaded = await loadPlugin(request, this.tell);
    return { plugin: this.#loaded, compile: this.#loaded.compile };
  }

  #hostImports(plugin: LoadedPlugin, key: string, { settings: { mocks } }: RunRequest): HostImport[] {
    if (this.#imports?.plugin !== plugin || this.#imports.key !== key) {
      const own = this.#own && { file: this.#own.file, names: [...this.#own.functions.keys()] };
      this.#imports = { plugin, key, hostImports: hostImportsOf(plugin.named, { mocks, ...(own && { own }) }) };
    }
    return this.#imports.hostImports;
  }

  async #prepare(key: string, plugin: LoadedPlugin, hostImports: HostImport[], request: RunRequest): Promise<Prepared> {
    const started = performance.now();
    const instance = await PluginInstance.create({ plugin, hostImports, request, memory: this.#memory, own: this.#own });
    return { key, instance, instantiate: performance.now() - started };
  }

  async #takeInstance(key: string, plugin: LoadedPlugin, hostImports: HostImport[], request: RunRequest): Promise<Prepared> {
    if (request.keepInstance && this.#kept?.key === keptKeyOf(request)) {
      const kept = this.#kept;
      this.#kept = undefined; // until the call shows that it can be called again
      kept.instance.renew(request);
      return { ...kept, instantiate: 0 };
    }
    await this.#reset();
    const prepared = await this.#ahead;
    if (prepared?.key === key && request.transcript === undefined) {
      this.#ahead = undefined;
      return { ...prepared, instantiate: 0 };
    }
    await this.#discardAhead();
    return this.#prepare(key, plugin, hostImports, request);
  }

  async #discardAhead(): Promise<void> {
    const prepared = await this.#ahead;
    this.#ahead = undefined;
    await prepared?.instance.close();
  }
}
