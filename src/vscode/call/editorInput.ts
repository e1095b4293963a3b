import { Uri, window, workspace } from 'vscode';
import { UserError } from '../report';

/** The text that is selected in the editor. */
export function selectedText(): string {
  const editor = window.activeTextEditor;
  if (!editor || editor.selection.isEmpty) throw new UserError('Select the text to pass to the function in an editor first.');
  return editor.document.getText(editor.selection);
}

/** The bytes of the file in the editor as it stands there, or of one the user chooses. Undefined where none is chosen. */
export async function wholeFile(): Promise<string | Uint8Array | undefined> {
  const editor = window.activeTextEditor;
  if (editor) return editor.document.getText();
  const [file] = (await window.showOpenDialog({ title: 'Choose the Input', openLabel: 'Use as Input' })) ?? [];
  return file instanceof Uri ? Uint8Array.from(await workspace.fs.readFile(file)) : undefined;
}
