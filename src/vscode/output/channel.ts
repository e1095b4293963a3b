import { Disposable, DocumentLink, languages, type OutputChannel, Range, Uri, window } from 'vscode';
import type { CallLog } from '../../core/callLog';
import { formatCall, SHOW_WHOLE_OUTPUT } from '../../core/format/call';
import type { PluginStore } from '../../core/plugin/store';

/** The language of the channel's text, declared in package.json, by which its links and colors are found. */
const LANGUAGE = 'extism-output';

/** The output channel "Extism": each call that ended, as one block. */
export function createCallChannel(calls: CallLog, plugins: PluginStore): { channel: OutputChannel; disposable: Disposable } {
  const channel = window.createOutputChannel('Extism', LANGUAGE);
  const written = calls.onDidEnd((call) => {
    const name = plugins.get(call.plugin)?.name ?? Uri.parse(call.plugin).path.replace(/.*\//, '');
    channel.append(formatCall(call, name));
    channel.show(true);
  });
  const links = languages.registerDocumentLinkProvider(
    { language: LANGUAGE },
    {
      provideDocumentLinks: (document) =>
        Array.from({ length: document.lineCount }, (_, line) => document.lineAt(line)).flatMap(({ text, range }) => {
          const id = SHOW_WHOLE_OUTPUT.exec(text)?.[1];
          if (id === undefined) return [];
          const argument = encodeURIComponent(JSON.stringify([{ target: { kind: 'call', call: Number(id) } }]));
          const target = Uri.parse(`command:extism.showCallOutput?${argument}`);
          return [new DocumentLink(new Range(range.start, range.end), target)];
        }),
    },
  );
  return { channel, disposable: Disposable.from(channel, written, links) };
}
