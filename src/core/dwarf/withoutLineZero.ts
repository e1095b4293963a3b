import { ByteCursor } from './byteCursor';
import { type Encoding, FILLER, readLineProgram, writeLineProgram } from './lineProgram';
import { customSections } from './sections';

/** What the header of one unit of `.debug_line` says. */
interface Unit {
  /** Where the unit's program starts, and where both end. */
  program: number;
  end: number;
  /** Absent of a version that is not known here. */
  encoding?: Encoding;
}

/** In what 64-bit DWARF starts with instead of a length; no WebAssembly toolchain writes it. */
const LONG_FORMAT = 0xffff_fff0;

function readUnit(section: Uint8Array, offset: number): Unit | undefined {
  const cursor = new ByteCursor(section, offset);
  const length = cursor.u32();
  const end = cursor.offset + length;
  if (length >= LONG_FORMAT || end > section.length) return undefined;
  const version = cursor.u16();
  if (version < 2 || version > 5) return { program: end, end };
  if (version === 5) cursor.offset += 2; // sizes of an address and of a segment selector
  const headerLength = cursor.u32();
  const program = cursor.offset + headerLength;
  const minimumInstruction = cursor.u8();
  if (version >= 4) cursor.offset += 1; // operations in an instruction
  const isStatement = cursor.u8() !== 0;
  const lineBase = cursor.i8();
  const lineRange = cursor.u8();
  const opcodeBase = cursor.u8();
  const operands = [0];
  for (let opcode = 1; opcode < opcodeBase; opcode += 1) operands.push(cursor.u8());
  if (program > end || opcodeBase <= FILLER || minimumInstruction === 0 || lineRange === 0) return { program: end, end };
  return { program, end, encoding: { minimumInstruction, isStatement, lineBase, lineRange, opcodeBase, operands } };
}

function mendUnit(section: Uint8Array, { program, end, encoding }: Unit): void {
  const room = section.subarray(program, end);
  const sequences = encoding && readLineProgram(room, encoding);
  if (!encoding || !sequences?.some((rows) => rows.some(({ line, endsSequence }) => line === 0 && !endsSequence))) return;
  const kept = sequences
    .map((rows) => rows.filter(({ line, endsSequence }) => line !== 0 || endsSequence))
    .filter(({ length }) => length > 1);
  const mended = writeLineProgram(kept, encoding);
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
  for (let offset = 0; offset < section.length;) {
    const unit = readUnit(section, offset);
    if (!unit) break;
    mendUnit(section, unit);
    offset = unit.end;
  }
  return mended;
}
