import { CallFailure, failure } from '../core/failures/failure';
import { describeFormatError } from '../core/failures/loading';
import { type Manifest, type ManifestModule, moduleNames } from '../core/manifest/manifest';
import { ManifestError, parseManifest } from '../core/manifest/parseManifest';
import { describePlugin, mainModule, type NamedModule, type PluginDescription } from '../core/plugin/description';
import { NO_PROVIDERS } from '../core/plugin/hostImports';
import { WasmFormatError } from '../core/wasm/byteReader';
import type { WasmModule } from '../core/wasm/module';
import { readModule, sourceOfBytes } from '../core/wasm/readModule';
import type { RunnerEvent, RunRequest } from '../protocol/runner';
import { watchBreakpoints } from './breakpoints';
import { makeDebuggable } from './debuggable';
import { fetchModule } from './fetchModule';
import { fileRevision, readFile, resolvePath, sha256 } from './node';
import { GO } from './sources';

export interface LoadedPlugin {
  description: Omit<PluginDescription, 'hostImports'>;
  /** What the plug-in's modules say of themselves, by the names they import each other by. */
  named: NamedModule[];
  main: WasmModule;
  /** The main one named `main`. */
  modules: LoadedModule[];
  manifest?: Manifest;
  /** Milliseconds that reading and compiling took. */
  compile: number;
  /** Whether a file that it was loaded from has changed since, or is gone. */
  isStale: () => boolean;
}

/** A module as the SDK takes it, and what is known of it besides. */
export interface LoadedModule {
  name: string;
  module: WebAssembly.Module;
  described: WasmModule;
  /** Of the file that it is from, or of the manifest that names it. */
  path: string;
  /** Kept of Go alone: an engine gives custom sections back, but not the memory that has its line table. */
  bytes?: Uint8Array;
}

interface CompiledModule extends NamedModule {
  module: WasmModule;
  compiled: WebAssembly.Module;
  path: string;
  bytes?: Uint8Array;
}

/** The files that a plug-in was loaded from. */
class SourceFiles {
  readonly #revisions = new Map<string, string>();

  read(path: string): Uint8Array<ArrayBuffer> {
    return orFail(() => {
      this.#revisions.set(path, fileRevision(path));
      return readFile(path);
    }, path);
  }

  haveChanged(): boolean {
    try {
      return [...this.#revisions].some(([path, revision]) => fileRevision(path) !== revision);
    } catch {
      return true; // gone: loading it again tells so
    }
  }
}

/** Every failure to get at the bytes is told as the failure of the call that needed them. */
function orFail<T>(read: () => T, path: string): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof CallFailure) throw error;
    if (error instanceof ManifestError) throw new CallFailure(failure('notAModule', error.message));
    const code = (error as NodeJS.ErrnoException).code;
    const why = code === 'ENOENT' ? 'there is no such file' : error instanceof Error ? error.message : String(error);
    throw new CallFailure(failure('notAModule', `cannot read ${path}: ${why}`, { detail: 'Build the plug-in, or correct the path.' }));
  }
}

/**
 * Compiles the module as it is, or as the debugger can read it.
 * @param path of the file that it is from
 */
type Compile = (name: string, bytes: Uint8Array<ArrayBuffer>, path: string) => Promise<CompiledModule>;

async function compileModule(name: string, bytes: Uint8Array<ArrayBuffer>, path: string, isDebugged: boolean): Promise<CompiledModule> {
  try {
    const module = await readModule(sourceOfBytes(bytes));
    const known = { name, module, path, ...(module.customSections.includes(GO) && { bytes }) };
    if (!isDebugged) return { ...known, compiled: await WebAssembly.compile(bytes) };
    const debuggable = makeDebuggable(bytes, module, path);
    const compiled = await WebAssembly.compile(debuggable);
    await watchBreakpoints(compiled, debuggable);
    return { ...known, compiled };
  } catch (error) {
    if (error instanceof WasmFormatError) {
      const { message, detail } = describeFormatError(error);
      throw new CallFailure(failure('notAModule', message, detail === undefined ? {} : { detail }));
    }
    if (error instanceof WebAssembly.CompileError) {
      throw new CallFailure(
        failure('notAModule', error.message.replace(/^WebAssembly\.compile\(\): /, ''), {
          detail: 'The module is malformed; build it again.',
        }),
      );
    }
    throw error;
  }
}

async function bytesOf({ source }: ManifestModule, manifest: string, files: SourceFiles): Promise<Uint8Array<ArrayBuffer>> {
  switch (source.kind) {
    case 'path':
      return files.read(resolvePath(manifest, source.path));
    case 'data':
      return orFail(() => Uint8Array.from(atob(source.base64), (char) => char.charCodeAt(0)), 'the base64 of "data"');
    case 'url':
      return fetchModule(source);
  }
}

async function loadManifestModule(
  item: ManifestModule,
  name: string,
  manifest: string,
  files: SourceFiles,
  compile: Compile,
): Promise<CompiledModule> {
  const bytes = await bytesOf(item, manifest, files);
  const actual = item.hash === undefined ? undefined : await sha256(bytes);
  if (actual !== item.hash) {
    throw new CallFailure(
      failure('hashMismatch', `the module "${name}" is not the one that the manifest's hash is of`, {
        detail: `Its SHA-256 is ${actual}, the manifest says ${item.hash}.`,
      }),
    );
  }
  return compile(name, bytes, item.source.kind === 'path' ? resolvePath(manifest, item.source.path) : manifest);
}

/** Whoever watches over the time of a call may not know the manifest, or an older one. */
export function tellTimeout(manifest: Manifest | undefined, tell: (event: RunnerEvent) => void): void {
  if (manifest?.timeout !== undefined) tell({ kind: 'manifestTimeout', millis: manifest.timeout });
}

/**
 * @param tell told the time-out of a manifest before its modules are fetched, and of each that was
 * @throws {CallFailure} saying what is wrong with the plug-in's files
 */
export async function loadPlugin(
  { kind, path, debug }: Pick<RunRequest, 'kind' | 'path' | 'debug'>,
  tell: (event: RunnerEvent) => void,
): Promise<LoadedPlugin> {
  const started = performance.now();
  const compile: Compile = (name, bytes, from) => compileModule(name, bytes, from, debug !== undefined);
  const files = new SourceFiles();
  const bytes = files.read(path);
  const manifest = kind === 'manifest' ? orFail(() => parseManifest(new TextDecoder().decode(bytes), path), path) : undefined;
  tellTimeout(manifest, tell);
  const names = manifest ? moduleNames(manifest.wasm) : [];
  const loaded = manifest
    ? await Promise.all(manifest.wasm.map((item, index) => loadManifestModule(item, names[index] ?? '', path, files, compile)))
    : [await compile('main', bytes, path)];
  for (const [index, { source }] of manifest?.wasm.entries() ?? []) {
    const module = loaded[index]?.module;
    if (source.kind === 'url' && module) tell({ kind: 'fetched', url: source.url, module });
  }
  const main = mainModule(loaded);
  if (!main) throw new Error('a manifest names at least one module');
  return {
    description: describePlugin(loaded, NO_PROVIDERS, manifest),
    named: loaded,
    main: main.module,
    modules: loaded.map((item) => ({
      name: item.name === main.name ? 'main' : item.name,
      module: item.compiled,
      described: item.module,
      path: item.path,
      ...(item.bytes && { bytes: item.bytes }),
    })),
    ...(manifest && { manifest }),
    compile: performance.now() - started,
    isStale: () => files.haveChanged(),
  };
}
