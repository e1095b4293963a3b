import { CallFailure, failure } from '../core/failures/failure';
import type { RunRequest } from '../protocol/runner';
import type { LoadedPlugin } from './load';
import { openFolder, resolvePath } from './node';

/** A folder that a plug-in may open through WASI. */
export interface Folder {
  /** Absolute, with no symbolic link in it. */
  host: string;
  /** As the plug-in sees it. */
  guest: string;
  readOnly: boolean;
}

const READ_ONLY = /^ro:/;

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'it is a file, and only a folder can be given',
  EACCES: 'it may not be opened',
};

function find(written: string, list: string, plugin: string): Pick<Folder, 'host' | 'readOnly'> {
  const path = resolvePath(plugin, written.replace(READ_ONLY, ''));
  try {
    return { host: openFolder(path), readOnly: READ_ONLY.test(written) };
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new CallFailure(
      failure('denied', `cannot give the plug-in the folder ${path}: ${REASONS[code] ?? message}`, {
        detail: `${list} names it: "${written}".`,
      }),
    );
  }
}

/**
 * The folders that a plug-in may open through WASI, in the order in which WASI numbers them: as in libextism, by path.
 * @throws {CallFailure} where one cannot be opened
 */
export function openFolders({ description, manifest }: LoadedPlugin, { path, settings }: RunRequest): Folder[] {
  if (!description.wasi) return [];
  const paths = manifest?.allowedPaths ?? settings.allowedPaths;
  const list = manifest?.allowedPaths ? 'The manifest\'s "allowed_paths"' : 'The setting "extism.allowedPaths"';
  const sorted = Object.entries(paths).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const folders = sorted.map(([written, guest]): Folder => ({ guest, ...find(written, list, path) }));
  // The SDK takes an object of them: one for each name, in an object's order.
  return Object.values(Object.fromEntries(folders.map((folder) => [folder.guest, folder])));
}
