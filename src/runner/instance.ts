import { interceptInstantiation, supportsAsyncHostFunctions } from './interceptor';
import { createPlugin, type CurrentPlugin, type ExtismPluginOptions, type Plugin } from '@extism/extism';
import { type LogLevel, LOG_LEVELS, type Outcome, type Variable } from '../core/call';
import { failure } from '../core/failures';
import { traceText } from '../core/format/bytes';
import { parityWarnings } from '../core/parity';
import { KERNEL_NAMESPACE, WASI_NAMESPACE } from '../core/plugin/abi';
import type { HostImport } from '../core/plugin/hostImports';
import type { Limits } from '../core/settings';
import type { RunRequest, RunResult } from '../protocol/runner';
import { AllocationMeter, BLOCK_BITS } from './allocationMeter';
import { type Folder, openFolders } from './folders';
import { bindHostFunctions } from './hostFunctions/bind';
import type { HostMemory } from './hostMemory';
import { createFetch, EVERY_HOST } from './http';
import { refuseInKernel } from './kernelRefusals';
import { type Kernel, traceKernel } from './kernelTrace';
import type { LoadedPlugin } from './load';
import { limitMemory, PAGE } from './node';
import type { OwnFunctions } from './ownFunctions';
import { Recorder } from './recorder';
import { describeThrown, type Noted } from './thrown';
import { captureWasi } from './wasiCapture';
import { guardPaths } from './wasiPaths';

const OFFSET_IN_BLOCK = (1n << BLOCK_BITS) - 1n;
/** Characters of a variable's value that are told. */
const SHOWN_VALUE = 200;

/** What an instance is made from. */
export interface InstanceParts {
  plugin: LoadedPlugin;
  hostImports: readonly HostImport[];
  request: RunRequest;
  memory: HostMemory;
  own: OwnFunctions | undefined;
}

/** What is noted of one call. */
class CallNotes implements Noted {
  exitCode?: number;
  error?: string;
  output?: { offset: bigint; length: bigint };
  returnCode: unknown;
  nullAnswers = new Set<string>();

  constructor(readonly allocations: AllocationMeter) {}
}

/** One instance of a plug-in. */
export class PluginInstance {
  recorder = new Recorder();
  #notes: CallNotes;
  readonly #variables = new Set<string>();
  #ownMemory = new Map<string, unknown>();
  #sdk: Plugin | undefined;
  #context: CurrentPlugin | undefined;
  #memory: WebAssembly.Memory | undefined;
  #failed: unknown;
  #folders: Folder[] = [];
  readonly #closed = new AbortController();

  private constructor(private readonly parts: InstanceParts) {
    this.#notes = this.#newNotes();
  }

  /** Instantiates the plug-in, which runs its start section, `_initialize` and `_start`. What fails there fails the call. */
  static async create(parts: InstanceParts): Promise<PluginInstance> {
    const instance = new PluginInstance(parts);
    const main = instance.#main;
    const hooks = {
      imports: (_: WebAssembly.Module, imports: WebAssembly.Imports, memory: () => WebAssembly.Memory | undefined) =>
        instance.#watchImports(imports, memory),
      instance: (module: WebAssembly.Module, { exports }: WebAssembly.Instance) => {
        if (module === main && exports['memory'] instanceof WebAssembly.Memory) instance.#memory = exports['memory'];
      },
      returned: (_: WebAssembly.Module, _name: string, value: unknown) => {
        instance.#notes.returnCode = value;
      },
    };
    try {
      limitMemory(instance.#limits().maxPages);
      instance.#sdk = await interceptInstantiation(main, hooks, () => createPlugin({ wasm: parts.plugin.modules }, instance.#options()));
    } catch (error) {
      instance.#failed = error;
    }
    return instance;
  }

  /** Whether it can be called again: it was made, and has not exited. */
  get isUsable(): boolean {
    return this.#sdk !== undefined && this.#notes.exitCode === undefined;
  }

  /** To be called before a second call: what was noted and recorded was the first one's. */
  renew(): void {
    this.recorder = new Recorder();
    this.#notes = this.#newNotes();
    this.#ownMemory = new Map();
  }

  async call(name: string, input: Uint8Array | undefined): Promise<Omit<RunResult, 'millis'>> {
    const before = this.#pages();
    const outcome = await this.#outcome(name, input);
    const { nullAnswers, returnCode } = this.#notes;
    const allocations = this.#notes.allocations.total;
    const { maxVarBytes } = this.#limits();
    const warnings = parityWarnings({
      returnCode: typeof returnCode === 'number' ? returnCode : 0,
      outputBytes: outcome.bytes?.length ?? 0,
      variableBytes: this.variables().reduce((sum, { size }) => sum + size, 0),
      maxVarBytes,
      nullAnswers,
      allocations: allocations.count,
    });
    return { outcome, memoryPages: { before, after: this.#pages() }, allocations, warnings };
  }

  variables(): Variable[] {
    return [...this.#variables].flatMap((name) => {
      const bytes = this.#context?.getVariable(name)?.bytes();
      return bytes ? [{ name, size: bytes.length, value: traceText(bytes).slice(0, SHOWN_VALUE) }] : [];
    });
  }

  deleteVariable(name: string): void {
    this.#context?.deleteVariable(name);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#sdk?.close();
  }

  async #outcome(name: string, input: Uint8Array | undefined): Promise<Outcome> {
    try {
      if (!this.#sdk) throw this.#failed;
      await this.#sdk.call(name, input);
    } catch (error) {
      const { exitCode, error: set } = this.#notes;
      const bytes = this.#output();
      if (this.#sdk && exitCode === 0 && set === undefined) return { kind: 'output', bytes };
      const failed = set !== undefined && error instanceof Error && error.message.startsWith('Plugin-originated error: ');
      return { ...(failed ? failure('pluginError', set) : describeThrown(error, this.#notes)), ...(bytes.length > 0 && { bytes }) };
    }
    const { returnCode } = this.#notes;
    const bytes = this.#output();
    if (typeof returnCode !== 'number' || returnCode === 0) return { kind: 'output', bytes };
    return failure('returnCode', `returned ${returnCode}`, {
      detail: 'A function returns 0 where it succeeded. To say what went wrong, set an error before returning anything else.',
      exitCode: returnCode,
      ...(bytes.length > 0 && { bytes }),
    });
  }

  #newNotes(): CallNotes {
    return new CallNotes(new AllocationMeter(this.#limits().maxPages, (offset) => this.#context?.length(offset)));
  }

  get #main(): WebAssembly.Module {
    const main = this.parts.plugin.modules.find(({ name }) => name === 'main');
    if (!main) throw new Error('one module is always named main');
    return main.module;
  }

  #limits(): Limits {
    const { plugin, request } = this.parts;
    return { ...request.settings.limits, ...plugin.manifest?.memory };
  }

  #fetch(): typeof fetch {
    const { plugin, request } = this.parts;
    const { allowedHosts } = plugin.manifest ?? {};
    const { settings } = request;
    return createFetch({
      allowed: allowedHosts ? { hosts: allowedHosts, from: 'manifest' } : { hosts: settings.allowedHosts, from: 'settings' },
      maxResponseBytes: this.#limits().maxHttpResponseBytes,
      signal: this.#closed.signal,
      record: (event) => {
        if (settings.trace || event.error !== undefined) this.recorder.add(event);
      },
    });
  }

  #options(): ExtismPluginOptions {
    const { plugin, request, hostImports, memory, own } = this.parts;
    const { settings, environment } = request;
    const { manifest } = plugin;
    this.#folders = openFolders(plugin, request);
    const { maxVarBytes } = this.#limits();
    // without a prototype: the SDK looks keys up with `in`
    const config: Record<string, string> = Object.assign(Object.create(null), settings.config, manifest?.config);
    const log = (level: LogLevel) => (text: unknown) => this.recorder.add({ kind: 'log', level, text: String(text) });
    const ownMemory = (): Map<string, unknown> => this.#ownMemory;
    return {
      useWasi: plugin.description.wasi,
      enableWasiOutput: true, // it never gets there, and /dev/null need not be opened
      functions: {
        ...bindHostFunctions(hostImports, {
          context: { settings, memory, environment, record: (event) => this.recorder.add(event) },
          mocks: settings.mocks,
          own,
          ownContext: {
            config,
            log: (text, level = 'info') => log(level)(text),
            get memory() {
              return ownMemory();
            },
          },
          trace: settings.trace,
          onNull: (name) => this.#notes.nullAnswers.add(name),
        }),
        [CONTEXT_NAMESPACE]: { context: contextReceiver((context) => (this.#context = context)) },
      },
      config,
      allowedPaths: Object.fromEntries(this.#folders.map(({ guest, host }) => [guest, host])),
      allowedHosts: supportsAsyncHostFunctions ? [...EVERY_HOST] : [],
      allowHttpResponseHeaders: true,
      fetch: this.#fetch(),
      memory: maxVarBytes === undefined ? {} : { maxVarBytes },
      logLevel: settings.logLevel,
      logger: Object.fromEntries(LOG_LEVELS.map((level) => [level, log(level)])) as unknown as Console,
    };
  }

  #watchImports(imports: WebAssembly.Imports, memory: () => WebAssembly.Memory | undefined): void {
    const kernel = imports[KERNEL_NAMESPACE] as Kernel | undefined;
    if (kernel) this.#watchKernel(kernel);
    const wasi = imports[WASI_NAMESPACE];
    if (!wasi) return;
    guardPaths(wasi, this.#folders, memory);
    captureWasi(wasi, memory, {
      output: (kind, text) => this.recorder.add({ kind, text }),
      exit: (code) => (this.#notes.exitCode = code),
    });
  }

  #watchKernel(kernel: Kernel): void {
    const { output_set: setOutput, error_set: setError } = kernel;
    if (setOutput) {
      kernel['output_set'] = (offset = 0n, length = 0n) => {
        setOutput(offset, length);
        this.#notes.output = { offset: BigInt(offset), length: BigInt(length) };
        return undefined;
      };
    }
    if (setError) {
      kernel['error_set'] = (offset = 0n) => {
        setError(offset);
        this.#notes.error = this.#context?.read(offset)?.text() ?? '';
        return undefined;
      };
    }
    refuseInKernel(kernel, { async: supportsAsyncHostFunctions, maxVarBytes: this.#limits().maxVarBytes });
    traceKernel(
      kernel,
      {
        record: (event) => this.recorder.add(event),
        allocated: (size, offset) => this.#notes.allocations.add(size, offset),
        variables: this.#variables,
        context: () => this.#context,
      },
      this.parts.request.settings.trace,
    );
  }

  /** What the plug-in set as its output: the SDK gives the whole block, whatever offset and length were set. */
  #output(): Uint8Array {
    const { output } = this.#notes;
    const block = output && output.length > 0n ? this.#context?.read(output.offset) : undefined;
    if (!output || !block) return new Uint8Array();
    const start = Number(output.offset & OFFSET_IN_BLOCK);
    return block.bytes().subarray(start, start + Number(output.length));
  }

  #pages(): number {
    return this.#memory ? this.#memory.buffer.byteLength / PAGE : 0;
  }
}

/** A namespace that no plug-in imports from. */
const CONTEXT_NAMESPACE = 'extism-workbench';

const doNothing = (): void => undefined;

/** The SDK hands its call context to host functions alone, by binding each to it: so this is one that notes what it is bound to. */
function contextReceiver(receive: (context: CurrentPlugin) => void): () => void {
  const bind = (_: unknown, context: CurrentPlugin): typeof doNothing => {
    receive(context);
    return doNothing;
  };
  return Object.assign((): void => undefined, { bind });
}
