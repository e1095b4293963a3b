import { CallFailure, failure } from '../core/failures';
import type { RunRequest } from '../protocol/runner';
import type { LoadedPlugin } from './load';
import { isFolder, resolvePath } from './node';

/** @param written the path as somebody wrote it */
function openFolder(path: string, written: string): string {
  if (written.startsWith('ro:')) {
    throw new CallFailure(
      failure('denied', `cannot give the plug-in "${written.slice(3)}" to read only: the WASI of Node knows no such folders`, {
        detail: 'Take "ro:" away to let it write there too.',
      }),
    );
  }
  if (isFolder(path)) return path;
  throw new CallFailure(
    failure('denied', `cannot give the plug-in "${written}": there is no such folder`, {
      detail: `"extism.allowedPaths" or the manifest's "allowed_paths" names it: ${path}`,
    }),
  );
}

/**
 * The folders that a plug-in may open through WASI: path that it sees → path on disk, as the SDK wants them.
 * @throws {CallFailure}
 */
export function openFolders({ description, manifest }: LoadedPlugin, { path, settings }: RunRequest): Record<string, string> {
  if (!description.wasi) return {};
  const paths = Object.entries(manifest?.allowedPaths ?? settings.allowedPaths);
  return Object.fromEntries(paths.map(([host, guest]) => [guest, openFolder(resolvePath(path, host), host)]));
}
