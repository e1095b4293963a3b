import type { CallEvent, CallResult, CallTimings, Variable } from '../core/call';
import type { CpuProfile } from '../core/profile/pluginProfile';
import type { CallSettings } from '../core/settings';
import type { WasmModule } from '../core/wasm/module';

/** What executes one function once. */
export interface RunRequest {
  /** Absolute path of the module or manifest. */
  path: string;
  kind: 'module' | 'manifest';
  function: string;
  input?: Uint8Array;
  settings: Omit<CallSettings, 'timeout' | 'environment' | 'hostFunctionsFile' | 'transcripts'>;
  /** The environment variables that `hostGetEnv` may read. */
  environment: Record<string, string>;
  /** Absolute path of the workspace's own host functions. A runner imports it once. */
  ownFunctions?: string;
  /** The path of them that the settings have, where there is no such file. */
  absentOwnFunctions?: string;
  /** Whether to call the instance of the last such call again, with its variables and memory. */
  keepInstance: boolean;
  /** Of a runner that the debugger started. */
  debug?: DebugOptions;
  profile?: ProfileOptions;
  /** Absolute path of the file to write all that happens to, in a folder that is there. */
  transcript?: string;
}

interface ProfileOptions {
  /** How many times to call the function, as long as it succeeds. What is told of the call is told of the last one. */
  calls: number;
}

export interface DebugOptions {
  /** Whether to stop where the function begins. */
  stopOnEntry: boolean;
}

export interface RunResult extends Omit<CallResult, 'millis' | 'transcript'> {
  millis: Omit<CallTimings, 'start' | 'total'>;
  /** Of a kept instance. */
  variables?: Variable[];
}

/** The sources that a plug-in's debug information names by absolute paths. */
export interface DebugSources {
  /** Those that are not on this machine. */
  missing: string[];
  /** How many are. */
  present: number;
}

/** What the runner process can be asked. One request at a time: plug-in instances are not re-entrant. */
export type RunnerMethods = {
  run(request: RunRequest): Promise<RunResult>;
  /** Deletes a variable of the kept instance; resolves with those that are left. */
  deleteVariable(name: string): Promise<Variable[]>;
  /** Forgets the kept instance. */
  reset(): Promise<void>;
  debugSources(request: Pick<RunRequest, 'path' | 'kind'>): Promise<DebugSources>;
};

/** What the runner says by itself: that it is up, and what happens in the call, as it happens. */
export type RunnerEvent =
  | { kind: 'ready' }
  | { kind: 'callEvents'; events: CallEvent[] }
  /** The manifest says how many milliseconds its calls may take. */
  | { kind: 'manifestTimeout'; millis: number }
  /** So many of the calls that are profiled have been made. */
  | { kind: 'profiling'; calls: number }
  | { kind: 'profiled'; profile: CpuProfile; calls: number }
  /** A module was fetched, and this is what it is. */
  | { kind: 'fetched'; url: string; module: WasmModule }
  /** The plug-in set these values of host memory, which hold until the runner ends. */
  | { kind: 'hostMemorySet'; entries: [key: string, value: string][] };
