import { Disposable, DocumentLink, languages, type OutputChannel, Range, Uri } from 'vscode';
import type { CallLog } from '../../core/callLog';
import { ALLOW_HOST, formatCall, SHOW_WHOLE_OUTPUT } from '../../core/format/call';
import type { PluginStore } from '../../core/plugin/store';
import type { Commands } from '../commands';
import { OUTPUT_LANGUAGE } from '../services';
import { Throttle } from '../throttle';

/** Milliseconds: what is written faster is written together. */
const WRITE_INTERVAL = 20;

/** The command that a line stands for, and the call it is for. */
function commandOf(line: string, calls: CallLog): { command: keyof Commands; call: number } | undefined {
  const output = SHOW_WHOLE_OUTPUT.exec(line);
  if (output) return { command: 'extism.showCallOutput', call: Number(output[1]) };
  const [, host, call] = ALLOW_HOST.exec(line) ?? [];
  const outcome = calls.get(Number(call))?.result?.outcome;
  // a plug-in may print such a line too, and name another host than the call was denied
  if (host === undefined || outcome?.kind !== 'failure' || outcome.deniedHost !== host) return undefined;
  return { command: 'extism.allowHost', call: Number(call) };
}

/** Writes each call that ended to the output channel, as one block. */
export function writeCalls(channel: OutputChannel, calls: CallLog, plugins: PluginStore): Disposable {
  let unwritten = '';
  const write = new Throttle(WRITE_INTERVAL, () => {
    channel.append(unwritten);
    unwritten = '';
  });
  const ended = calls.onDidEnd((call) => {
    unwritten += formatCall(call, plugins.nameOf(call.plugin));
    write.request();
  });
  const links = languages.registerDocumentLinkProvider(
    { language: OUTPUT_LANGUAGE },
    {
      provideDocumentLinks: (document) =>
        Array.from({ length: document.lineCount }, (_, line) => document.lineAt(line)).flatMap(
          ({ text, range, firstNonWhitespaceCharacterIndex: indent }) => {
            const link = commandOf(text, calls);
            if (!link) return [];
            const argument = encodeURIComponent(JSON.stringify([{ target: { kind: 'call', call: link.call } }]));
            const target = Uri.parse(`command:${link.command}?${argument}`);
            return [new DocumentLink(new Range(range.start.translate(0, indent), range.end), target)];
          },
        ),
    },
  );
  return Disposable.from(ended, write, links);
}
