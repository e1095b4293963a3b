import type { Machine } from '../machine';
import { dig, elementAt, findMember, memberValue, pointee, readInteger, type Value } from '../value';
import type { View } from '../view';

const isPointer = ({ type }: Value): boolean => type.kind === 'pointer';
const addressIn = (pointer: Value, machine: Machine): number => Number(BigInt.asUintN(32, readInteger(pointer, machine)));

/** `&str`, `&[T]` and boxes of them. */
function viewFat(value: Value, machine: Machine): View | undefined {
  const data = findMember(value, 'data_ptr');
  const length = findMember(value, 'length');
  if (!data?.type.target || !length) return undefined;
  const start = addressIn(data, machine);
  const count = Number(readInteger(length, machine));
  const element = data.type.target;
  if (/\bstr\b>?$/.test(value.type.name)) return { kind: 'text', place: { address: start }, length: count, encoding: 'utf8' };
  return { kind: 'sequence', count, element: (index) => elementAt(element, start, index) };
}

function vectorParts(value: Value, machine: Machine): { start: number; count: number } | undefined {
  const pointer = dig(value, 'pointer', isPointer);
  const length = findMember(value, 'len');
  return pointer && length && { start: addressIn(pointer, machine), count: Number(readInteger(length, machine)) };
}

const isVector = ({ type }: Value): boolean => type.name.startsWith('alloc::vec::Vec<');

function viewChoice(value: Value, machine: Machine): View | undefined {
  const { variants, discriminant } = value.type;
  const [only] = variants;
  const tag = discriminant && memberValue(value, discriminant);
  const bits = 8 * (tag?.type.size ?? 0);
  const is = tag && BigInt.asUintN(bits, readInteger(tag, machine));
  const chosen =
    is === undefined
      ? only
      : (variants.find((variant) => variant.discriminant !== undefined && BigInt.asUintN(bits, variant.discriminant) === is) ??
        variants.find((variant) => variant.discriminant === undefined));
  if (!chosen) return undefined;
  const form = memberValue(value, chosen.member);
  const [first, ...more] = form.type.members;
  const name = chosen.member.name ?? '';
  const isNothing = name === 'None' && !first;
  if (!first) return { kind: 'choice', name, ...(isNothing && { isNothing }) };
  return { kind: 'choice', name, payload: more.length === 0 && first.name === '__0' ? memberValue(form, first) : form };
}

const text = (parts: { start: number; count: number } | undefined): View | undefined =>
  parts && { kind: 'text', place: { address: parts.start }, length: parts.count, encoding: 'utf8' };

export function viewRust(value: Value, machine: Machine): View | undefined {
  const { type } = value;
  const { name } = type;
  if (type.kind === 'pointer') {
    const target = /^(&|alloc::boxed::Box<)/.test(name) ? pointee(value, machine) : undefined;
    return target && { kind: 'through', target };
  }
  if (type.kind !== 'struct') return undefined;
  if (type.variants.length > 0) return viewChoice(value, machine);
  if (isVector(value)) {
    const element = type.parameter('T');
    const parts = vectorParts(value, machine);
    return element && parts && { kind: 'sequence', count: parts.count, element: (index) => elementAt(element, parts.start, index) };
  }
  if (name === 'alloc::string::String') {
    const vector = findMember(value, 'vec');
    return vector && text(vectorParts(vector, machine));
  }
  if (name === 'std::path::PathBuf' || name === 'std::ffi::os_str::OsString') {
    const vector = dig(value, 'inner', isVector);
    return vector && text(vectorParts(vector, machine));
  }
  if (/^alloc::(rc::Rc|sync::Arc)</.test(name)) {
    const counted = dig(value, 'pointer', isPointer);
    const box = counted && pointee(counted, machine);
    const target = box && (findMember(box, 'value') ?? findMember(box, 'data'));
    return target && { kind: 'through', target };
  }
  if (/^core::cell::(Ref)?Cell</.test(name)) {
    const cell = findMember(value, 'value');
    const target = cell && findMember(cell, 'value');
    return target && { kind: 'through', target };
  }
  return viewFat(value, machine);
}
