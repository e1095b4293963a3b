import { FILLER, readLineProgram } from './lineProgram';
import { type LineUnit, lineUnits } from './lineUnit';
import { customSections } from './sections';
import { writeLineProgram } from './writeLineProgram';

function mendUnit(section: Uint8Array, { program, end, known }: LineUnit): void {
  const room = section.subarray(program, end);
  const sequences = known && readLineProgram(room, known.encoding);
  if (!known || !sequences?.some((rows) => rows.some(({ line, endsSequence }) => line === 0 && !endsSequence))) return;
  const kept = sequences
    .map((rows) => rows.filter(({ line, endsSequence }) => line !== 0 || endsSequence))
    .filter(({ length }) => length > 1);
  const mended = writeLineProgram(kept, known.encoding);
  if (mended.length > room.length) return; // it may hang for want of this, but a wrong table would be worse
  room.fill(FILLER);
  room.set(mended);
}

/**
 * The module without the rows of its line table that say line 0, "of no line", which nearly every clang and rustc writes.
 * js-debug takes them for line 4294967295, and a breakpoint on a line without code then hangs the program.
 * Everything stays where it is: the rest of the debug information refers to it by offset.
 */
export function withoutLineZero(module: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const place = customSections(module).find(({ name }) => name === '.debug_line');
  if (!place) return module;
  const mended = module.slice();
  const section = mended.subarray(place.start, place.end);
  for (const unit of lineUnits(section)) mendUnit(section, unit);
  return mended;
}
