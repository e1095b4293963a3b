/** Why a call failed. */
export type FailureReason =
  | 'missingImport'
  | 'signatureMismatch'
  | 'wasiOff'
  | 'oldAbi'
  | 'notAModule'
  | 'hashMismatch'
  | 'noSuchFunction'
  | 'pluginError'
  | 'returnCode'
  | 'trap'
  | 'exit'
  | 'timeout'
  | 'cancelled'
  | 'outOfMemory'
  | 'denied'
  | 'httpError'
  | 'hostFunctionError'
  | 'runnerDied';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

export interface HostCall {
  namespace: string;
  name: string;
  /** What the plug-in passed, as text or, of bytes that are none, as hex. */
  input?: string;
  /** What the host answered, likewise. Absent where the answer was offset 0, Extism's null. */
  output?: string;
  /** Bytes in and out, which a long text is cut from. */
  inputBytes?: number;
  outputBytes?: number;
  /** Of a look-up by key: whether there was one. */
  hit?: boolean;
  /** Of a miss: a key that is there and may have been meant. */
  suggestion?: string;
  /** Whether a mock answered. */
  mocked?: true;
  /** Why the host function failed, where it did. */
  error?: string;
  /** Microseconds. */
  micros: number;
}

export interface LogEntry {
  level: LogLevel;
  text: string;
}

/** An HTTP request that a plug-in made, or one that its answer redirected to. */
export interface HttpRequest {
  method: string;
  url: string;
  /** Absent where no answer came. */
  status?: number;
  /** Of the response's body. */
  bytes?: number;
  /** Why no answer came, or the plug-in did not get it. */
  error?: string;
  /** Microseconds. */
  micros: number;
}

export interface Output {
  kind: 'output';
  /** What the plug-in set as its output, exactly; empty where it set none. */
  bytes: Uint8Array;
}

/** A place in source, as debug information or a panic tells it. */
export interface SourcePlace {
  /** Of the machine that it was built on, or relative. */
  path: string;
  /** Counted from 1. */
  line: number;
  column?: number;
}

/** A function that had been called and had not returned. */
export interface Frame {
  /** Absent where nothing but the place is known. */
  name?: string;
  place?: SourcePlace;
  /** Where in the module, in bytes. */
  offset?: number;
  /** How often it stands here one after another, where that is more than once. */
  times?: number;
}

export interface Failure {
  kind: 'failure';
  reason: FailureReason;
  /** One sentence: what happened. */
  message: string;
  /** What to do about it, or more about the cause. */
  detail?: string;
  /** Of `denied`: the host that is in no list. */
  deniedHost?: string;
  /** Of `exit` and `returnCode`. */
  exitCode?: number;
  /** Innermost first. */
  frames?: Frame[];
  /** Of `missingImport`: what is missing, as far as a mock could be it. */
  missing?: { namespace: string; name: string }[];
  /** Output that the plug-in had set before it failed. */
  bytes?: Uint8Array;
}

export type Outcome = Output | Failure;

/** Milliseconds. Each is 0 where the call did not get that far, or the runner had done it before. */
export interface CallTimings {
  /** Starting the runner. */
  start: number;
  compile: number;
  instantiate: number;
  call: number;
  /** From the request to its outcome, as the caller saw it. */
  total: number;
}

/** Pages of linear memory, 64 KiB each; 0 where the plug-in exports none. */
export interface MemoryPages {
  before: number;
  after: number;
}

/** A use of an Extism variable. */
export interface VariableAccess {
  operation: 'get' | 'set' | 'delete';
  name: string;
  /** Its size; absent where there is none. */
  bytes?: number;
}

/** A look-up in the Extism config. */
export interface ConfigAccess {
  key: string;
  found: boolean;
}

/** What happened in a call, in the order it happened. */
export type CallEvent =
  | ({ kind: 'hostCall' } & HostCall)
  | ({ kind: 'log' } & LogEntry)
  /** With neither status nor error while it waits for an answer; the next event is that answer. */
  | ({ kind: 'http' } & HttpRequest)
  | { kind: 'stdout'; text: string }
  | { kind: 'stderr'; text: string }
  | ({ kind: 'var' } & VariableAccess)
  | ({ kind: 'config' } & ConfigAccess)
  /** So many events were left out here, of a call that had too many; without a number while it runs, and where it was killed. */
  | { kind: 'omitted'; count?: number };

/** Blocks of Extism memory that a call allocated. */
export interface Allocations {
  count: number;
  bytes: number;
}

/** An Extism variable of an instance that is kept. */
export interface Variable {
  name: string;
  /** In bytes. */
  size: number;
  /** As text or hex, cut. */
  value: string;
}

export interface CallResult {
  outcome: Outcome;
  millis: CallTimings;
  memoryPages: MemoryPages;
  allocations: Allocations;
  /** What would be otherwise in another host. */
  warnings: string[];
  /** The file that has all that happened, where one was asked for and anything did. */
  transcript?: string;
}

/** What a call has instead of what the settings say. */
export interface CallOverrides {
  config?: Record<string, string>;
  hostMemory?: Record<string, string>;
  /** Milliseconds, 0 for no limit. */
  timeout?: number;
}

/** One execution of one function. */
export interface Call extends CallOverrides {
  id: number;
  /** The plug-in's URI. */
  plugin: string;
  function: string;
  /** Absent where the call was made with no input at all, which an empty one is not. */
  input?: Uint8Array;
  /** Milliseconds since 1970. */
  startedAt: number;
  events: CallEvent[];
  /** Absent while the call runs. */
  result?: CallResult;
}
