// The one place that asks with quick picks, input boxes and for files, so that what a plug-in is named neither runs nor draws anything there.
import {
  type InputBoxOptions,
  type QuickPickItem,
  QuickPickItemKind,
  type QuickPickOptions,
  type SaveDialogOptions,
  Uri,
  window,
  workspace,
} from 'vscode';
import { withoutIcons, withoutLinks } from '../core/format/plain';

/** Something to choose; its texts are shown as they are. */
export interface Choice {
  /** A codicon's name. */
  icon?: string;
  /** An empty one separates what comes before from what comes after. */
  label: string;
  description?: string;
  detail?: string;
}

const pickItem = <T extends Choice>(choice: T): QuickPickItem & { choice: T } => {
  const { icon, label, description, detail } = choice;
  return {
    label: `${icon === undefined ? '' : `$(${icon}) `}${withoutIcons(label)}`,
    ...(description !== undefined && { description: withoutIcons(description) }),
    ...(detail !== undefined && { detail: withoutIcons(detail) }),
    ...(label === '' && { kind: QuickPickItemKind.Separator }),
    choice,
  };
};

/** Asks for one of some choices. Undefined where the user takes none. */
export async function askChoice<T extends Choice>(
  choices: readonly T[] | Promise<readonly T[]>,
  options: QuickPickOptions,
): Promise<T | undefined> {
  const items = Promise.resolve(choices).then((given) => given.map(pickItem));
  return (await window.showQuickPick(items, options))?.choice;
}

const plain = (text: string): string => withoutIcons(withoutLinks(text));

/** Asks for a text; what it is asked with is shown as it is. */
export function askText({ prompt, ...options }: InputBoxOptions): Thenable<string | undefined> {
  return window.showInputBox({ ...options, ignoreFocusOut: true, ...(prompt !== undefined && { prompt: plain(prompt) }) });
}

/** Asks for the file to save something to, by default one of this name in the first folder. */
export function askSaveFile(name: string, options: Omit<SaveDialogOptions, 'defaultUri'>): Thenable<Uri | undefined> {
  const [folder] = workspace.workspaceFolders ?? [];
  return window.showSaveDialog({ ...options, ...(folder && { defaultUri: Uri.joinPath(folder.uri, name) }) });
}
