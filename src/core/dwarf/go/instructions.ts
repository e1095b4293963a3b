import type { ByteReader } from '../../wasm/byteReader';

/** The opcodes that structure a function, and those that Go's compiler marks places with. */
export const OPCODE = {
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  end: 0x0b,
  brTable: 0x0e,
  call: 0x10,
  callIndirect: 0x11,
  localGet: 0x20,
  i64Const: 0x42,
} as const;

export interface Instruction {
  opcode: number;
  /** Of `i64.const`: what fits a number. Of `local.get`: which. */
  value?: number;
  /** Of `br_table`: where it goes for 0, 1 …, then for all others. */
  targets?: number[];
}

/** A signed LEB128, as exact as a number is. */
function sleb(reader: ByteReader): number {
  let result = 0;
  for (let scale = 1, length = 0; length < 10; length += 1, scale *= 128) {
    const byte = reader.u8();
    result += (byte & 0x7f) * scale;
    if (byte < 0x80) return byte & 0x40 ? result - scale * 128 : result;
  }
  reader.fail('integer too long');
}

function skip(reader: ByteReader, numbers: number): void {
  for (let count = 0; count < numbers; count += 1) reader.skipLeb();
}

/** How many numbers come after the second byte of an instruction that starts with 0xfc: what engines had added by 2022. */
const PREFIXED = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1];

/**
 * Reads one instruction of those that Go's compiler writes.
 * @throws {WasmFormatError} of any other
 */
export function readInstruction(reader: ByteReader): Instruction {
  const opcode = reader.u8();
  if (opcode >= 0x45 && opcode <= 0xc4) return { opcode }; // on numbers
  if (opcode >= 0x28 && opcode <= 0x3e) {
    skip(reader, 2); // alignment and offset
    return { opcode };
  }
  switch (opcode) {
    case 0x00: // unreachable
    case 0x01: // nop
    case 0x05: // else
    case OPCODE.end:
    case 0x0f: // return
    case 0x1a: // drop
    case 0x1b: // select
      return { opcode };
    case OPCODE.block:
    case OPCODE.loop:
    case OPCODE.if:
    case 0x0c: // br
    case 0x0d: // br_if
    case OPCODE.call:
    case 0x21: // local.set
    case 0x22: // local.tee
    case 0x23: // global.get
    case 0x24: // global.set
    case 0x3f: // memory.size
    case 0x40: // memory.grow
    case 0x41: // i32.const
      skip(reader, 1);
      return { opcode };
    case OPCODE.callIndirect:
      skip(reader, 2);
      return { opcode };
    case OPCODE.brTable: {
      const targets = reader.vector(() => reader.u32());
      return { opcode, targets: [...targets, reader.u32()] };
    }
    case OPCODE.localGet:
      return { opcode, value: reader.u32() };
    case OPCODE.i64Const:
      return { opcode, value: sleb(reader) };
    case 0x43: // f32.const
      reader.take(4);
      return { opcode };
    case 0x44: // f64.const
      reader.take(8);
      return { opcode };
    case 0xfc: {
      const numbers = PREFIXED[reader.u32()];
      if (numbers === undefined) reader.fail('unknown instruction');
      skip(reader, numbers);
      return { opcode };
    }
    default:
      return reader.fail('unknown instruction');
  }
}
