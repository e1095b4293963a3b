import type { Outcome } from '../core/call';
import { CallFailure, functionFailure, loadFailure } from '../core/failures';
import type { RunnerEvent, RunRequest, RunResult } from '../protocol/runner';
import { PluginInstance } from './instance';
import { type LoadedPlugin, loadPlugin } from './load';

interface Prepared {
  /** What the instance depends on besides the plug-in's files. */
  key: string;
  instance: PluginInstance;
  /** Milliseconds. */
  instantiate: number;
}

const keyOf = ({ settings }: RunRequest): string => JSON.stringify(settings);

async function prepare(plugin: LoadedPlugin, request: RunRequest): Promise<Prepared> {
  const started = performance.now();
  const instance = await PluginInstance.create(plugin, request);
  return { key: keyOf(request), instance, instantiate: performance.now() - started };
}

/** Executes functions of one plug-in: its modules are compiled once, each call gets a fresh instance. */
export function createPluginRunner(tell: (event: RunnerEvent) => void): (request: RunRequest) => Promise<RunResult> {
  let loaded: LoadedPlugin | undefined;
  let ahead: Promise<Prepared> | undefined;
  let preparing: ReturnType<typeof setTimeout> | undefined;

  const discardAhead = async (): Promise<void> => {
    const prepared = await ahead;
    ahead = undefined;
    await prepared?.instance.close();
  };

  const takeInstance = async (plugin: LoadedPlugin, request: RunRequest): Promise<Prepared> => {
    const prepared = await ahead;
    if (prepared?.key === keyOf(request)) {
      ahead = undefined;
      return { ...prepared, instantiate: 0 };
    }
    await discardAhead();
    return prepare(plugin, request);
  };

  return async (request) => {
    clearTimeout(preparing); // two instances must not be made at once: each would see the other's imports
    const millis = { compile: 0, instantiate: 0, call: 0 };
    const failed = (outcome: Outcome): RunResult => ({ outcome, millis, memoryPages: { before: 0, after: 0 } });
    try {
      if (!loaded || loaded.isStale()) {
        loaded = undefined;
        await discardAhead();
        loaded = await loadPlugin(request);
        millis.compile = loaded.compile;
      }
    } catch (error) {
      if (error instanceof CallFailure) return failed(error.failure);
      throw error;
    }
    const plugin = loaded;
    const refusal =
      loadFailure(plugin.description, request.settings) ?? functionFailure(request.function, plugin.main, plugin.description.functions);
    if (refusal) return failed(refusal);

    const { instance, instantiate } = await takeInstance(plugin, request);
    millis.instantiate = instantiate;
    instance.recorder.tellTo((events) => tell({ kind: 'callEvents', events }));
    const started = performance.now();
    const result = await instance.call(request.function, request.input);
    millis.call = performance.now() - started;
    instance.recorder.end();
    await instance.close();
    // The next call's instance is made while nobody waits for it; this one showed that making one ends.
    if (result.outcome.kind === 'output') {
      preparing = setTimeout(() => {
        ahead = prepare(plugin, request);
      }, 0);
    }
    return { ...result, millis };
  };
}
