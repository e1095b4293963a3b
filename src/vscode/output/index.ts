import { commands, Disposable, Uri, window, workspace } from 'vscode';
import type { Call } from '../../core/call';
import { editorText } from '../../core/format/bytes';
import { formatInvocation, formatResult, outputBytes } from '../../core/format/call';
import { formatTime } from '../../core/format/text';
import { targetOf } from '../arguments';
import { registerCommand } from '../commands';
import { UserError } from '../report';
import type { Services } from '../services';
import { writeCalls } from './channel';
import { outputUri, registerOutputDocuments } from './documents';

const choose = async (title: string, from: Call[]): Promise<Call | undefined> => {
  if (from.length === 0) throw new UserError('No other call has an output.');
  const chosen = await window.showQuickPick(
    from.map((call) => ({
      label: formatInvocation(call),
      description: `${formatTime(call.startedAt)}  ${call.result ? formatResult(call.result) : ''}`,
      call,
    })),
    { title, placeHolder: 'Choose a call' },
  );
  return chosen?.call;
};

const bytesOf = ({ result }: Call): Uint8Array => (result ? outputBytes(result.outcome) : new Uint8Array());

/** What became of calls: the output channel, and outputs in editors and files. */
export function registerOutput({ calls, plugins, channel, report }: Services): Disposable {
  const withOutput = (): Call[] => calls.calls.filter(({ result }) => result && outputBytes(result.outcome).length > 0);

  /** The call of a node, else the last one. */
  const callOf = (argument: unknown): Call => {
    const target = targetOf(argument);
    const call = target?.kind === 'call' ? calls.get(target.call) : calls.calls.find(({ result }) => result);
    if (!call?.result)
      throw new UserError(target ? 'This call is no longer in the history, or has not ended yet.' : 'No function has been called yet.');
    return call;
  };

  const show = async (argument: unknown): Promise<void> => {
    await window.showTextDocument(await workspace.openTextDocument(outputUri(callOf(argument))), { preview: true });
  };

  const save = async (argument: unknown): Promise<void> => {
    const call = callOf(argument);
    const { extension } = editorText(bytesOf(call));
    const name = outputUri(call).path.replace(/.*\//, '');
    const [folder] = workspace.workspaceFolders ?? [];
    const proposal = extension === 'hex' ? name.replace(/hex$/, 'bin') : name;
    const file = await window.showSaveDialog({ title: 'Save Output', ...(folder && { defaultUri: Uri.joinPath(folder.uri, proposal) }) });
    if (file) await workspace.fs.writeFile(file, bytesOf(call));
  };

  const compare = async (argument: unknown, selected: unknown[] = []): Promise<void> => {
    const [first, second] = selected.length === 2 ? selected.map(callOf) : [callOf(argument)];
    if (!first) return;
    const other =
      second ??
      (await choose(
        'Compare with the output of',
        withOutput().filter((call) => call !== first),
      ));
    if (!other) return;
    const [older, newer] = first.id < other.id ? [first, other] : [other, first];
    const title = `${formatInvocation(older)} ↔ ${formatInvocation(newer)}`;
    await commands.executeCommand('vscode.diff', outputUri(older), outputUri(newer), title);
  };

  return Disposable.from(
    writeCalls(channel, calls, plugins),
    registerOutputDocuments(calls),
    registerCommand(report, 'extism.showOutput', 'Showing the output', () => channel.show()),
    registerCommand(report, 'extism.showCallOutput', 'Showing the output', show),
    registerCommand(report, 'extism.saveCallOutput', 'Saving the output', save),
    registerCommand(report, 'extism.compareCallOutputs', 'Comparing outputs', compare),
    registerCommand(report, 'extism.clearCalls', 'Clearing the calls', () => calls.clear()),
  );
}
