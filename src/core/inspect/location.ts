import { ByteCursor } from '../dwarf/byteCursor';
import { type Machine, Unreadable, type WasmValue } from './machine';

/** Where a value is: in linear memory, or nowhere but in what was computed of it. */
export type Place = { address: number } | { bytes: Uint8Array };

const OP = {
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

/** An entry of the stack: a number, and the bytes of what is one of WebAssembly's own. */
interface Entry {
  value: bigint;
  bytes?: Uint8Array;
}

function bytesOf({ type, value }: WasmValue): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  if (type === 'f32') view.setFloat32(0, Number(value), true);
  else if (type === 'f64') view.setFloat64(0, Number(value), true);
  else view.setBigInt64(0, BigInt(value), true);
  return new Uint8Array(view.buffer);
}

const entryOf = (value: WasmValue): Entry => ({
  value: value.type === 'i32' || value.type === 'i64' ? BigInt(value.value) : 0n,
  bytes: bytesOf(value),
});

const OPTIMIZED_AWAY = 'optimized away';

function wasmValue(cursor: ByteCursor, machine: Machine): WasmValue {
  const kind = cursor.u8();
  if (kind === 0) return machine.local(cursor.uleb());
  if (kind === 1) return machine.global(cursor.uleb());
  if (kind === 3) return machine.global(cursor.u32());
  throw new Unreadable('on the stack of WebAssembly, which cannot be read');
}

const toInt64 = (bytes: Uint8Array): bigint => {
  let value = 0n;
  for (let index = bytes.length - 1; index >= 0; index -= 1) value = (value << 8n) | BigInt(bytes[index] ?? 0);
  return value;
};

const addressOf = (value: bigint): number => Number(BigInt.asUintN(32, value));

const readPlace = (place: Place, size: number, machine: Machine): Uint8Array =>
  'address' in place ? machine.read(place.address, size) : place.bytes.subarray(0, size);

/**
 * Where an expression of DWARF says that something is. DWARF 5, 2.5 and 2.6; of WebAssembly:
 * https://yurydelendik.github.io/webassembly-dwarf/
 * @throws {Unreadable}
 */
export function evaluateLocation(expression: Uint8Array, machine: Machine, frameBase: () => bigint): Place {
  if (expression.length === 0) throw new Unreadable(OPTIMIZED_AWAY);
  const cursor = new ByteCursor(expression);
  const stack: Entry[] = [];
  const pieces: Uint8Array[] = [];
  /** Whether the stack's top is the value and not its address. */
  let isValue = false;
  const pop = (): bigint => stack.pop()?.value ?? 0n;
  const push = (value: bigint): void => void stack.push({ value });
  const place = (): Place => {
    const top = stack.pop();
    if (!top) throw new Unreadable(OPTIMIZED_AWAY);
    return isValue
      ? { bytes: top.bytes ?? bytesOf({ type: 'i64', value: BigInt.asIntN(64, top.value) }) }
      : { address: addressOf(top.value) };
  };

  while (cursor.offset < expression.length) {
    const op = cursor.u8();
    if (op >= OP.lit0 && op <= OP.lit31) {
      push(BigInt(op - OP.lit0));
      continue;
    }
    switch (op) {
      case OP.addr:
      case OP.const4u:
        push(BigInt(cursor.u32()));
        break;
      case OP.const1u:
        push(BigInt(cursor.u8()));
        break;
      case OP.const1s:
        push(BigInt(cursor.i8()));
        break;
      case OP.const2u:
        push(BigInt(cursor.u16()));
        break;
      case OP.const2s:
        push(BigInt.asIntN(16, BigInt(cursor.u16())));
        break;
      case OP.const4s:
        push(BigInt(cursor.u32() | 0));
        break;
      case OP.const8u:
      case OP.const8s:
        push(cursor.u64());
        break;
      case OP.constu:
        push(cursor.bigUleb());
        break;
      case OP.consts:
        push(cursor.bigSleb());
        break;
      case OP.dup:
        stack.push(stack.at(-1) ?? { value: 0n });
        break;
      case OP.drop:
        stack.pop();
        break;
      case OP.deref:
        push(toInt64(machine.read(addressOf(pop()), 4)));
        break;
      case OP.plus:
        push(pop() + pop());
        break;
      case OP.plusUconst:
        push(pop() + cursor.bigUleb());
        break;
      case OP.minus: {
        const right = pop();
        push(pop() - right);
        break;
      }
      case OP.mul:
        push(pop() * pop());
        break;
      case OP.neg:
        push(-pop());
        break;
      case OP.and:
        push(pop() & pop());
        break;
      case OP.or:
        push(pop() | pop());
        break;
      case OP.shl: {
        const count = BigInt.asUintN(6, pop());
        push(BigInt.asIntN(64, pop() << count));
        break;
      }
      case OP.shr: {
        const count = BigInt.asUintN(6, pop());
        push(BigInt.asUintN(64, pop()) >> count);
        break;
      }
      case OP.shra: {
        const count = BigInt.asUintN(6, pop());
        push(pop() >> count);
        break;
      }
      case OP.fbreg:
        push(frameBase() + cursor.bigSleb());
        break;
      case OP.wasmLocation: {
        const entry = entryOf(wasmValue(cursor, machine));
        // by itself it is the value, with something after it a part of an address
        const next = expression[cursor.offset];
        isValue = next === undefined || next === OP.piece;
        stack.push(entry);
        break;
      }
      case OP.stackValue:
        isValue = true;
        break;
      case OP.implicitValue: {
        const bytes = cursor.take(cursor.uleb());
        if (cursor.offset >= expression.length) return { bytes };
        stack.push({ value: 0n, bytes });
        isValue = true;
        break;
      }
      case OP.piece: {
        const size = cursor.uleb();
        if (stack.length === 0) throw new Unreadable('optimized away in part');
        pieces.push(readPlace(place(), size, machine));
        isValue = false;
        break;
      }
      default:
        throw new Unreadable(`somewhere that is not understood here (DW_OP 0x${op.toString(16)})`);
    }
  }
  if (pieces.length === 0) return place();
  return { bytes: Uint8Array.from(pieces.flatMap((piece) => [...piece])) };
}

/** What `DW_AT_frame_base` says: an address, be it computed or that of a local. */
export function evaluateFrameBase(expression: Uint8Array, machine: Machine): bigint {
  const place = evaluateLocation(expression, machine, () => 0n);
  return 'address' in place ? BigInt(place.address) : BigInt.asUintN(32, toInt64(place.bytes.subarray(0, 4)));
}
