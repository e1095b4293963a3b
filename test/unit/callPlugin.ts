// Calls plug-ins in a real runner process, as the extension does, with settings as a person writes them.
import { join } from 'node:path';
import type { CallEvent, Failure, HttpRequest, Outcome } from '../../src/core/call';
import { CallLog } from '../../src/core/callLog';
import { parseSettings, type RawSettings } from '../../src/core/settings';
import { RunnerProcess } from '../../src/vscode/runnerProcess';
import { fixtures, repository } from '../host/paths';

export interface PluginCall {
  /** Below the fixtures, or absolute. */
  plugin: string;
  function: string;
  input?: string;
  settings?: Partial<RawSettings>;
  /** One that has run nothing, or this plug-in; by default a new one, which ends with the call. */
  runner?: RunnerProcess;
  /** Told of the events as they come; may end the runner. */
  onEvent?: (event: CallEvent, runner: RunnerProcess) => void;
}

export interface PluginResult {
  outcome: Outcome;
  events: CallEvent[];
}

export const startRunner = (): RunnerProcess => new RunnerProcess(join(repository, 'dist', 'runner.js'));

/** Rejects with RunnerGone where the runner ends. */
export async function callPlugin({
  plugin,
  function: name,
  input,
  settings = {},
  runner: given,
  onEvent,
}: PluginCall): Promise<PluginResult> {
  const path = plugin.startsWith('/') ? plugin : join(fixtures, plugin);
  const runner = given ?? startRunner();
  const calls = new CallLog();
  const call = calls.begin({ plugin: path, function: name }, Date.now());
  try {
    await runner.ready;
    const { outcome } = await runner.run(
      {
        path,
        kind: path.endsWith('.wasm') ? 'module' : 'manifest',
        function: name,
        ...(input !== undefined && { input: new TextEncoder().encode(input) }),
        settings: parseSettings({ trace: true, ...settings } as RawSettings).settings,
        environment: {},
        keepInstance: false,
      },
      (event) => {
        if (event.kind !== 'callEvents') return;
        calls.addEvents(call, event.events);
        for (const item of event.events) onEvent?.(item, runner);
      },
    );
    return { outcome, events: call.events };
  } finally {
    if (!given) runner.kill();
  }
}

export const outputOf = ({ outcome }: PluginResult): string => {
  if (outcome.kind === 'failure') throw new Error(`${outcome.reason}: ${outcome.message}`);
  return new TextDecoder().decode(outcome.bytes);
};

export const failureOf = ({ outcome }: PluginResult): Failure => {
  if (outcome.kind === 'output') throw new Error(`the call succeeded with "${new TextDecoder().decode(outcome.bytes)}"`);
  return outcome;
};

/** The HTTP requests of a call, without the times, which differ. */
export const requestsOf = ({ events }: PluginResult): Omit<HttpRequest, 'micros'>[] =>
  events.flatMap((event) => {
    if (event.kind !== 'http') return [];
    const { kind: _, micros: _micros, ...request } = event;
    return [request];
  });

/** JSPI, which HTTP needs. */
export const hasJspi = 'Suspending' in WebAssembly;
