import type { CurrentPlugin, ExtismPluginOptions } from '@extism/extism';
import { type CallEvent, type LogLevel, LOG_LEVELS } from '../core/call';
import { CONTEXT_NAMESPACE, contextReceiver } from './contextReceiver';
import type { Folder } from './folders';
import { bindHostFunctions } from './hostFunctions/bind';
import { createFetch, EVERY_HOST } from './http';
import { configOf, type InstanceParts, limitsOf } from './instanceParts';
import { supportsAsyncHostFunctions } from './interceptor';

/** What an instance wants to be told of by what the SDK calls. */
export interface InstanceListener {
  record: (event: CallEvent) => void;
  context: (context: CurrentPlugin) => void;
  nullAnswer: (hostFunction: string) => void;
  /** What the workspace's own host functions keep for the call. */
  ownMemory: () => Map<string, unknown>;
  /** Ends what is under way. */
  signal: () => AbortSignal;
}

function createPluginFetch(parts: InstanceParts, { record, signal }: InstanceListener): typeof fetch {
  const { settings } = parts.request;
  const { allowedHosts } = parts.plugin.manifest ?? {};
  return createFetch({
    allowed: allowedHosts ? { hosts: allowedHosts, from: 'manifest' } : { hosts: settings.allowedHosts, from: 'settings' },
    maxResponseBytes: limitsOf(parts).maxHttpResponseBytes,
    signal,
    record: (event) => {
      if (settings.trace || event.error !== undefined) record(event);
    },
  });
}

/** How the SDK is to make the instance. */
export function sdkOptions(parts: InstanceParts, folders: readonly Folder[], listener: InstanceListener): ExtismPluginOptions {
  const { plugin, request, hostImports, memory, own } = parts;
  const { settings, environment } = request;
  const { record } = listener;
  const config = configOf(parts);
  const log = (level: LogLevel) => (text: unknown) => record({ kind: 'log', level, text: String(text) });
  return {
    useWasi: plugin.description.wasi,
    enableWasiOutput: true, // it never gets there, and /dev/null need not be opened
    functions: {
      ...bindHostFunctions(hostImports, {
        context: { settings, memory, environment, record },
        mocks: settings.mocks,
        own,
        ownContext: {
          config,
          log: (text, level = 'info') => log(level)(text),
          get memory() {
            return listener.ownMemory();
          },
        },
        trace: settings.trace,
        onNull: listener.nullAnswer,
      }),
      [CONTEXT_NAMESPACE]: { context: contextReceiver(listener.context) },
    },
    config,
    allowedPaths: Object.fromEntries(folders.map(({ guest, host }) => [guest, host])),
    allowedHosts: supportsAsyncHostFunctions ? [...EVERY_HOST] : [],
    allowHttpResponseHeaders: true,
    fetch: createPluginFetch(parts, listener),
    logLevel: settings.logLevel,
    logger: Object.fromEntries(LOG_LEVELS.map((level) => [level, log(level)])) as unknown as Console,
  };
}
