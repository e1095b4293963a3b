import { Range, type Uri, workspace, WorkspaceEdit } from 'vscode';
import { allowHost } from '../../core/manifest/allowHost';
import { manifestFormat } from '../../core/manifest/node';
import { requireFile } from '../files';
import { UserError } from '../report';

/** Adds a host to a manifest's own list and saves it. Resolves with false where it has no list. */
export async function allowInManifest(manifest: Uri, host: string): Promise<boolean> {
  await requireFile(manifest);
  const document = await workspace.openTextDocument(manifest);
  const edit = allowHost({ text: document.getText(), format: manifestFormat(manifest.path) }, host);
  if (edit === 'none') return false;
  if (edit !== 'allowed') {
    const { range, text } = edit;
    const change = new WorkspaceEdit();
    change.replace(manifest, new Range(document.positionAt(range.start), document.positionAt(range.end)), text);
    if (!(await workspace.applyEdit(change))) throw new UserError(`${document.fileName} cannot be changed.`);
  }
  if (document.isDirty && !(await document.save())) throw new UserError(`${document.fileName} cannot be saved.`);
  return true;
}
