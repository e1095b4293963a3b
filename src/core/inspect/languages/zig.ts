import { Unreadable, type Machine } from '../machine';
import { bytesOf, elementAt, findMember, pointee, readInteger, type Value } from '../value';
import type { View } from '../view';

/** As far as a `[]u8` is looked at to tell a text from bytes. */
const LOOKED_AT = 256;

function looksLikeText(start: number, count: number, machine: Machine): boolean {
  try {
    const bytes = machine.read(start, Math.min(count, LOOKED_AT));
    // a character may be cut at the end
    return !/[\ufffd\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(new TextDecoder().decode(bytes).replace(/\ufffd$/, ''));
  } catch (error) {
    if (error instanceof Unreadable) return true; // which then says so
    throw error;
  }
}

const NULL: View = { kind: 'choice', name: 'null', isNothing: true };

function viewSlice(value: Value, machine: Machine): View | undefined {
  const pointer = findMember(value, 'ptr');
  const length = findMember(value, 'len');
  const element = pointer?.type.target;
  if (!pointer || !element || !length) return undefined;
  const start = Number(BigInt.asUintN(32, readInteger(pointer, machine)));
  const count = Number(readInteger(length, machine));
  if (value.type.name.startsWith('?') && start === 0) return NULL;
  if (element.name === 'u8' && looksLikeText(start, count, machine))
    return { kind: 'text', place: { address: start }, length: count, encoding: 'utf8' };
  return { kind: 'sequence', count, element: (index) => elementAt(element, start, index) };
}

/** The name of an error or of a union's tag. */
function enumeratorOf(value: Value, machine: Machine): string | undefined {
  const number = BigInt.asUintN(8 * value.type.size, readInteger(value, machine));
  return value.type.enumerators.find((each) => BigInt.asUintN(8 * value.type.size, each.value) === number)?.name;
}

export function viewZig(value: Value, machine: Machine): View | undefined {
  const { type } = value;
  const { name } = type;
  if (type.kind === 'pointer') {
    if (name.startsWith('?') && readInteger(value, machine) === 0n) return NULL;
    const target = /^\??\*/.test(name) ? pointee(value, machine) : undefined;
    return target && target.type.size > 0 ? { kind: 'through', target } : undefined;
  }
  if (type.kind !== 'struct') return undefined;
  if (/^\??\[/.test(name)) return viewSlice(value, machine);

  const payload = findMember(value, 'payload');
  const some = findMember(value, 'some');
  if (name.startsWith('?') && payload && some) {
    const [byte] = bytesOf(some, machine, 1);
    return byte === 0 ? NULL : { kind: 'choice', name: '', payload, isPlain: true };
  }

  const error = findMember(value, 'error') ?? findMember(value, 'tag');
  if (/^[^(]*!/.test(name) && error) {
    const result = findMember(value, 'value') ?? payload;
    if (readInteger(error, machine) !== 0n)
      return { kind: 'choice', name: enumeratorOf(error, machine) ?? `error ${readInteger(error, machine)}` };
    return { kind: 'choice', name: '', isPlain: true, ...(result && { payload: result }) };
  }

  const tag = findMember(value, 'tag');
  if (tag?.type.kind === 'enum' && payload?.type.kind === 'union') {
    const chosen = enumeratorOf(tag, machine);
    const inner = chosen === undefined ? undefined : findMember(payload, chosen);
    return chosen === undefined
      ? undefined
      : { kind: 'choice', name: `.${chosen}`, ...(inner && inner.type.size > 0 && { payload: inner }) };
  }
  return undefined;
}
