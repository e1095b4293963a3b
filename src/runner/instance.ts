import { interceptInstantiation, supportsAsyncHostFunctions } from './interceptor';
import { createPlugin, type CurrentPlugin, type ExtismPluginOptions, type Plugin } from '@extism/extism';
import { type LogLevel, LOG_LEVELS, type MemoryPages, type Outcome } from '../core/call';
import { failure } from '../core/failures';
import { KERNEL_NAMESPACE, WASI_NAMESPACE } from '../core/plugin/abi';
import type { RunRequest } from '../protocol/runner';
import { bindHostFunctions } from './hostFunctions/bind';
import type { LoadedPlugin } from './load';
import { limitMemory, resolvePath } from './node';
import { Recorder } from './recorder';
import { describeThrown, type Noted } from './thrown';
import { captureWasi } from './wasiCapture';

const PAGE = 65_536;
const OFFSET_IN_BLOCK = (1n << 48n) - 1n;

type Kernel = Record<string, (...args: bigint[]) => unknown>;

export interface InstanceResult {
  outcome: Outcome;
  memoryPages: MemoryPages;
}

/** One instance of a plug-in, good for one call. */
export class PluginInstance {
  readonly recorder = new Recorder();
  readonly #noted: Noted & { output?: { offset: bigint; length: bigint }; returnCode?: unknown } = {};
  #sdk: Plugin | undefined;
  #context: CurrentPlugin | undefined;
  #memory: WebAssembly.Memory | undefined;
  #failed: unknown;

  private constructor(
    private readonly plugin: LoadedPlugin,
    private readonly settings: RunRequest['settings'],
  ) {}

  /** Instantiates the plug-in, which runs its start section, `_initialize` and `_start`. What fails there fails the call. */
  static async create(plugin: LoadedPlugin, { path, settings }: Pick<RunRequest, 'path' | 'settings'>): Promise<PluginInstance> {
    const instance = new PluginInstance(plugin, settings);
    const main = plugin.modules.find(({ name }) => name === 'main')?.module;
    if (!main) throw new Error('one module is always named main');
    const hooks = {
      imports: (_: WebAssembly.Module, imports: WebAssembly.Imports) => instance.#watchImports(imports),
      instance: (module: WebAssembly.Module, { exports }: WebAssembly.Instance) => {
        if (module === main && exports['memory'] instanceof WebAssembly.Memory) instance.#memory = exports['memory'];
      },
      returned: (_: WebAssembly.Module, _name: string, value: unknown) => {
        instance.#noted.returnCode = value;
      },
    };
    try {
      limitMemory(plugin.manifest?.memory.maxPages ?? settings.limits.maxPages);
      instance.#sdk = await interceptInstantiation(main, hooks, () => createPlugin({ wasm: plugin.modules }, instance.#options(path)));
    } catch (error) {
      instance.#failed = error;
    }
    return instance;
  }

  async call(name: string, input: Uint8Array | undefined): Promise<InstanceResult> {
    const before = this.#pages();
    const outcome = await this.#outcome(name, input);
    return { outcome, memoryPages: { before, after: this.#pages() } };
  }

  async close(): Promise<void> {
    await this.#sdk?.close();
  }

  async #outcome(name: string, input: Uint8Array | undefined): Promise<Outcome> {
    try {
      if (!this.#sdk) throw this.#failed;
      await this.#sdk.call(name, input);
    } catch (error) {
      const { exitCode, error: set } = this.#noted;
      const bytes = this.#output();
      if (exitCode === 0 && set === undefined) return { kind: 'output', bytes };
      const failed = set !== undefined && error instanceof Error && error.message.startsWith('Plugin-originated error: ');
      return { ...(failed ? failure('pluginError', set) : describeThrown(error, this.#noted)), ...(bytes.length > 0 && { bytes }) };
    }
    const { returnCode } = this.#noted;
    const bytes = this.#output();
    if (typeof returnCode !== 'number' || returnCode === 0) return { kind: 'output', bytes };
    return failure('returnCode', `returned ${returnCode}`, {
      detail: 'A function returns 0 where it succeeded. To say what went wrong, set an error before returning anything else.',
      exitCode: returnCode,
      ...(bytes.length > 0 && { bytes }),
    });
  }

  #options(path: string): ExtismPluginOptions {
    const { plugin, settings, recorder } = this;
    const { manifest } = plugin;
    const { maxVarBytes, maxHttpResponseBytes } = { ...settings.limits, ...manifest?.memory };
    const paths = Object.entries(manifest?.allowedPaths ?? settings.allowedPaths);
    const log = (level: LogLevel) => (text: unknown) => recorder.add({ kind: 'log', level, text: String(text) });
    return {
      useWasi: plugin.description.wasi,
      enableWasiOutput: true, // it never gets there, and /dev/null need not be opened
      functions: {
        ...bindHostFunctions(plugin.description.hostImports, { settings }, recorder),
        [CONTEXT_NAMESPACE]: { context: contextReceiver((context) => (this.#context = context)) },
      },
      // without a prototype: the SDK looks keys up with `in`
      config: Object.assign(Object.create(null), settings.config, manifest?.config),
      allowedPaths: Object.fromEntries(paths.map(([host, guest]) => [guest, resolvePath(path, host)])),
      allowedHosts: supportsAsyncHostFunctions ? (manifest?.allowedHosts ?? settings.allowedHosts) : [],
      memory: { ...(maxVarBytes !== undefined && { maxVarBytes }), ...(maxHttpResponseBytes !== undefined && { maxHttpResponseBytes }) },
      logLevel: settings.logLevel,
      logger: Object.fromEntries(LOG_LEVELS.map((level) => [level, log(level)])) as unknown as Console,
    };
  }

  #watchImports(imports: WebAssembly.Imports): void {
    const kernel = imports[KERNEL_NAMESPACE] as Kernel | undefined;
    const { output_set: setOutput, error_set: setError } = kernel ?? {};
    if (kernel && setOutput) {
      kernel['output_set'] = (offset = 0n, length = 0n) => {
        setOutput(offset, length);
        this.#noted.output = { offset, length };
      };
    }
    if (kernel && setError) {
      kernel['error_set'] = (offset = 0n) => {
        setError(offset);
        this.#noted.error = this.#context?.read(offset)?.text() ?? '';
      };
    }
    const wasi = imports[WASI_NAMESPACE];
    if (!wasi) return;
    captureWasi(wasi, () => this.#memory, {
      output: (kind, text) => this.recorder.add({ kind, text }),
      exit: (code) => (this.#noted.exitCode = code),
    });
  }

  /** What the plug-in set as its output: the SDK gives the whole block, whatever offset and length were set. */
  #output(): Uint8Array {
    const { output } = this.#noted;
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
