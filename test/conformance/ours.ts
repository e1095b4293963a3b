// Makes calls through our runner as the extension does: a process for each plug-in, killed when a call takes too long.
import { join } from 'node:path';
import type { CallEvent, Outcome } from '../../src/core/call';
import { failure } from '../../src/core/failures/failure';
import { parseSettings, type RawSettings } from '../../src/core/settings';
import type { RunRequest } from '../../src/protocol/runner';
import { RunnerGone, RunnerProcess } from '../../src/vscode/runnerProcess';
import { repository } from '../host/paths';
import { type ConformanceCall, inputOf, pathOf } from './calls';

export interface OurResult {
  outcome: Outcome;
  events: CallEvent[];
}

const script = join(repository, 'dist', 'runner.js');

function requestOf(call: ConformanceCall, server: string): RunRequest {
  const { hostMemory = {}, hostMemoryMiss = 'empty', config = {}, allowedHosts = [], limits = {}, logLevel = 'info', wasi = 'auto' } = call;
  const raw = { hostMemory, hostMemoryMiss, config, allowedHosts, limits, logLevel, wasi, trace: true };
  const path = pathOf(call);
  const input = inputOf(call, server);
  return {
    path,
    kind: path.endsWith('.wasm') ? 'module' : 'manifest',
    function: call.function,
    ...(input && { input }),
    // what a call says nothing of is as in a workspace that says nothing of it
    settings: parseSettings(raw as Partial<RawSettings> as RawSettings).settings,
    environment: {},
    keepInstance: (call.repeat ?? 1) > 1,
  };
}

/** A process that can be used again unless it had to be killed. */
async function callOnce(runner: RunnerProcess, request: RunRequest, timeout: number, events: CallEvent[]): Promise<Outcome> {
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    runner.kill();
  }, timeout);
  try {
    const { outcome } = await runner.run(request, (event) => {
      if (event.kind === 'callEvents') events.push(...event.events);
    });
    return outcome;
  } catch (error) {
    if (!(error instanceof RunnerGone)) throw error;
    return timedOut ? failure('timeout', 'timed out') : failure('runnerDied', `${error.how} ${error.lastWords}`.trim());
  } finally {
    clearTimeout(timer);
  }
}

/** The calls of one plug-in, one after another. */
export async function callOurs(
  calls: readonly ConformanceCall[],
  { server, timeoutOf }: { server: string; timeoutOf: (call: ConformanceCall) => number },
): Promise<Map<ConformanceCall, OurResult>> {
  const results = new Map<ConformanceCall, OurResult>();
  let runner = new RunnerProcess(script);
  for (const call of calls) {
    if (!runner.isAlive) runner = new RunnerProcess(script);
    await runner.ready;
    const events: CallEvent[] = [];
    let outcome: Outcome | undefined;
    for (let left = call.repeat ?? 1; left > 0; left -= 1) {
      outcome = await callOnce(runner, requestOf(call, server), timeoutOf(call), events);
    }
    if (outcome) results.set(call, { outcome, events });
  }
  runner.kill();
  return results;
}
