import { withDwarfFrom } from '../core/dwarf/fromSourceMap';
import { parseSourceMap, type SourceMap } from '../core/dwarf/sourceMap';
import { withoutLineZero } from '../core/dwarf/withoutLineZero';
import type { WasmModule } from '../core/wasm/module';
import { findUpwards, pathOfUrl, readFile, resolvePath, writeTemporaryFile } from './node';

const utf8 = new TextDecoder();

/** Folders in which AssemblyScript's compiler looks for what it names `~lib/…`. */
const LIBRARIES = ['node_modules', 'node_modules/assemblyscript/std/assembly'];

/** Where a source is; one that only the map has goes to a file of its own. */
function sourceFile(source: string, content: string | null | undefined, mapFile: string): string {
  const place = source.startsWith('~lib/')
    ? findUpwards(
        mapFile,
        LIBRARIES.map((library) => `${library}/${source.slice('~lib/'.length)}`),
      )
    : findUpwards(mapFile, [source]);
  if (place !== undefined) return place;
  return typeof content === 'string' ? writeTemporaryFile(source.replace(/[~:]/g, ''), content) : resolvePath(mapFile, source);
}

function readMap(path: string): SourceMap | undefined {
  try {
    return parseSourceMap(utf8.decode(readFile(path)));
  } catch {
    return undefined; // without it the plug-in is debugged as one that has no debug information
  }
}

/**
 * The module as the debugger can read it. Code and data are the same: only sections that the engine ignores change.
 * @param path of the file that it is from
 */
export function makeDebuggable(
  bytes: Uint8Array<ArrayBuffer>,
  { customSections, sourceMappingUrl }: WasmModule,
  path: string,
): Uint8Array<ArrayBuffer> {
  if (customSections.includes('.debug_line')) return withoutLineZero(bytes);
  const mapFile = sourceMappingUrl === undefined ? undefined : pathOfUrl(sourceMappingUrl, path);
  const map = mapFile === undefined ? undefined : readMap(mapFile);
  if (mapFile === undefined || !map) return bytes;
  const files = map.sources.map((source, index) => sourceFile(source, map.sourcesContent?.[index], mapFile));
  return withDwarfFrom(map, files, bytes);
}
