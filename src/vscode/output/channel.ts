import { Disposable, DocumentLink, languages, type OutputChannel, Range, Uri } from 'vscode';
import type { CallLog } from '../../core/callLog';
import { formatCall, SHOW_WHOLE_OUTPUT } from '../../core/format/call';
import type { PluginStore } from '../../core/plugin/store';
import { OUTPUT_LANGUAGE } from '../services';
import { Throttle } from '../throttle';

/** Milliseconds: what is written faster is written together. */
const WRITE_INTERVAL = 20;

/** Writes each call that ended to the output channel, as one block. */
export function writeCalls(channel: OutputChannel, calls: CallLog, plugins: PluginStore): Disposable {
  let unwritten = '';
  const write = new Throttle(WRITE_INTERVAL, () => {
    channel.append(unwritten);
    unwritten = '';
  });
  const ended = calls.onDidEnd((call) => {
    const name = plugins.get(call.plugin)?.name ?? Uri.parse(call.plugin).path.replace(/.*\//, '');
    unwritten += formatCall(call, name);
    write.request();
  });
  const links = languages.registerDocumentLinkProvider(
    { language: OUTPUT_LANGUAGE },
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
  return Disposable.from(ended, write, links);
}
