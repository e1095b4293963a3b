import { type CancellationToken, EventEmitter, Uri } from 'vscode';
import type { CallRecord, CallRequest, ExtismWorkbench, PluginInfo } from '../api';
import type { Call, CallEvent, Outcome } from '../core/call';
import { formatFrame } from '../core/format/call';
import { isTextMap } from '../core/isObject';
import type { PluginEntry } from '../core/plugin/store';
import type { CallerRequest } from './caller';
import { UserError } from './report';
import type { Services } from './services';

export function pluginInfo({ uri, kind, description, problem }: PluginEntry): PluginInfo {
  const { size = 0, toolchain, wasi = false, debugInfo = 'none', functions = [], hostImports = [] } = description ?? {};
  return {
    uri: Uri.parse(uri),
    kind,
    size,
    ...(toolchain !== undefined && { toolchain }),
    wasi,
    debugInfo,
    functions: [...functions],
    hostImports: hostImports.map(({ namespace, name, params, results, status }) => ({
      namespace,
      name,
      params: [...params],
      results: [...results],
      ...(status.kind === 'provided' && { providedBy: status.by }),
    })),
    ...(problem && { problem: problem.message }),
  };
}

const textOf = (events: readonly CallEvent[], stream: 'stdout' | 'stderr'): string =>
  events.flatMap((event) => (event.kind === stream ? [event.text] : [])).join('');

/** The events of one kind, in their order, without saying what kind they are. */
function eventsOf<K extends CallEvent['kind']>(events: readonly CallEvent[], wanted: K): Omit<Extract<CallEvent, { kind: K }>, 'kind'>[] {
  const found = events.filter((event): event is Extract<CallEvent, { kind: K }> => event.kind === wanted);
  return found.map(({ kind, ...event }) => event);
}

function recordedOutcome(outcome: Outcome): CallRecord['outcome'] {
  if (outcome.kind === 'output') return outcome;
  const { frames, ...failure } = outcome;
  return { ...failure, ...(frames && { frames: frames.map(formatFrame) }) };
}

export function callRecord({ id, plugin, function: name, input, startedAt, events, result }: Call): CallRecord {
  if (!result) throw new Error('a call has a record when it has ended');
  const { transcript, ...rest } = result;
  return {
    id,
    plugin: Uri.parse(plugin),
    function: name,
    ...(input && { input }),
    startedAt,
    ...rest,
    ...(transcript !== undefined && { transcript: Uri.file(transcript) }),
    outcome: recordedOutcome(result.outcome),
    hostCalls: eventsOf(events, 'hostCall'),
    http: eventsOf(events, 'http'),
    variables: eventsOf(events, 'var'),
    config: eventsOf(events, 'config'),
    logs: eventsOf(events, 'log'),
    stdout: textOf(events, 'stdout'),
    stderr: textOf(events, 'stderr'),
  };
}

type Unchecked<T> = { [K in keyof T]?: T[K] | undefined };

/** What another extension or a keybinding asked for, checked: its author may not have used TypeScript. */
export function callerRequest(request: Unchecked<CallRequest> | undefined): CallerRequest {
  const { plugin, function: name, input, config, hostMemory, timeout } = request ?? {};
  if (!(plugin instanceof Uri)) throw new UserError('A call needs a plug-in: a vscode.Uri.');
  if (typeof name !== 'string') throw new UserError('A call needs the name of a function.');
  if (input !== undefined && typeof input !== 'string' && !(input instanceof Uint8Array))
    throw new UserError('The input of a call is a string or a Uint8Array.');
  if (timeout !== undefined && !(Number.isFinite(timeout) && timeout >= 0))
    throw new UserError('The timeout of a call is a number of milliseconds, 0 for no limit.');
  for (const [what, map] of Object.entries({ config, hostMemory })) {
    if (map !== undefined && !isTextMap(map)) throw new UserError(`The ${what} of a call is an object whose values are strings.`);
  }
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  return {
    plugin,
    function: name,
    ...(bytes && { input: bytes }),
    ...(config && { config }),
    ...(hostMemory && { hostMemory }),
    ...(timeout !== undefined && { timeout }),
  };
}

/** What `activate` returns. */
export function createApi({ plugins, calls, caller, load, subscriptions }: Services): ExtismWorkbench {
  const changed = new EventEmitter<void>();
  const called = new EventEmitter<CallRecord>();
  subscriptions.push(
    changed,
    called,
    plugins.onDidChange(() => changed.fire()),
    calls.onDidEnd((call) => called.fire(callRecord(call))),
  );
  return {
    version: 1,
    get plugins() {
      return plugins.entries.map(pluginInfo);
    },
    onDidChangePlugins: changed.event,
    onDidCall: called.event,
    async load(plugin: Uri) {
      if (!(plugin instanceof Uri)) throw new UserError('A plug-in is named by the vscode.Uri of its file.');
      const entry = await load(plugin);
      if (!entry.description) throw new UserError(`${plugin.fsPath}: ${entry.problem?.message}`);
      return pluginInfo(entry);
    },
    call: async (request: CallRequest, token?: CancellationToken) => callRecord(await caller.call(callerRequest(request), token)),
  };
}
