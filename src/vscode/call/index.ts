import { CancellationTokenSource, Disposable, ProgressLocation, Uri, window, workspace } from 'vscode';
import type { CallRecord } from '../../api';
import { formatInvocation } from '../../core/format/call';
import { withoutLinks } from '../../core/format/plain';
import type { Call } from '../../core/call';
import { callerRequest, callRecord } from '../api';
import { callOf, pluginOf, targetOf } from '../arguments';
import { type CallerRequest, requireTrust } from '../caller';
import { type CallArguments, registerCommand } from '../commands';
import { askInput, type ChosenInput } from '../inputBox';
import { pickFunction, pickPlugin } from '../pickers';
import { pluginKind } from '../pluginKind';
import { NothingToDo, UserError } from '../report';
import type { Services } from '../services';
import { startDebugging } from '../startDebugging';
import { selectedText, wholeFile } from './editorInput';
import { chooseCalls, profile } from './profile';

/** Milliseconds after which a call that still runs is shown, with a button that cancels it. */
const SHOW_PROGRESS_AFTER = 1_000;

/** The argument, but for the document that an editor's context menu names: it is what the text was selected in, and no plug-in. */
const butForTheEditor = (argument: unknown): unknown =>
  argument instanceof Uri && argument.toString() === window.activeTextEditor?.document.uri.toString() ? undefined : argument;

const given = (argument: unknown): CallArguments =>
  typeof argument === 'object' && argument !== null && !(argument instanceof Uri) ? argument : {};

const showProgress = (request: CallerRequest, pending: Promise<Call>, cancellation: CancellationTokenSource) =>
  window.withProgress(
    { location: ProgressLocation.Notification, title: `Calling ${withoutLinks(formatInvocation(request))}`, cancellable: true },
    (_, token) => {
      token.onCancellationRequested(() => cancellation.cancel());
      return pending;
    },
  );

/** A manifest that is being written is called as it stands in the editor. */
async function saveManifest(plugin: Uri): Promise<void> {
  if (pluginKind(plugin) !== 'manifest') return;
  const document = workspace.textDocuments.find(({ uri, isDirty }) => isDirty && uri.toString() === plugin.toString());
  if (document && !(await document.save())) throw new UserError(`${document.fileName} could not be saved before the call.`);
}

async function startDebug(request: CallerRequest): Promise<boolean> {
  await saveManifest(request.plugin);
  return startDebugging(request);
}

/** Calling a function, by each way there is to say which and with what. */
export function registerCall(services: Services): Disposable {
  const { calls, caller, runners, channel, report, memory } = services;

  const run = async (request: CallerRequest): Promise<CallRecord> => {
    await saveManifest(request.plugin);
    const cancellation = new CancellationTokenSource();
    const pending = caller.call(request, cancellation.token);
    const show = () => report.guard('Showing progress', () => showProgress(request, pending, cancellation));
    const shown = setTimeout(() => void show(), SHOW_PROGRESS_AFTER);
    try {
      const record = callRecord(await pending);
      channel.show(true);
      return record;
    } finally {
      clearTimeout(shown);
      cancellation.dispose();
    }
  };

  /** Asks for what the argument does not say, by the title of the command. */
  const choose = async (
    title: string,
    argument: unknown,
    input: (plugin: Uri, name: string) => Promise<ChosenInput> | ChosenInput,
  ): Promise<CallerRequest | undefined> => {
    requireTrust(); // before questions whose answers would be in vain
    const plugin = pluginOf(argument) ?? (await pickPlugin(services, { title }));
    if (!plugin) return undefined;
    runners.warm(plugin.toString());
    const target = targetOf(argument);
    const { function: named, config, hostMemory, timeout } = given(argument);
    const name = target?.kind === 'function' ? target.function : (named ?? (await pickFunction(services, plugin)));
    if (name === undefined) return undefined;
    const chosen = await input(plugin, name);
    if (chosen === undefined) return undefined;
    return callerRequest({ plugin, function: name, input: chosen ?? undefined, config, hostMemory, timeout });
  };

  const givenOrAsked = (argument: unknown) => (plugin: Uri, name: string) => {
    const { input } = given(argument);
    return input === undefined ? askInput(memory, plugin.toString(), name) : input;
  };

  const call = async (...chosen: Parameters<typeof choose>): Promise<CallRecord | undefined> => {
    const request = await choose(...chosen);
    return request && run(request);
  };

  const past = (id: number | undefined): CallerRequest => {
    const found = id === undefined ? calls.calls[0] : calls.get(id);
    if (!found) throw new NothingToDo(id === undefined ? 'No function has been called yet.' : 'This call is no longer in the history.');
    return callerRequest({ ...found, plugin: Uri.parse(found.plugin) });
  };

  const debug = async (...chosen: Parameters<typeof choose>): Promise<boolean | undefined> => {
    const request = await choose(...chosen);
    return request && startDebug(request);
  };

  const startProfile = async (argument: unknown): Promise<Uri | undefined> => {
    const id = callOf(argument);
    const request = id === undefined ? await choose('Profile Function', argument, givenOrAsked(argument)) : past(id);
    if (!request) return undefined;
    const times = await chooseCalls(services, given(argument).calls, request);
    if (times === undefined) return undefined;
    await saveManifest(request.plugin);
    return profile(services, request, times);
  };

  /** The call that is named, else every one; also where a button of the view's title names the focused one, which has ended. */
  const cancel = (argument: unknown): void => {
    const id = callOf(argument);
    caller.cancel(id !== undefined && calls.get(id)?.result ? undefined : id);
  };

  return Disposable.from(
    registerCommand(report, 'extism.callFunction', 'The call', (argument) => call('Call Function', argument, givenOrAsked(argument))),
    registerCommand(report, 'extism.callFunctionWithSelection', 'The call', (argument) => {
      const text = selectedText();
      return call('Call Function with Selection', butForTheEditor(argument), () => text);
    }),
    registerCommand(report, 'extism.callFunctionWithFile', 'The call', (argument) => call('Call Function with File', argument, wholeFile)),
    registerCommand(report, 'extism.repeatLastCall', 'The call', () => run(past(undefined))),
    registerCommand(report, 'extism.repeatCall', 'The call', (argument) => run(past(callOf(argument)))),
    registerCommand(report, 'extism.debugFunction', 'Debugging', (argument) => {
      const id = callOf(argument);
      return id === undefined ? debug('Debug Function', argument, givenOrAsked(argument)) : startDebug(past(id));
    }),
    registerCommand(report, 'extism.debugFunctionWithSelection', 'Debugging', (argument) => {
      const text = selectedText();
      return debug('Debug Function with Selection', butForTheEditor(argument), () => text);
    }),
    registerCommand(report, 'extism.profileFunction', 'Profiling', startProfile),
    registerCommand(report, 'extism.cancelCall', 'Cancelling the call', cancel),
  );
}
