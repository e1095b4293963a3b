import { interceptInstantiation, supportsAsyncHostFunctions } from './interceptor';
import { createPlugin, type CurrentPlugin, type ExtismPluginOptions, type Plugin } from '@extism/extism';
import type { Outcome, Variable } from '../core/call';
import { returned } from '../core/failures/ends';
import { failure } from '../core/failures/failure';
import { traceText } from '../core/format/bytes';
import { formatHead } from '../core/format/call';
import { parityWarnings } from '../core/parity';
import { KERNEL_NAMESPACE, WASI_NAMESPACE } from '../core/plugin/abi';
import type { WasmModule } from '../core/wasm/module';
import type { RunRequest, RunResult } from '../protocol/runner';
import { AllocationMeter, OFFSET_IN_BLOCK } from './allocationMeter';
import { type Folder, openFolders } from './folders';
import { configOf, type InstanceParts, limitsOf } from './instanceParts';
import { KernelCorrections } from './kernel';
import { refuseInKernel } from './kernelRefusals';
import { type Kernel, traceKernel } from './kernelTrace';
import { baseName, limitMemory, PAGE } from './node';
import { Recorder } from './recorder';
import { sdkOptions } from './sdkOptions';
import { symbolize } from './symbols';
import { describeThrown, type Noted } from './thrown';
import { Transcript } from './transcript';
import { captureWasi } from './wasiCapture';
import { guardPaths } from './wasiPaths';

/** Characters of a variable's value that are told. */
const SHOWN_VALUE = 200;

/** What is noted of one call. */
class CallNotes implements Noted {
  exitCode?: number;
  error?: string;
  /** Of the block that was set as the error. */
  errorOffset: bigint | number = 0n;
  /** The block is kept here: a plug-in may free it after it was set. */
  output?: { block: Uint8Array | undefined; offset: bigint; length: bigint };
  returnCode: unknown;
  nullAnswers = new Set<string>();

  constructor(readonly allocations: AllocationMeter) {}
}

const newRecorder = (request: RunRequest): Recorder =>
  new Recorder(
    request.transcript === undefined ? undefined : new Transcript(request.transcript, formatHead(request, baseName(request.path))),
  );

const exportsAll = ({ exports }: WasmModule, ...names: string[]): boolean =>
  names.every((name) => exports.some((item) => item.name === name));

/** One instance of a plug-in. */
export class PluginInstance {
  recorder: Recorder;
  #notes: CallNotes;
  readonly #kernel: KernelCorrections;
  readonly #variables = new Set<string>();
  #ownMemory = new Map<string, unknown>();
  #sdk: Plugin | undefined;
  #context: CurrentPlugin | undefined;
  #memory: WebAssembly.Memory | undefined;
  #failed: unknown;
  #folders: Folder[] = [];
  /** Ends what is under way when the instance is closed; made when first needed. */
  #closing: AbortController | undefined;

  private constructor(private readonly parts: InstanceParts) {
    this.recorder = newRecorder(parts.request);
    this.#notes = this.#newNotes();
    this.#kernel = new KernelCorrections({
      context: () => this.#requireContext(),
      config: configOf(this.parts),
      logLevel: parts.request.settings.logLevel,
      maxVarBytes: limitsOf(this.parts).maxVarBytes,
      variables: this.#variables,
    });
  }

  /** Instantiates the plug-in, which runs its start section and `_initialize`. What fails there fails the call. */
  static async create(parts: InstanceParts): Promise<PluginInstance> {
    const instance = new PluginInstance(parts);
    const main = instance.#main;
    const hooks = {
      imports: (_: WebAssembly.Module, imports: WebAssembly.Imports, memory: () => WebAssembly.Memory | undefined) =>
        instance.#watchImports(imports, memory),
      instance: (module: WebAssembly.Module, { exports }: WebAssembly.Instance) => {
        if (module !== main) return;
        if (exports['memory'] instanceof WebAssembly.Memory) instance.#memory = exports['memory'];
        construct(exports);
      },
      returned: (_: WebAssembly.Module, _name: string, value: unknown) => {
        instance.#notes.returnCode = value;
      },
    };
    try {
      limitMemory(limitsOf(parts).maxPages);
      const wasm = parts.plugin.modules.map(({ name, module }) => ({ name, module }));
      instance.#sdk = await interceptInstantiation(main, hooks, () => createPlugin({ wasm }, instance.#options()));
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
  renew(request: RunRequest): void {
    this.recorder = newRecorder(request);
    this.#notes = this.#newNotes();
    this.#ownMemory = new Map();
  }

  async call(name: string, input: Uint8Array | undefined): Promise<Omit<RunResult, 'millis'>> {
    const before = this.#pages();
    const actedAtStart = !this.recorder.isEmpty;
    const outcome = await this.#outcome(name, input);
    const { main, named } = this.parts.plugin;
    const { nullAnswers, returnCode } = this.#notes;
    const allocations = this.#notes.allocations.total;
    const warnings = parityWarnings({
      returnCode: typeof returnCode === 'number' ? returnCode : 0,
      outputBytes: outcome.bytes?.length ?? 0,
      nullAnswers,
      allocations: allocations.count,
      actedAtStart,
      isCommandAndReactor: exportsAll(main, '_start', '_initialize'),
      linksCommand: named.some(({ module }) => module !== undefined && module !== main && exportsAll(module, '_start')),
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
    this.#closing?.abort();
    await this.#sdk?.close();
  }

  async #outcome(name: string, input: Uint8Array | undefined): Promise<Outcome> {
    try {
      if (!this.#sdk) throw this.#failed;
      await this.#sdk.call(name, input);
    } catch (error) {
      const { exitCode } = this.#notes;
      const bytes = this.#output();
      const set = this.#noteError();
      if (this.#sdk && exitCode === 0 && set === undefined) return { kind: 'output', bytes };
      const failed =
        set !== undefined && exitCode !== undefined
          ? failure('pluginError', set, { exitCode })
          : describeThrown(error, this.#notes, {
              symbolize: (frames) => symbolize(frames, this.parts.plugin.modules),
              main: this.parts.plugin.main,
            });
      return { ...failed, ...(bytes.length > 0 && { bytes }) };
    }
    const { returnCode } = this.#notes;
    const bytes = this.#output();
    const set = this.#noteError();
    if (set !== undefined) return failure('pluginError', set, { ...(bytes.length > 0 && { bytes }) });
    if (typeof returnCode !== 'number' || returnCode === 0) return { kind: 'output', bytes };
    return returned(returnCode, bytes);
  }

  /** What the plug-in set as its error. It is not an error where the block is free by now, as in other hosts. */
  #noteError(): string | undefined {
    const { errorOffset } = this.#notes;
    if (this.#kernel.length(errorOffset) > 0n) this.#notes.error = this.#kernel.text(errorOffset);
    return this.#notes.error;
  }

  /** What the host stores in Extism memory counts too, and is made past the kernel's `alloc`. */
  #useContext(context: CurrentPlugin): void {
    this.#context = context;
    const store = context.store.bind(context);
    context.store = (content) => {
      const offset = store(content);
      this.#notes.allocations.hold(typeof content === 'string' ? Number(context.length(offset)) : content.length, offset);
      return offset;
    };
  }

  #requireContext(): CurrentPlugin {
    if (!this.#context) throw new Error('the SDK binds its context before it instantiates a module');
    return this.#context;
  }

  #newNotes(): CallNotes {
    return new CallNotes(new AllocationMeter(limitsOf(this.parts).maxPages, (offset) => this.#context?.length(offset)));
  }

  get #main(): WebAssembly.Module {
    const main = this.parts.plugin.modules.find(({ name }) => name === 'main');
    if (!main) throw new Error('one module is always named main');
    return main.module;
  }

  #options(): ExtismPluginOptions {
    this.#folders = openFolders(this.parts.plugin, this.parts.request);
    return sdkOptions(this.parts, this.#folders, {
      record: (event) => this.recorder.add(event),
      context: (context) => this.#useContext(context),
      nullAnswer: (name) => this.#notes.nullAnswers.add(name),
      ownMemory: () => this.#ownMemory,
      signal: () => (this.#closing ??= new AbortController()).signal,
    });
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
    this.#kernel.correct(kernel);
    const { output_set: setOutput } = kernel;
    if (setOutput) {
      kernel['output_set'] = (offset = 0n, size = 0n) => {
        const start = BigInt(offset);
        const length = BigInt.asUintN(64, BigInt(size));
        if (offset !== 0n) setOutput(offset, (start & OFFSET_IN_BLOCK) + length); // the SDK only looks whether that is in the block
        this.#notes.output = { block: this.#context?.read(offset)?.bytes(), offset: start, length };
        return undefined;
      };
    }
    // The SDK is not told: it would take offset 0, which takes an error back, for an error.
    kernel['error_set'] = (offset = 0n) => {
      this.#notes.errorOffset = offset;
      return undefined;
    };
    kernel['error_get'] = () => this.#notes.errorOffset;
    refuseInKernel(kernel, { async: supportsAsyncHostFunctions, maxVarBytes: limitsOf(this.parts).maxVarBytes });
    traceKernel(
      kernel,
      {
        record: (event) => this.recorder.add(event),
        allocated: (size, offset) => this.#notes.allocations.add(size, offset),
        variables: this.#variables,
        text: (offset) => this.#kernel.text(offset),
        length: (offset) => this.#kernel.length(offset),
      },
      this.parts.request.settings.trace,
    );
  }

  /** What the plug-in set as its output: the SDK gives the whole block, whatever offset and length were set. */
  #output(): Uint8Array {
    const { block, offset, length } = this.#notes.output ?? {};
    if (!block || !offset || !length) return new Uint8Array();
    const start = Number(offset & OFFSET_IN_BLOCK);
    return block.subarray(start, start + Number(length));
  }

  #pages(): number {
    return this.#memory ? this.#memory.buffer.byteLength / PAGE : 0;
  }
}

/** Runs a module's constructors, as other hosts do and the SDK doesn't. Where there is `_initialize`, it does that. */
function construct({ __wasm_call_ctors: constructors, _initialize, hs_init }: WebAssembly.Exports): void {
  if (typeof constructors === 'function' && constructors.length === 0 && !_initialize && !hs_init) constructors();
}
