import { Disposable, DocumentLink, languages, type OutputChannel, Range, Uri, workspace } from 'vscode';
import type { Call, Frame } from '../../core/call';
import type { CallLog } from '../../core/callLog';
import { ALLOW_HOST, formatCall, formatFramePlace, frameLine, LEFT_OUT, leftOutLines, SHOW_WHOLE_OUTPUT } from '../../core/format/call';
import type { PluginStore } from '../../core/plugin/store';
import type { Target } from '../../core/tree/node';
import type { Commands } from '../commands';
import { OUTPUT_LANGUAGE } from '../services';
import { Throttle } from '../throttle';

/** Milliseconds: what is written faster is written together. */
const WRITE_INTERVAL = 20;

/** A part of a line that does something when it is clicked. */
interface Link {
  start: number;
  end: number;
  command: keyof Commands;
  target: Target;
}

/** The frame with a path that is no longer than it needs to be for whoever has this workspace open. */
const inWorkspace = (frame: Frame): Frame =>
  frame.place ? { ...frame, place: { ...frame.place, path: workspace.asRelativePath(frame.place.path) } } : frame;

/** The call as it is written down. */
function written(call: Call): Call {
  const outcome = call.result?.outcome;
  if (!call.result || outcome?.kind !== 'failure' || !outcome.frames) return call;
  return { ...call, result: { ...call.result, outcome: { ...outcome, frames: outcome.frames.map(inWorkspace) } } };
}

/** The lines that tell of frames whose source is known, by their text; of the last call that had one. */
function frameLinks(calls: CallLog): Map<string, Link> {
  const links = new Map<string, Link>();
  for (const { id, result } of calls.calls.toReversed()) {
    if (result?.outcome.kind !== 'failure') continue;
    for (const [index, recorded] of result.outcome.frames?.entries() ?? []) {
      if (!recorded.place) continue;
      const frame = inWorkspace(recorded);
      const line = frameLine(frame);
      const where = formatFramePlace(frame);
      const start = line.lastIndexOf(where);
      links.set(line, {
        start,
        end: start + where.length,
        command: 'extism.openSource',
        target: { kind: 'frame', call: id, frame: index },
      });
    }
  }
  return links;
}

/** What a line links to. A plug-in may print such a line too: what it says is not trusted, but that of calls. */
function linkOf(line: string, calls: CallLog, frames: ReadonlyMap<string, Link>): Link | undefined {
  const frame = frames.get(line);
  if (frame) return frame;
  const [, whole] = SHOW_WHOLE_OUTPUT.exec(line) ?? [];
  const [, host, denied] = ALLOW_HOST.exec(line) ?? [];
  const [, cut] = LEFT_OUT.exec(line) ?? [];
  const call = calls.get(Number(whole ?? denied ?? cut));
  const outcome = call?.result?.outcome;
  if (!outcome) return undefined;
  const link = { start: line.length - line.trimStart().length, end: line.length };
  if (whole !== undefined) return { ...link, command: 'extism.showCallOutput', target: { kind: 'call', call: Number(whole) } };
  if (leftOutLines(call).includes(line)) return { ...link, command: 'extism.showTranscript', target: { kind: 'leftOut', call: call.id } };
  if (outcome.kind !== 'failure' || outcome.deniedHost !== host) return undefined;
  return { ...link, command: 'extism.allowHost', target: { kind: 'call', call: Number(denied) } };
}

/** Writes each call that ended to the output channel, as one block. */
export function writeCalls(channel: OutputChannel, calls: CallLog, plugins: PluginStore): Disposable {
  let unwritten: Call[] = [];
  const write = new Throttle(WRITE_INTERVAL, () => {
    channel.append(unwritten.map((call) => formatCall(written(call), plugins.nameOf(call.plugin))).join(''));
    unwritten = [];
  });
  const ended = calls.onDidEnd((call) => {
    unwritten.push(call);
    write.request();
  });
  const links = languages.registerDocumentLinkProvider(
    { language: OUTPUT_LANGUAGE },
    {
      provideDocumentLinks(document) {
        const frames = frameLinks(calls);
        return Array.from({ length: document.lineCount }, (_, line) => document.lineAt(line)).flatMap(({ text, lineNumber }) => {
          const link = linkOf(text, calls, frames);
          if (!link) return [];
          const target = Uri.parse(`command:${link.command}?${encodeURIComponent(JSON.stringify([{ target: link.target }]))}`);
          return [new DocumentLink(new Range(lineNumber, link.start, lineNumber, link.end), target)];
        });
      },
    },
  );
  return Disposable.from(ended, write, links);
}
