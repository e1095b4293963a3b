import { sourceFiles } from '../core/dwarf/sourceFiles';
import { isLibrary } from '../core/movedSources';
import type { DebugSources } from '../protocol/runner';
import type { LoadedPlugin } from './load';
import { isAbsolutePath, isThere } from './node';
import { debugSections } from './symbols';

/** Which of the sources that a plug-in's debug information names are on this machine. Those of libraries are left out. */
export function debugSources({ modules }: Pick<LoadedPlugin, 'modules'>): DebugSources {
  const own = modules
    .flatMap(({ module }) => sourceFiles(debugSections(module)))
    .filter((path) => isAbsolutePath(path) && !isLibrary(path)); // a relative one starts at the folder that the debugger is told
  const missing = own.filter((path) => !isThere(path));
  return { missing: [...new Set(missing)], present: own.length - missing.length };
}
