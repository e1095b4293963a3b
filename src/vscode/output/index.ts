import { existsSync } from 'node:fs';
import { commands, Disposable, Uri, window, workspace } from 'vscode';
import type { Call } from '../../core/call';
import { editorText } from '../../core/format/bytes';
import { formatInvocation, formatResult, outputBytes } from '../../core/format/call';
import { formatTime } from '../../core/format/text';
import { askChoice, askSaveFile } from '../ask';
import { callOf, targetOf } from '../arguments';
import { registerCommand } from '../commands';
import { NothingToDo, openSettings, UserError } from '../report';
import type { Services } from '../services';
import { writeCalls } from './channel';
import { eventUri, outputUri, registerOutputDocuments } from './documents';

const bytesOf = ({ result }: Call): Uint8Array => (result ? outputBytes(result.outcome) : new Uint8Array());

/** What to call the file that a call's output is saved to. */
const fileNameOf = (call: Call): string => {
  const { extension } = editorText(bytesOf(call));
  const name = outputUri(call).path.replace(/.*\//, '');
  return extension === 'hex' ? name.replace(/hex$/, 'bin') : name;
};

/** What became of calls: the output channel, and outputs in editors and files. */
export function registerOutput({ calls, plugins, channel, report }: Services): Disposable {
  const withOutput = (): Call[] => calls.calls.filter(({ result }) => result && outputBytes(result.outcome).length > 0);

  /** Asks for another call to compare an output with. */
  const chooseOther = async (first: Call): Promise<Call | undefined> => {
    const others = withOutput().filter((call) => call !== first);
    if (others.length === 0) throw new NothingToDo('No other call has an output.');
    const chosen = await askChoice(
      others.map((call) => ({
        label: formatInvocation(call),
        description: [plugins.nameOf(call.plugin), call.result && formatResult(call.result), formatTime(call.startedAt)].join(' · '),
        call,
      })),
      { title: 'Compare with the Output of', placeHolder: 'Choose a call' },
    );
    return chosen?.call;
  };

  /** The call that the argument names, else the last one. */
  const find = (argument: unknown): Call => {
    const id = callOf(argument);
    const call = id === undefined ? calls.calls.find(({ result }) => result) : calls.get(id);
    if (!call?.result)
      throw new UserError(
        id === undefined ? 'No function has been called yet.' : 'This call is no longer in the history, or has not ended yet.',
      );
    return call;
  };

  const show = async (argument: unknown): Promise<void> => {
    await window.showTextDocument(await workspace.openTextDocument(outputUri(find(argument))), { preview: true });
  };

  const showEvent = async (argument: unknown): Promise<void> => {
    const target = targetOf(argument);
    const call = target?.kind === 'event' ? calls.get(target.call) : undefined;
    if (target?.kind !== 'event' || !call) throw new UserError('Show a text with its button in the Calls view.');
    await window.showTextDocument(await workspace.openTextDocument(eventUri(call, target.event)), { preview: true });
  };

  /** @param to the file, where another extension says which: a view passes its selection */
  const save = async (argument: unknown, to?: unknown): Promise<void> => {
    const call = find(argument);
    const file = to instanceof Uri ? to : await askSaveFile(fileNameOf(call), { title: 'Save Output' });
    if (file) await workspace.fs.writeFile(file, bytesOf(call));
  };

  const transcriptOf = (argument: unknown): Uri => {
    const { transcript } = find(argument).result ?? {};
    if (transcript === undefined)
      throw new UserError('This call has no transcript. Turn on "extism.transcripts" and call again.', [
        openSettings('extism.transcripts'),
      ]);
    if (!existsSync(transcript)) throw new UserError('The transcript of this call was removed to make room for those of later calls.');
    return Uri.file(transcript);
  };

  const showTranscript = async (argument: unknown): Promise<void> => {
    await commands.executeCommand('vscode.open', transcriptOf(argument)); // which has no limit to the file's size
  };

  /** @param to as of `save` */
  const saveTranscript = async (argument: unknown, to?: unknown): Promise<void> => {
    const transcript = transcriptOf(argument);
    const name = transcript.path.replace(/.*\//, '');
    const file = to instanceof Uri ? to : await askSaveFile(name, { title: 'Save Transcript' });
    if (file) await workspace.fs.copy(transcript, file, { overwrite: true });
  };

  const compare = async (argument: unknown, selected: unknown[] = []): Promise<void> => {
    const [first, second] = selected.length === 2 ? selected.map(find) : [find(argument)];
    if (!first) return;
    const other = second ?? (await chooseOther(first));
    if (!other) return;
    const [older, newer] = first.id < other.id ? [first, other] : [other, first];
    const describe = (call: Call): string =>
      `${older.plugin === newer.plugin ? '' : `${plugins.nameOf(call.plugin)} › `}${formatInvocation(call)}`;
    const title = `${describe(older)} ↔ ${describe(newer)}`;
    await commands.executeCommand('vscode.diff', outputUri(older), outputUri(newer), title);
  };

  return Disposable.from(
    writeCalls(channel, calls, plugins),
    registerOutputDocuments(calls),
    registerCommand(report, 'extism.showOutput', 'Showing the output', () => channel.show()),
    registerCommand(report, 'extism.showCallOutput', 'Showing the output', show),
    registerCommand(report, 'extism.showCallEvent', 'Showing the text', showEvent),
    registerCommand(report, 'extism.saveCallOutput', 'Saving the output', save),
    registerCommand(report, 'extism.showTranscript', 'Showing the transcript', showTranscript),
    registerCommand(report, 'extism.saveTranscript', 'Saving the transcript', saveTranscript),
    registerCommand(report, 'extism.compareCallOutputs', 'Comparing outputs', compare),
    registerCommand(report, 'extism.clearCalls', 'Clearing the calls', () => calls.clear()),
  );
}
