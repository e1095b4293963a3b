import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { type Uri, workspace } from 'vscode';
import { exportedNames } from '../core/exportedNames';
import type { CallSettings } from '../core/settings';

/** The file of a workspace's own host functions. */
export interface OwnFunctionsFile {
  /** Absolute. */
  path: string;
  /** Its name. */
  file: string;
  /** What it exports, as far as its text tells. */
  names: string[];
  /** Changes when the file does. */
  revision: string;
}

/** Where `extism.hostFunctionsFile` points to for a plug-in, if anywhere. */
export function ownFunctionsPath(plugin: Uri, { hostFunctionsFile }: Pick<CallSettings, 'hostFunctionsFile'>): string | undefined {
  const folder = workspace.getWorkspaceFolder(plugin) ?? workspace.workspaceFolders?.[0];
  if (hostFunctionsFile === '' || !folder) return undefined;
  return resolve(folder.uri.fsPath, hostFunctionsFile);
}

/** Reads the workspace's own host functions without running them. A file that is not there has none yet. */
export async function readOwnFunctions(
  plugin: Uri,
  settings: Pick<CallSettings, 'hostFunctionsFile'>,
): Promise<OwnFunctionsFile | undefined> {
  const path = ownFunctionsPath(plugin, settings);
  if (path === undefined) return undefined;
  try {
    const [{ mtimeMs, size }, source] = await Promise.all([stat(path), readFile(path, 'utf8')]);
    return { path, file: basename(path), names: exportedNames(source), revision: `${path} ${mtimeMs} ${size}` };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { path, file: basename(path), names: [], revision: `${path} ${code}` };
  }
}
