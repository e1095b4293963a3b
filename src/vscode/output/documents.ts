import { type Disposable, type TextDocumentContentProvider, Uri, workspace } from 'vscode';
import type { Call } from '../../core/call';
import type { CallLog } from '../../core/callLog';
import { editorText } from '../../core/format/bytes';
import { formatWholeEvent, outputBytes } from '../../core/format/call';

const SCHEME = 'extism-output';
/** Tells this window's calls, which are counted from one, from those of the last, whose documents may still be open. */
const query = String(Date.now());

/** A read-only document that shows a call's output; its file name's end gives it its language. */
export function outputUri(call: Call): Uri {
  const { extension } = editorText(call.result ? outputBytes(call.result.outcome) : new Uint8Array());
  const name = call.function.replace(/[^\p{L}\p{N}_-]+/gu, '_');
  return Uri.from({ scheme: SCHEME, path: `/${call.id}/${name}.${extension}`, query });
}

/** A read-only document that shows something that happened in a call. */
export const eventUri = ({ id }: Call, event: number): Uri => Uri.from({ scheme: SCHEME, path: `/${id}/${event}/event.txt`, query });

export function registerOutputDocuments(calls: CallLog): Disposable {
  const provider: TextDocumentContentProvider = {
    provideTextDocumentContent({ path }) {
      const [, id, ...rest] = path.split('/');
      const call = calls.get(Number(id));
      const event = rest.length > 1 ? call?.events[Number(rest[0])] : undefined;
      if (event) return formatWholeEvent(event);
      return call?.result ? editorText(outputBytes(call.result.outcome)).text : 'This call is no longer in the history.';
    },
  };
  return workspace.registerTextDocumentContentProvider(SCHEME, provider);
}
