import { Uri, workspace } from 'vscode';
import { type HostMemoryEntry, type HostMemoryFolder, mergeHostMemory, type Scope } from '../../core/hostMemory';
import { isObject } from '../../core/isObject';
import { hostMemoryText } from '../../core/settings';
import { editSetting, inspectSetting, scopeOf } from '../writeSettings';

/** What stands for a folder to plug-ins in none: they read what the workspace, or the user, has for all. */
const NO_FOLDER = '';

const fileOf = (folder: string): Uri | undefined => (folder === NO_FOLDER ? undefined : Uri.parse(folder));

const texts = (value: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(isObject(value) ? value : {}).map(([key, item]) => [key, hostMemoryText(item)]));

/** The host memory that plug-ins of a folder read. */
export function entriesOf(folder: string): HostMemoryEntry[] {
  const { user, workspace: shared, folder: own } = inspectSetting('hostMemory', fileOf(folder));
  return mergeHostMemory({ user: texts(user), workspace: texts(shared), folder: texts(own) });
}

/** Host memory as the settings have it, folder by folder. */
export function readHostMemory(): HostMemoryFolder[] {
  const open = workspace.workspaceFolders ?? [];
  const folders = open.length > 0 ? open.map(({ uri, name }) => ({ uri: uri.toString(), name })) : [{ uri: NO_FOLDER, name: '' }];
  return folders.map((folder) => ({ ...folder, entries: entriesOf(folder.uri) }));
}

/** The folder whose host memory a plug-in reads. */
export const folderOf = (plugin: string): string => workspace.getWorkspaceFolder(Uri.parse(plugin))?.uri.toString() ?? NO_FOLDER;

/** Where a new key is written by default. */
export const defaultScope = (folder: string): Scope => scopeOf(fileOf(folder));

/** Writes a key of host memory to the settings of this scope, or takes it out where the value is undefined. */
export async function writeHostMemory(folder: string, scope: Scope, key: string, value: string | undefined): Promise<void> {
  await editSetting(
    'hostMemory',
    fileOf(folder),
    isObject,
    (present = {}) => {
      const values = new Map(Object.entries(present));
      if (value === undefined) values.delete(key);
      else values.set(key, value); // in its place, where it was there
      return values.size > 0 ? Object.fromEntries(values) : undefined;
    },
    scope,
  );
}
