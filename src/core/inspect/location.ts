import { ByteCursor } from '../dwarf/byteCursor';
import { computedBy, constantOf, OP } from './locationOperations';
import { type Machine, Unreadable, type WasmValue } from './machine';

/** Where a value is: in linear memory, or nowhere but in what was computed of it. */
export type Place = { address: number } | { bytes: Uint8Array };

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

const numberOf = ({ type, value }: WasmValue): bigint => (type === 'i32' || type === 'i64' ? BigInt(value) : 0n);

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

class Stack {
  readonly #entries: Entry[] = [];
  /** Whether the top is the value and not its address. */
  isValue = false;

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  push(value: bigint, bytes?: Uint8Array): void {
    this.#entries.push({ value, ...(bytes && { bytes }) });
  }

  pop(): bigint {
    return this.#entries.pop()?.value ?? 0n;
  }

  duplicate(): void {
    this.#entries.push(this.#entries.at(-1) ?? { value: 0n });
  }

  /** What the top says. @throws {Unreadable} */
  place(): Place {
    const top = this.#entries.pop();
    if (!top) throw new Unreadable(OPTIMIZED_AWAY);
    if (!this.isValue) return { address: addressOf(top.value) };
    return { bytes: top.bytes ?? bytesOf({ type: 'i64', value: BigInt.asIntN(64, top.value) }) };
  }
}

/**
 * Where an expression of DWARF says that something is. DWARF 5, 2.5 and 2.6; of WebAssembly:
 * https://yurydelendik.github.io/webassembly-dwarf/
 * @throws {Unreadable}
 */
export function evaluateLocation(expression: Uint8Array, machine: Machine, frameBase: () => bigint): Place {
  if (expression.length === 0) throw new Unreadable(OPTIMIZED_AWAY);
  const cursor = new ByteCursor(expression);
  const stack = new Stack();
  const pieces: Uint8Array[] = [];

  while (cursor.offset < expression.length) {
    const op = cursor.u8();
    const number = constantOf(op, cursor) ?? computedBy(op, cursor, () => stack.pop());
    if (number !== undefined) {
      stack.push(BigInt.asIntN(64, number));
      continue;
    }
    switch (op) {
      case OP.dup:
        stack.duplicate();
        break;
      case OP.drop:
        stack.pop();
        break;
      case OP.deref:
        stack.push(toInt64(machine.read(addressOf(stack.pop()), 4)));
        break;
      case OP.fbreg:
        stack.push(frameBase() + cursor.bigSleb());
        break;
      case OP.wasmLocation: {
        const known = wasmValue(cursor, machine);
        // by itself it is the value, with something after it a part of an address
        const next = expression[cursor.offset];
        stack.isValue = next === undefined || next === OP.piece;
        stack.push(numberOf(known), bytesOf(known));
        break;
      }
      case OP.stackValue:
        stack.isValue = true;
        break;
      case OP.implicitValue: {
        const bytes = cursor.take(cursor.uleb());
        if (cursor.offset >= expression.length) return { bytes };
        stack.push(0n, bytes);
        stack.isValue = true;
        break;
      }
      case OP.piece: {
        const size = cursor.uleb();
        if (stack.isEmpty) throw new Unreadable('optimized away in part');
        pieces.push(readPlace(stack.place(), size, machine));
        stack.isValue = false;
        break;
      }
      default:
        throw new Unreadable(`somewhere that is not understood here (DW_OP 0x${op.toString(16)})`);
    }
  }
  if (pieces.length === 0) return stack.place();
  return { bytes: Uint8Array.from(pieces.flatMap((piece) => [...piece])) };
}

/** What `DW_AT_frame_base` says: an address, be it computed or that of a local. */
export function evaluateFrameBase(expression: Uint8Array, machine: Machine): bigint {
  const place = evaluateLocation(expression, machine, () => 0n);
  return 'address' in place ? BigInt(place.address) : BigInt.asUintN(32, toInt64(place.bytes.subarray(0, 4)));
}
