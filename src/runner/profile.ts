import { findPlaces } from '../core/dwarf/places';
import { readCode } from '../core/dwarf/functions';
import { debugSections } from '../core/dwarf/sections';
import { type CallFrame, type CpuProfile, type FunctionPlace, isWasm, pluginProfile } from '../core/profile/pluginProfile';
import { demangle } from '../core/symbols/demangle';
import { WasmFormatError } from '../core/wasm/byteReader';
import { makeDebuggable } from './debuggable';
import type { LoadedModule, LoadedPlugin } from './load';
import { isOwnScript, isThere, readFile, urlOfPath } from './node';
import { findPath } from './sources';

type Source = NonNullable<FunctionPlace['source']>;

/** Where the functions of a module start in its sources, by their offsets in it. */
function sourcesOf({ described, path }: LoadedModule): Map<number, Source> {
  const module = makeDebuggable(readFile(path), described, path, (name) => name); // a source that would have to be written leads nowhere
  const { start: codeStart, functions } = readCode(module);
  const found = findPlaces(
    functions.map(({ body }) => body),
    debugSections(module),
  );
  return new Map(
    functions.flatMap(({ start, body }): [number, Source][] => {
      const place = found.get(body)?.at(-1)?.place; // the function's own, not that of one which was copied to its start
      const file = place && findPath(place.path, path);
      return place && file !== undefined && isThere(file) ? [[codeStart + start, { url: urlOfPath(file), line: place.line }]] : [];
    }),
  );
}

/** What is known of a module that is in a file as it was when it was loaded. */
function readSources(module: LoadedModule): Map<number, Source> {
  try {
    return sourcesOf(module);
  } catch (error) {
    if (error instanceof WasmFormatError) return new Map(); // it is in a manifest's base64, or was fetched: its path is the manifest's
    throw error;
  }
}

/** The profile of calls, with the names and the places that the plug-in's functions have in its source. */
export function describeProfile(raw: CpuProfile, { modules, isStale }: LoadedPlugin): CpuProfile {
  const sources = isStale() ? [] : modules.map(readSources);
  const frames = raw.nodes.map(({ callFrame }) => callFrame).filter(isWasm);
  /** By script: the module that has functions where the script has. */
  const byScript = new Map(
    [...new Set(frames.map(({ scriptId }) => scriptId))].map((scriptId) => {
      const offsets = frames.filter((frame) => frame.scriptId === scriptId).map(({ columnNumber }) => columnNumber);
      return [scriptId, sources.find((each) => offsets.some((offset) => each.has(offset)))];
    }),
  );
  const place = ({ functionName, scriptId, columnNumber }: CallFrame): FunctionPlace => {
    const source = byScript.get(scriptId)?.get(columnNumber);
    return { name: demangle(functionName), ...(source && { source }) };
  };
  return pluginProfile(raw, { place, isOwn: isOwnScript });
}
