import type { ByteCursor } from '../dwarf/byteCursor';

/** DW_OP_… */
export const OP = {
  addr: 0x03,
  deref: 0x06,
  const1u: 0x08,
  const1s: 0x09,
  const2u: 0x0a,
  const2s: 0x0b,
  const4u: 0x0c,
  const4s: 0x0d,
  const8u: 0x0e,
  const8s: 0x0f,
  constu: 0x10,
  consts: 0x11,
  dup: 0x12,
  drop: 0x13,
  and: 0x1a,
  minus: 0x1c,
  mul: 0x1e,
  neg: 0x1f,
  or: 0x21,
  plus: 0x22,
  plusUconst: 0x23,
  shl: 0x24,
  shr: 0x25,
  shra: 0x26,
  lit0: 0x30,
  lit31: 0x4f,
  fbreg: 0x91,
  piece: 0x93,
  implicitValue: 0x9e,
  stackValue: 0x9f,
  wasmLocation: 0xed,
} as const;

/** What an operation puts on the stack that needs nothing from there; undefined of another. */
export function constantOf(op: number, cursor: ByteCursor): bigint | undefined {
  if (op >= OP.lit0 && op <= OP.lit31) return BigInt(op - OP.lit0);
  switch (op) {
    case OP.addr:
    case OP.const4u:
      return BigInt(cursor.u32());
    case OP.const1u:
      return BigInt(cursor.u8());
    case OP.const1s:
      return BigInt(cursor.i8());
    case OP.const2u:
      return BigInt(cursor.u16());
    case OP.const2s:
      return BigInt.asIntN(16, BigInt(cursor.u16()));
    case OP.const4s:
      return BigInt(cursor.u32() | 0);
    case OP.const8u:
    case OP.const8s:
      return cursor.u64();
    case OP.constu:
      return cursor.bigUleb();
    case OP.consts:
      return cursor.bigSleb();
    default:
      return undefined;
  }
}

/** What an operation makes of what is on the stack; undefined of another. */
export function computedBy(op: number, cursor: ByteCursor, pop: () => bigint): bigint | undefined {
  switch (op) {
    case OP.plus:
      return pop() + pop();
    case OP.plusUconst:
      return pop() + cursor.bigUleb();
    case OP.minus: {
      const right = pop();
      return pop() - right;
    }
    case OP.mul:
      return pop() * pop();
    case OP.neg:
      return -pop();
    case OP.and:
      return pop() & pop();
    case OP.or:
      return pop() | pop();
    case OP.shl: {
      const count = BigInt.asUintN(6, pop());
      return BigInt.asIntN(64, pop() << count);
    }
    case OP.shr: {
      const count = BigInt.asUintN(6, pop());
      return BigInt.asUintN(64, pop()) >> count;
    }
    case OP.shra: {
      const count = BigInt.asUintN(6, pop());
      return pop() >> count;
    }
    default:
      return undefined;
  }
}
