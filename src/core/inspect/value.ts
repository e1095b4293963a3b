import type { Place } from './location';
import { type Machine, Unreadable } from './machine';
import type { Member, Type } from './types';

/** Something of a type, somewhere in a plug-in that is stopped. */
export interface Value {
  type: Type;
  place: Place;
  bits?: { offset: number; size: number };
}

/** The largest thing that is read at once; what a language calls a string or a vector is read in parts. */
const LARGEST = 65_536;

/** @throws {Unreadable} */
export function bytesOf({ type, place }: Value, machine: Machine, length = type.size): Uint8Array {
  if (length > LARGEST) throw new Unreadable(`${length} bytes are too many to read`);
  if ('address' in place) return machine.read(place.address, length);
  if (place.bytes.length < length) throw new Unreadable('optimized away in part');
  return place.bytes.subarray(0, length);
}

export function integerOf(bytes: Uint8Array, isSigned: boolean): bigint {
  let value = 0n;
  for (let index = bytes.length - 1; index >= 0; index -= 1) value = (value << 8n) | BigInt(bytes[index] ?? 0);
  return isSigned ? BigInt.asIntN(8 * bytes.length, value) : value;
}

/** The number that an integer, a boolean, a character, an enum or a pointer is. */
export function readInteger(value: Value, machine: Machine): bigint {
  const { type, bits } = value;
  if (!bits) return integerOf(bytesOf(value, machine), type.isSigned);
  const whole = integerOf(bytesOf(value, machine, (bits.offset + bits.size + 7) >> 3), false) >> BigInt(bits.offset);
  return type.isSigned ? BigInt.asIntN(bits.size, whole) : BigInt.asUintN(bits.size, whole);
}

export function readFloat(value: Value, machine: Machine): number {
  const bytes = bytesOf(value, machine);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length === 4) return view.getFloat32(0, true);
  if (bytes.length === 8) return view.getFloat64(0, true);
  throw new Unreadable(`a float of ${bytes.length} bytes`);
}

export function memberValue({ place }: Value, { type, offset, bits }: Member): Value {
  const inner: Place = 'address' in place ? { address: place.address + offset } : { bytes: place.bytes.subarray(offset) };
  return { type, place: inner, ...(bits && { bits }) };
}

/** A member by its name, also one of a nameless struct or of a base class. */
export function findMember(value: Value, name: string, depth = 8): Value | undefined {
  if (depth === 0) return undefined;
  for (const member of value.type.members) if (member.name === name) return memberValue(value, member);
  for (const member of value.type.members) {
    if (member.name !== undefined) continue;
    const found = findMember(memberValue(value, member), name, depth - 1);
    if (found) return found;
  }
  return undefined;
}

/** Where a pointer points to. */
export const pointee = (value: Value, machine: Machine): Value | undefined =>
  value.type.target && { type: value.type.target, place: { address: Number(BigInt.asUintN(32, readInteger(value, machine))) } };

export const elementAt = (element: Type, start: number, index: number): Value => ({
  type: element,
  place: { address: start + index * element.size },
});

/** Looked at on one level of what is dug in: more than any library has. */
const MOST_MEMBERS = 1_000;

/**
 * The first member of a name at any depth, nearest first: the standard libraries change what they wrap around it.
 * @param isWanted tells one from others of the name
 */
export function dig(value: Value, name: string, isWanted: (found: Value) => boolean = () => true, depth = 8): Value | undefined {
  let level = [value];
  for (let left = depth; left > 0 && level.length > 0; left -= 1) {
    const members: Value[] = [];
    for (const each of level) {
      for (const member of each.type.members) {
        if (members.length === MOST_MEMBERS) break;
        const inner = memberValue(each, member);
        if (member.name === name && isWanted(inner)) return inner;
        members.push(inner);
      }
    }
    level = members;
  }
  return undefined;
}
