import { parseSourceMap, type SourceMap } from '../core/dwarf/sourceMap';
import { findUpwards, isThere, pathOfUrl, readOrdinaryFile } from './node';

/** A section that Go's linker writes, and no other. */
export const GO = 'go:buildid';

/** Folders in which AssemblyScript's compiler looks for what it names `~lib/…`. */
const LIBRARIES = ['node_modules', 'node_modules/assemblyscript/std/assembly'];

/** A map of a plug-in has some megabytes. */
const LARGEST_MAP = 64 * 1024 * 1024;

/** Where a map's source is; undefined where it is not on disk. */
export function findSource(source: string, mapFile: string): string | undefined {
  if (!source.startsWith('~lib/')) return findUpwards(mapFile, [source]);
  return findUpwards(
    mapFile,
    LIBRARIES.map((library) => `${library}/${source.slice('~lib/'.length)}`),
  );
}

/** The map that a module names, and where it is. Undefined where there is none that can be read. */
export function readSourceMap(url: string | undefined, module: string): { map: SourceMap; file: string } | undefined {
  try {
    const file = url === undefined ? undefined : pathOfUrl(url, module);
    const bytes = file === undefined ? undefined : readOrdinaryFile(file, LARGEST_MAP);
    const map = bytes && parseSourceMap(new TextDecoder().decode(bytes));
    return file !== undefined && map ? { map, file } : undefined;
  } catch {
    return undefined; // the plug-in is then one that has no debug information
  }
}

/** The path as it is on this machine where the file is here; as it is written in the debug information where not. */
export function findPath(path: string, module: string): string {
  if (/^[\\/]{2}/.test(path)) return path; // another machine's, which is not to be asked
  return (isThere(path) ? path : findUpwards(module, [path])) ?? path;
}

/**
 * Where a source of Go's compiler is; undefined where it is not on this machine.
 * @param inModule its path from the main module's folder, where it is in there
 */
export function findGoSource(name: string, inModule: string | undefined, module: string): string | undefined {
  if (isThere(name)) return name;
  return inModule === undefined ? undefined : findUpwards(module, [inModule]);
}
