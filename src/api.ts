// What the extension gives other extensions:
//   const workbench = await vscode.extensions.getExtension<ExtismWorkbench>('extism-workbench.extism-workbench')?.activate();
import type { CancellationToken, Event, Uri } from 'vscode';
import type {
  Allocations,
  CallTimings,
  ConfigAccess,
  Failure,
  FailureReason,
  HostCall,
  HttpRequest,
  LogEntry,
  MemoryPages,
  Output,
  VariableAccess,
} from './core/call';
import type { DebugInfo } from './core/plugin/description';

export type {
  Allocations,
  CallTimings,
  ConfigAccess,
  DebugInfo,
  FailureReason,
  HostCall,
  HttpRequest,
  LogEntry,
  MemoryPages,
  VariableAccess,
};

export interface ExtismWorkbench {
  /** Of this interface. */
  readonly version: 1;
  /** What the Plug-ins view shows. Filled by a search of the workspace that activation does not wait for. */
  readonly plugins: readonly PluginInfo[];
  readonly onDidChangePlugins: Event<void>;
  /** Reads a plug-in's sections, and has a runner ready for it. Rejects with a `UserError` for a file that is no plug-in. */
  load(plugin: Uri): Promise<PluginInfo>;
  /**
   * Calls a function once. Resolves for every outcome, failures among them; rejects only for a request that makes
   * no sense, and in Restricted Mode. Calls of one plug-in wait for each other. To cancel ends the call's process.
   */
  call(request: CallRequest, token?: CancellationToken): Promise<CallRecord>;
  /** Fires when a call has ended, however it was made. */
  readonly onDidCall: Event<CallRecord>;
}

export interface CallRequest {
  /** A module or an Extism manifest, in a file. */
  plugin: Uri;
  function: string;
  /** A string is passed as UTF-8. Without it the function gets no input, which to a plug-in looks like an empty one. */
  input?: string | Uint8Array;
  /** Instead of `extism.config`, for this one call. */
  config?: Record<string, string>;
  /** Instead of `extism.hostMemory`, for this one call. */
  hostMemory?: Record<string, string>;
  /** Milliseconds, 0 for no limit. Instead of the manifest's and of `extism.timeout`, for this one call. */
  timeout?: number;
}

/** What became of a call; the frames of a failure, innermost first, as in `greet (src/lib.rs:12:5)`. */
export type Outcome = Output | (Omit<Failure, 'frames'> & { frames?: string[] });

export interface CallRecord {
  /** Of this call in this window. Commands on a call, such as `extism.showCallOutput`, take the record for it. */
  id: number;
  plugin: Uri;
  function: string;
  /** Absent where the call was made without input. */
  input?: Uint8Array;
  /** Milliseconds since 1970. */
  startedAt: number;
  outcome: Outcome;
  /** Each of these in the order they were made. Of a flood the first and the last are kept. */
  hostCalls: HostCall[];
  http: HttpRequest[];
  logs: LogEntry[];
  stdout: string;
  stderr: string;
  millis: CallTimings;
  memoryPages: MemoryPages;
  /** Extism variables and config that it read or wrote. */
  variables: VariableAccess[];
  config: ConfigAccess[];
  allocations: Allocations;
  /** What would be otherwise in another host. */
  warnings: string[];
  /** Where `extism.transcripts` is on and anything happened: the file that has all of it, for as long as the call is in the history. */
  transcript?: Uri;
}

export interface PluginInfo {
  uri: Uri;
  kind: 'module' | 'manifest';
  /** In bytes, all modules together. */
  size: number;
  /** As the module tells it: `Go 1.26`. */
  toolchain?: string;
  wasi: boolean;
  debugInfo: DebugInfo;
  /** What a host can call: exports that are `() → i32` or `() → ()`, without what toolchains export for themselves. */
  functions: string[];
  hostImports: { namespace: string; name: string; params: string[]; results: string[]; providedBy?: string }[];
  /** Why it cannot be called as it is. */
  problem?: string;
}
