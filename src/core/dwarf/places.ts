import type { SourcePlace } from '../call';
import { covers } from './addressLists';
import type { ByteCursor } from './byteCursor';
import { AT, TAG } from './constants';
import { Budget, type DebugSections, TooMuchDebugInfo } from './debugSections';
import { type DebugUnit, DebugUnits } from './debugUnit';
import type { Entry } from './entry';
import { LineFiles } from './lineFiles';
import { findRows, type Hit } from './lineRows';
import type { LineUnit } from './lineUnit';
import { holds } from './unitHeaders';

/** A function that an address of code is in, and where in its source. */
export interface CodePlace {
  /** Mangled. Absent of the function that the code is in itself; there, of one that was copied into it. */
  function?: string;
  place: SourcePlace;
}

/** Of one address; a compiler's own limits are lower. */
const MOST_COPIES = 32;
/** Entries that lead from one to the next until one has a name. */
const MOST_ORIGINS = 4;

/** A function that was copied to where it is called. */
interface Copy {
  entry: Entry;
  /** How deep in the tree. */
  level: number;
}

/** Goes on from there, where that is further on. */
function skipTo(cursor: ByteCursor, offset: number): boolean {
  if (offset <= cursor.offset) return false;
  cursor.offset = offset;
  return true;
}

/** Reads the debug information of one module. */
class PlaceFinder {
  readonly #budget = new Budget();
  readonly #units: DebugUnits;
  readonly #unread: Iterator<DebugUnit>;
  /** By their line tables, as far as they have been read. */
  readonly #read = new Map<number, DebugUnit>();
  readonly #files = new Map<LineUnit, LineFiles>();

  constructor(private readonly sections: DebugSections) {
    this.#units = new DebugUnits(sections, this.#budget);
    this.#unread = this.#units[Symbol.iterator]();
  }

  /** Innermost first. */
  places(address: number, hit: Hit): CodePlace[] {
    let place = this.#place(hit.unit, hit.file, hit.line, hit.column);
    if (!place) return [];
    const places: CodePlace[] = [];
    for (const { entry } of this.#copies(address, hit.unit)) {
      const name = this.#nameOf(entry);
      const [file, line, column] = [AT.callFile, AT.callLine, AT.callColumn].map((attribute) => entry.number(attribute) ?? 0);
      const call = this.#place(hit.unit, file, line, column);
      if (name === undefined || !call) break;
      places.push({ function: name, place });
      place = call;
    }
    return [...places, { place }];
  }

  #place(lines: LineUnit, file = 0, line = 0, column = 0): SourcePlace | undefined {
    const path = line > 0 ? this.#filesOf(lines).path(file) : undefined;
    return path === undefined ? undefined : { path, line, ...(column > 0 && { column }) };
  }

  #filesOf(lines: LineUnit): LineFiles {
    const known = this.#files.get(lines);
    if (known) return known;
    const files = new LineFiles(this.sections, this.#budget, lines, this.#unitOf(lines)?.root?.text(AT.folder) ?? '');
    this.#files.set(lines, files);
    return files;
  }

  /** The unit whose line table this is. */
  #unitOf({ offset }: LineUnit): DebugUnit | undefined {
    for (;;) {
      const known = this.#read.get(offset);
      if (known) return known;
      const { value: unit, done } = this.#unread.next();
      if (done) return undefined;
      const lines = unit.root?.sectionOffset(AT.lineTable);
      if (lines !== undefined) this.#read.set(lines, unit);
    }
  }

  /** The functions that were copied to where the address is, innermost first; none where there is too much to read. */
  #copies(address: number, lines: LineUnit): Copy[] {
    try {
      const unit = this.#unitOf(lines);
      return unit?.root?.hasChildren ? copiesIn(unit, address).toReversed() : [];
    } catch (error) {
      if (error instanceof TooMuchDebugInfo) return [];
      throw error;
    }
  }

  #nameOf(copy: Entry): string | undefined {
    let entry: Entry | undefined = copy;
    for (let count = 0; entry && count < MOST_ORIGINS; count += 1) {
      const origin: number | undefined = entry.reference(AT.abstractOrigin) ?? entry.reference(AT.specification);
      const name = entry.text(AT.linkageName) ?? (origin === undefined ? entry.text(AT.name) : undefined);
      if (name !== undefined || origin === undefined) return name;
      entry = (holds(entry.unit.header, origin) ? entry.unit : this.#units.at(origin))?.at(origin);
    }
    return undefined;
  }
}

/** The functions of a unit that were copied to where the address is, outermost first. */
function copiesIn(unit: DebugUnit, address: number): Copy[] {
  const { cursor, header } = unit;
  cursor.offset = header.entries;
  unit.next();
  const found: Copy[] = [];
  let functionLevel: number | undefined;
  for (let level = 1; level > 0 && cursor.offset < header.end;) {
    const entry = unit.next();
    if (!entry) {
      level -= 1;
      if (level === functionLevel) break;
      continue;
    }
    if (entry.tag === TAG.subprogram) {
      if (covers(entry, address)) {
        found.length = 0;
        functionLevel = level;
        if (!entry.hasChildren) break;
      } else if (functionLevel === undefined && skipTo(cursor, entry.reference(AT.sibling) ?? 0)) continue;
    } else if (entry.tag === TAG.inlinedSubroutine && functionLevel !== undefined && found.length < MOST_COPIES) {
      if (level > (found.at(-1)?.level ?? functionLevel) && covers(entry, address)) found.push({ entry, level });
    }
    if (entry.hasChildren) level += 1;
  }
  return found;
}

/**
 * Where in the source some addresses of code are, each with the functions that were copied to there, innermost first.
 * It takes time that grows with the debug information alone, and gives up beyond what anyone waits for.
 * @param addresses counted from the start of the code section
 */
export function findPlaces(addresses: readonly number[], sections: DebugSections): Map<number, CodePlace[]> {
  const section = sections('line');
  if (!section) return new Map();
  const finder = new PlaceFinder(sections);
  const found = new Map<number, CodePlace[]>();
  try {
    for (const [address, hit] of findRows(addresses, section)) {
      const places = finder.places(address, hit);
      if (places.length > 0) found.set(address, places);
    }
  } catch (error) {
    if (!(error instanceof TooMuchDebugInfo)) throw error;
  }
  return found;
}
