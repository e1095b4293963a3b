import type { Frame } from '../core/call';
import type { DebugSectionName, DebugSections } from '../core/dwarf/debugSections';
import { findGoPlaces } from '../core/dwarf/go/findPlaces';
import { findPlaces } from '../core/dwarf/places';
import { placesIn } from '../core/dwarf/sourceMap';
import { demangle } from '../core/symbols/demangle';
import { WasmFormatError } from '../core/wasm/byteReader';
import { readFunctionNames } from '../core/wasm/names';
import type { LoadedModule } from './load';
import { findGoSource, findPath, findSource, readSourceMap } from './sources';
import type { WasmFrame } from './stack';

/** A module's debug information, each section copied out of it once: the engine copies it each time. */
export function debugSections(module: WebAssembly.Module): DebugSections {
  const copied = new Map<DebugSectionName, Uint8Array | undefined>();
  return (name) => {
    if (!copied.has(name)) copied.set(name, section(module, `.debug_${name}`));
    return copied.get(name);
  };
}

const section = (module: WebAssembly.Module, name: string): Uint8Array | undefined => {
  const [content] = WebAssembly.Module.customSections(module, name);
  return content && new Uint8Array(content);
};

/** Where a frame is in the source: what was copied to there too, innermost first. */
type Places = Map<number, Pick<Frame, 'name' | 'place'>[]>;

function placesOf(offsets: readonly number[], loaded: LoadedModule): Places {
  if (loaded.described.customSections.includes('.debug_line')) return placesByDwarf(offsets, loaded);
  return loaded.bytes ? placesInGo(offsets, loaded, loaded.bytes) : placesBySourceMap(offsets, loaded);
}

function placesByDwarf(offsets: readonly number[], { module, described: { codeStart = 0 }, path }: LoadedModule): Places {
  const found = findPlaces(
    offsets.map((offset) => offset - codeStart),
    debugSections(module),
  );
  return new Map(
    [...found].map(([address, places]) => [
      codeStart + address,
      places.map(({ function: name, place }) => ({
        ...(name !== undefined && { name: demangle(name) }),
        place: { ...place, path: findPath(place.path, path) },
      })),
    ]),
  );
}

/** By the table that Go's own compiler leaves in a program. */
function placesInGo(offsets: readonly number[], { described: { codeStart = 0 }, path }: LoadedModule, bytes: Uint8Array): Places {
  try {
    const found = findGoPlaces(
      offsets.map((offset) => offset - codeStart),
      bytes,
    );
    return new Map(
      [...found].map(([address, { path: name, inModule, line }]) => [
        codeStart + address,
        [{ place: { path: findGoSource(name, inModule, path) ?? name, line } }],
      ]),
    );
  } catch (error) {
    if (error instanceof WasmFormatError) return new Map();
    throw error;
  }
}

function placesBySourceMap(offsets: readonly number[], { described, path }: LoadedModule): Places {
  const source = readSourceMap(described.sourceMappingUrl, path);
  if (!source) return new Map();
  return new Map(
    [...placesIn(source.map, offsets)].map(([offset, place]) => [
      offset,
      [{ place: { ...place, path: findSource(place.path, source.file) ?? place.path } }],
    ]),
  );
}

/** The module whose functions are named as the frames are; all of these are of one module. */
function moduleOf(frames: readonly WasmFrame[], modules: readonly LoadedModule[]): LoadedModule | undefined {
  if (modules.length === 1) return modules[0];
  const fitting = modules.filter(({ module }) => {
    const names = readFunctionNames(section(module, 'name'));
    return frames.every(({ index, name }) => name !== undefined && names.get(index) === name);
  });
  return fitting.length === 1 ? fitting[0] : undefined;
}

const isSame = (one: Frame | undefined, other: Frame): boolean =>
  one?.name === other.name && one?.offset === other.offset && one?.place?.line === other.place?.line;

/** Frames as whoever wrote the plug-in knows them: by the names in its source, with file and line where debug information is. */
export function symbolize(frames: readonly WasmFrame[], modules: readonly LoadedModule[]): Frame[] {
  const byModule = new Map<string, Places>();
  for (const id of new Set(frames.map(({ module }) => module))) {
    const those = frames.filter(({ module }) => module === id);
    const module = moduleOf(those, modules);
    if (module)
      byModule.set(
        id,
        placesOf(
          those.map(({ offset }) => offset),
          module,
        ),
      );
  }
  const found: Frame[] = [];
  for (const { module, index, name, offset } of frames) {
    const own = { name: name === undefined ? `function ${index}` : demangle(name), offset };
    const places = byModule.get(module)?.get(offset) ?? [{}];
    for (const place of places) {
      const frame: Frame = place.name === undefined ? { ...own, ...place } : { ...place };
      const last = found.at(-1);
      if (last && isSame(last, frame)) last.times = (last.times ?? 1) + 1;
      else found.push(frame);
    }
  }
  return found;
}
