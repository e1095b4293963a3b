import { bytesOf, dig, elementAt, findMember, pointee, readInteger, type Value } from '../value';
import type { Machine } from '../machine';
import type { View } from '../view';

const isCharacter = ({ type }: Value): boolean => type.kind === 'pointer' && type.target?.kind === 'character' && type.target.size === 1;
const isPointer = ({ type }: Value): boolean => type.kind === 'pointer';
const addressIn = (pointer: Value, machine: Machine): number => Number(BigInt.asUintN(32, readInteger(pointer, machine)));

/** Of libc++, whose short strings are in the string itself, and of libstdc++. */
function viewString(value: Value, machine: Machine): View | undefined {
  const short = dig(value, '__s');
  const long = dig(value, '__l');
  const isLong = short && dig(short, '__is_long_');
  if (short && long && isLong) {
    const form = readInteger(isLong, machine) === 0n ? short : long;
    const size = dig(form, '__size_');
    const data = findMember(form, '__data_');
    if (!size || !data) return undefined;
    const length = Number(readInteger(size, machine));
    if (data.type.kind !== 'pointer') return { kind: 'text', place: data.place, length, encoding: 'utf8' };
    return { kind: 'text', place: { address: addressIn(data, machine) }, length, encoding: 'utf8' };
  }
  const data = dig(value, '_M_p', isCharacter) ?? dig(value, '__data_', isCharacter) ?? dig(value, '_M_str', isCharacter);
  const size = dig(value, '_M_string_length') ?? dig(value, '__size_') ?? dig(value, '_M_len');
  if (!data || !size) return undefined;
  return { kind: 'text', place: { address: addressIn(data, machine) }, length: Number(readInteger(size, machine)), encoding: 'utf8' };
}

function viewVector(value: Value, machine: Machine): View | undefined {
  const begin = dig(value, '__begin_', isPointer) ?? dig(value, '_M_start', isPointer);
  const end = dig(value, '__end_', isPointer) ?? dig(value, '_M_finish', isPointer);
  const element = begin?.type.target;
  if (!begin || !end || !element || element.size === 0) return undefined;
  const start = addressIn(begin, machine);
  const count = Math.floor((addressIn(end, machine) - start) / element.size);
  return { kind: 'sequence', count, element: (index) => elementAt(element, start, index) };
}

function viewOptional(value: Value, machine: Machine): View | undefined {
  const engaged = dig(value, '__engaged_') ?? dig(value, '_M_engaged');
  const payload = dig(value, '__val_') ?? dig(value, '_M_value');
  if (!engaged) return undefined;
  if (bytesOf(engaged, machine, 1)[0] === 0) return { kind: 'choice', name: 'nullopt', isNothing: true };
  return payload && { kind: 'choice', name: '', payload, isPlain: true };
}

/** Of C and C++. */
export function viewC(value: Value, machine: Machine): View | undefined {
  const { type } = value;
  if (type.kind === 'pointer') {
    if (isCharacter(value)) return { kind: 'text', place: { address: addressIn(value, machine) }, encoding: 'utf8', isPointer: true };
    const target = type.isReference ? pointee(value, machine) : undefined;
    return target && { kind: 'through', target };
  }
  if (type.kind === 'array' && type.target?.kind === 'character' && type.target.size === 1) {
    const bytes = 'address' in value.place ? undefined : value.place.bytes;
    return { kind: 'text', place: bytes ? { bytes } : value.place, length: type.count, encoding: 'utf8' };
  }
  const name = type.ownName;
  if (type.kind !== 'struct' || !name.startsWith('std::')) return undefined;
  if (/^std::(\w+::)?basic_string(_view)?<char\b/.test(name)) return viewString(value, machine);
  if (/^std::(\w+::)?vector</.test(name)) return viewVector(value, machine);
  if (/^std::(\w+::)?optional</.test(name)) return viewOptional(value, machine);
  if (/^std::(\w+::)?(unique_ptr|shared_ptr)</.test(name)) {
    const pointer = dig(value, '__ptr_', isPointer) ?? dig(value, '__value_', isPointer) ?? dig(value, '_M_ptr', isPointer);
    const target = pointer && readInteger(pointer, machine) !== 0n ? pointee(pointer, machine) : undefined;
    return target ? { kind: 'through', target } : pointer && { kind: 'choice', name: 'nullptr', isNothing: true };
  }
  return undefined;
}
