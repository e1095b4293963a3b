import { withDwarfFrom } from '../core/dwarf/fromSourceMap';
import { withDwarfOfGo } from '../core/dwarf/go/fromGo';
import { withoutLineZero } from '../core/dwarf/withoutLineZero';
import type { WasmModule } from '../core/wasm/module';
import { resolvePath, writeTemporaryFile } from './node';
import { findGoSource, findSource, GO, readSourceMap } from './sources';

/** Writes a file of this name, and says where it is. */
type WriteFile = (name: string, content: string) => string;

/** Where a source is; one that only the map has goes to a file of its own. */
function sourceFile(source: string, content: string | null | undefined, mapFile: string, write: WriteFile): string {
  const place = findSource(source, mapFile);
  if (place !== undefined) return place;
  return typeof content === 'string' ? write(source.replace(/[~:]/g, ''), content) : resolvePath(mapFile, source);
}

/**
 * The module as the debugger can read it. Code and data are the same: only sections that the engine ignores change.
 * @param path of the file that it is from
 */
export function makeDebuggable(
  bytes: Uint8Array<ArrayBuffer>,
  { customSections, sourceMappingUrl }: WasmModule,
  path: string,
  write: WriteFile = writeTemporaryFile,
): Uint8Array<ArrayBuffer> {
  if (customSections.includes('.debug_line')) return withoutLineZero(bytes);
  if (customSections.includes(GO)) {
    // absolute, or js-debug takes it for one of the folder
    return withDwarfOfGo(bytes, (name, inModule) => findGoSource(name, inModule, path) ?? `/go/${name}`) ?? bytes;
  }
  const found = readSourceMap(sourceMappingUrl, path);
  if (!found) return bytes;
  const { map, file } = found;
  const files = map.sources.map((source, index) => sourceFile(source, map.sourcesContent?.[index], file, write));
  return withDwarfFrom(map, files, bytes);
}
