import { type Disposable, type TextDocumentContentProvider, Uri, workspace } from 'vscode';
import type { Call } from '../../core/call';
import type { CallLog } from '../../core/callLog';
import { editorText } from '../../core/format/bytes';
import { outputBytes } from '../../core/format/call';

const SCHEME = 'extism-output';

/** A read-only document that shows a call's output; its file name's end gives it its language. */
export function outputUri(call: Call): Uri {
  const { extension } = editorText(call.result ? outputBytes(call.result.outcome) : new Uint8Array());
  const name = call.function.replace(/[^\p{L}\p{N}_-]+/gu, '_');
  return Uri.from({ scheme: SCHEME, path: `/${call.id}/${name}.${extension}` });
}

export function registerOutputDocuments(calls: CallLog): Disposable {
  const provider: TextDocumentContentProvider = {
    provideTextDocumentContent({ path }) {
      const call = calls.get(Number(path.split('/')[1]));
      return call?.result ? editorText(outputBytes(call.result.outcome)).text : 'This call is no longer in the history.';
    },
  };
  return workspace.registerTextDocumentContentProvider(SCHEME, provider);
}
