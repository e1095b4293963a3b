import { ByteCursor } from './byteCursor';
import { type Encoding, FILLER } from './lineProgram';

/** What the header of one unit of `.debug_line` says. */
export interface LineUnit {
  /** Where it starts in the section, by which `.debug_info` names it. */
  offset: number;
  /** Where the unit's program starts, and where both end. */
  program: number;
  end: number;
  /** Absent of a version that is not known here. */
  known?: {
    version: number;
    encoding: Encoding;
    /** Where the tables of folders and files start. */
    tables: number;
  };
}

/** In what 64-bit DWARF starts with instead of a length; no WebAssembly toolchain writes it. */
export const LONG_FORMAT = 0xffff_fff0;

function readUnit(section: Uint8Array, offset: number): LineUnit | undefined {
  const cursor = new ByteCursor(section, offset);
  const length = cursor.u32();
  const end = cursor.offset + length;
  if (length >= LONG_FORMAT || end > section.length) return undefined;
  const version = cursor.u16();
  if (version < 2 || version > 5) return { offset, program: end, end };
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
  if (program > end || opcodeBase <= FILLER || minimumInstruction === 0 || lineRange === 0) return { offset, program: end, end };
  const encoding = { minimumInstruction, isStatement, lineBase, lineRange, opcodeBase, operands };
  return { offset, program, end, known: { version, encoding, tables: cursor.offset } };
}

/** The units of a `.debug_line`, up to where it makes no sense. */
export function* lineUnits(section: Uint8Array): Generator<LineUnit> {
  for (let offset = 0; offset < section.length;) {
    const unit = readUnit(section, offset);
    if (!unit) return;
    yield unit;
    offset = unit.end;
  }
}
