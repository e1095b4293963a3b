import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, resolve } from 'node:path';
import { type Uri, workspace } from 'vscode';
import { exportedNames, importedPaths } from '../core/exportedNames';
import type { CallSettings } from '../core/settings';

/** The file of a workspace's own host functions. */
export interface OwnFunctionsFile {
  /** Absolute. */
  path: string;
  /** Its name. */
  file: string;
  /** What it exports, as far as its text tells. */
  names: string[];
  /** Changes when the file does, or one that it imports. */
  revision: string;
}

/** Where `extism.hostFunctionsFile` points to for a plug-in, if anywhere. */
export function ownFunctionsPath(plugin: Uri, { hostFunctionsFile }: Pick<CallSettings, 'hostFunctionsFile'>): string | undefined {
  const folder = workspace.getWorkspaceFolder(plugin) ?? workspace.workspaceFolders?.[0];
  if (hostFunctionsFile === '') return undefined;
  if (isAbsolute(hostFunctionsFile)) return resolve(hostFunctionsFile);
  return folder && resolve(folder.uri.fsPath, hostFunctionsFile);
}

/** Notes what tells a version of this module, and of those that it imports, from another. Nothing is noted of one that is not there. */
async function noteRevisions(path: string, noted: Map<string, string>): Promise<string | undefined> {
  if (noted.has(path)) return undefined;
  try {
    const stats = await stat(path);
    const { mtimeMs, size } = stats;
    if (!stats.isFile()) return void noted.set(path, 'no file'); // to open a pipe would take a thread of the editor for good
    const source = await readFile(path, 'utf8');
    noted.set(path, `${mtimeMs} ${size}`);
    for (const imported of importedPaths(source)) await noteRevisions(resolve(dirname(path), imported), noted);
    return source;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') noted.set(path, String(code));
    return undefined;
  }
}

/** Reads the workspace's own host functions without running them. Undefined where there is no such file yet. */
export async function readOwnFunctions(
  plugin: Uri,
  settings: Pick<CallSettings, 'hostFunctionsFile'>,
): Promise<OwnFunctionsFile | undefined> {
  const path = ownFunctionsPath(plugin, settings);
  if (path === undefined) return undefined;
  const noted = new Map<string, string>();
  const source = await noteRevisions(path, noted);
  if (noted.size === 0) return undefined;
  return { path, file: basename(path), names: exportedNames(source ?? ''), revision: JSON.stringify([...noted]) };
}
