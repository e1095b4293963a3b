import type { CallEvent, CallTimings, MemoryPages, Outcome } from '../core/call';
import type { CallSettings } from '../core/settings';

/** What executes one function once. */
export interface RunRequest {
  /** Absolute path of the module or manifest. */
  path: string;
  kind: 'module' | 'manifest';
  function: string;
  input?: Uint8Array;
  settings: Omit<CallSettings, 'timeout'>;
}

export interface RunResult {
  outcome: Outcome;
  millis: Omit<CallTimings, 'start' | 'total'>;
  memoryPages: MemoryPages;
}

/** What the runner process can be asked. One request at a time: plug-in instances are not re-entrant. */
export type RunnerMethods = {
  run(request: RunRequest): Promise<RunResult>;
};

/** What the runner says by itself: that it is up, and what happens in the call, as it happens. */
export type RunnerEvent = { kind: 'ready' } | { kind: 'callEvents'; events: CallEvent[] };
