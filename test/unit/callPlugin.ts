// Calls plug-ins in a real runner process, as the extension does, with settings as a person writes them.
import { isAbsolute, join } from 'node:path';
import type { CallEvent, Failure, HttpRequest } from '../../src/core/call';
import { CallLog } from '../../src/core/callLog';
import { parseSettings, type RawSettings } from '../../src/core/settings';
import type { RunRequest, RunResult } from '../../src/protocol/runner';
import { RunnerProcess } from '../../src/vscode/runnerProcess';
import { fixtures, repository } from '../host/paths';

export interface PluginCall {
  /** Below the fixtures, or absolute. */
  plugin: string;
  function: string;
  input?: string;
  settings?: Partial<RawSettings>;
  /** What else the request has. */
  request?: Partial<Pick<RunRequest, 'environment' | 'ownFunctions' | 'keepInstance' | 'transcript'>>;
  /** One that has run nothing, or this plug-in; by default a new one, which ends with the call. */
  runner?: RunnerProcess;
  /** Told of the events as they come; may end the runner. */
  onEvent?: (event: CallEvent, runner: RunnerProcess) => void;
}

export interface PluginResult extends RunResult {
  events: CallEvent[];
  /** What the plug-in put into host memory. */
  hostMemory: Record<string, string>;
}

export const startRunner = (): RunnerProcess => new RunnerProcess(join(repository, 'dist', 'runner.js'));

/** Rejects with RunnerGone where the runner ends. */
export async function callPlugin({
  plugin,
  function: name,
  input,
  settings = {},
  request,
  runner: given,
  onEvent,
}: PluginCall): Promise<PluginResult> {
  const path = isAbsolute(plugin) ? plugin : join(fixtures, plugin);
  const runner = given ?? startRunner();
  const calls = new CallLog();
  const call = calls.begin({ plugin: path, function: name }, Date.now());
  const hostMemory: Record<string, string> = {};
  try {
    await runner.ready;
    const result = await runner.run(
      {
        path,
        kind: path.endsWith('.wasm') ? 'module' : 'manifest',
        function: name,
        ...(input !== undefined && { input: new TextEncoder().encode(input) }),
        settings: parseSettings({ trace: true, ...settings } as RawSettings).settings,
        environment: {},
        keepInstance: false,
        ...request,
      },
      (event) => {
        if (event.kind === 'hostMemorySet') Object.assign(hostMemory, Object.fromEntries(event.entries));
        if (event.kind !== 'callEvents') return;
        calls.addEvents(call, event.events);
        for (const item of event.events) onEvent?.(item, runner);
      },
    );
    return { ...result, events: call.events, hostMemory };
  } finally {
    if (!given) runner.kill();
  }
}

export const outputOf = ({ outcome }: Pick<PluginResult, 'outcome'>): string => {
  if (outcome.kind === 'failure') throw new Error(`${outcome.reason}: ${outcome.message}`);
  return new TextDecoder().decode(outcome.bytes);
};

export const failureOf = ({ outcome }: Pick<PluginResult, 'outcome'>): Failure => {
  if (outcome.kind === 'output') throw new Error(`the call succeeded with "${new TextDecoder().decode(outcome.bytes)}"`);
  return outcome;
};

/** What happened in a call, without the times, which differ. */
export const eventsOf = ({ events }: Pick<PluginResult, 'events'>): object[] =>
  events.map((event) => {
    if (!('micros' in event)) return event;
    const { micros: _, ...timeless } = event;
    return timeless;
  });

/** The HTTP requests of a call, without the times, which differ. */
export const requestsOf = ({ events }: PluginResult): Omit<HttpRequest, 'micros'>[] =>
  events.flatMap((event) => {
    if (event.kind !== 'http') return [];
    const { kind: _, micros: _micros, ...request } = event;
    return [request];
  });

/** JSPI, which HTTP needs. */
export const hasJspi = 'Suspending' in WebAssembly;
