import type { Inspector } from './inspector';
import { hex, Unreadable } from './machine';
import { lineOfCharacter, lineOfText } from './textLine';
import { bytesOf, elementAt, memberValue, pointee, readFloat, readInteger, type Value } from './value';
import type { View } from './view';

/** Elements or members of what is shown on one line, and how far it goes in. */
const MOST_IN_LINE = 8;
const DEEPEST = 3;
const LONGEST_LINE = 300;

export function enumeratorName(value: Value, inspector: Inspector): string | undefined {
  const bits = 8 * value.type.size;
  const number = BigInt.asUintN(bits, readInteger(value, inspector.machine));
  return value.type.enumerators.find((each) => BigInt.asUintN(bits, each.value) === number)?.name;
}

/** Items on one line: `1, 2, 3, …` */
function inLine(count: number, item: (index: number) => string): string {
  const items: string[] = [];
  let length = 0;
  for (let index = 0; index < Math.min(count, MOST_IN_LINE) && length < LONGEST_LINE; index += 1) {
    const text = item(index);
    items.push(text);
    length += text.length;
  }
  if (items.length < count) items.push('…');
  return items.join(', ');
}

/** The elements of an array. */
export const elementsOf = (value: Value, { machine }: Inspector): { count: number; element: (index: number) => Value } => {
  const { target, count } = value.type;
  if (!target) return { count: 0, element: () => value };
  const { place } = value;
  if ('address' in place) return { count, element: (index) => elementAt(target, place.address, index) };
  const bytes = bytesOf(value, machine);
  return { count, element: (index) => ({ type: target, place: { bytes: bytes.subarray(index * target.size) } }) };
};

/** Rust names the members of tuples so. */
export const memberName = (name: string | undefined, value: Value): string => (name ?? value.type.name).replace(/^__(\d+)$/, '$1');

const shortName = (type: string): string => type.replace(/<.*$/s, '').replace(/^.*::/s, '');

function lineOfStruct(value: Value, depth: number, inspector: Inspector): string {
  const { members, name } = value.type;
  const isRust = inspector.frame.language === 'rust';
  const isTuple = members.length > 0 && members.every((member) => /^__\d+$/.test(member.name ?? ''));
  const label = isRust && !name.startsWith('(') && !name.startsWith('{') ? shortName(name) : '';
  if (depth >= DEEPEST) return `${label}${isTuple ? '(…)' : ' {…}'}`.trim();
  const list = inLine(members.length, (index) => {
    const member = members[index];
    if (!member) return '';
    const inner = memberValue(value, member);
    const text = line(inner, depth + 1, inspector);
    return isTuple ? text : `${memberName(member.name, inner)}: ${text}`;
  });
  if (isTuple) return `${label}(${list})`;
  if (members.length === 0 && isRust) return label || '()';
  return `${label} {${list}}`.trim();
}

function lineOfSequence(count: number, element: (index: number) => Value, depth: number, inspector: Inspector): string {
  if (depth >= DEEPEST) return `(${count}) […]`;
  return `(${count}) [${inLine(count, (index) => line(element(index), depth + 1, inspector))}]`;
}

function lineOfView(view: View, depth: number, inspector: Inspector): string {
  switch (view.kind) {
    case 'text':
      return lineOfText(view, depth, inspector);
    case 'sequence':
      checkSequence(view, inspector);
      return lineOfSequence(view.count, view.element, depth, inspector);
    case 'through':
      return line(view.target, depth, inspector);
    case 'choice': {
      const { name, payload, isPlain } = view;
      if (!payload) return name;
      const inner = line(payload, isPlain ? depth : depth + 1, inspector);
      if (isPlain) return inner;
      // a form with several members already says its name
      if (inner.startsWith(`${name} {`) || inner.startsWith(`${name}(`)) return inner;
      return inner.startsWith('{') ? `${name} ${inner}` : `${name}(${inner})`;
    }
  }
}

/** Of a length that is garbage, nothing is to be unfolded. @throws {Unreadable} */
export function checkSequence({ count, element }: View & { kind: 'sequence' }, { machine }: Inspector): void {
  if (count <= 0) return;
  const last = element(count - 1);
  if ('address' in last.place && last.type.size > 0) machine.read(last.place.address + last.type.size - 1, 1);
}

function plainLine(value: Value, depth: number, inspector: Inspector): string {
  const { type } = value;
  const { machine } = inspector;
  switch (type.kind) {
    case 'integer':
      return String(readInteger(value, machine));
    case 'float':
      return String(readFloat(value, machine));
    case 'boolean':
      return readInteger(value, machine) === 0n ? 'false' : 'true';
    case 'character':
      return lineOfCharacter(value, inspector);
    case 'enum':
      return enumeratorName(value, inspector) ?? String(readInteger(value, machine));
    case 'pointer': {
      const address = BigInt.asUintN(32, readInteger(value, machine));
      const target = depth === 0 && address !== 0n && type.target?.kind === 'struct' ? pointee(value, machine) : undefined;
      return target ? `${hex(address)} ${line(target, depth + 1, inspector)}` : hex(address);
    }
    case 'array': {
      const { count, element } = elementsOf(value, inspector);
      return lineOfSequence(count, element, depth, inspector);
    }
    case 'struct':
    case 'union':
      return lineOfStruct(value, depth, inspector);
    case 'void':
      return inspector.frame.language === 'rust' ? '()' : 'void';
    case 'other':
      return 'address' in value.place ? hex(value.place.address) : '?';
  }
}

/** More than Rust's references of references of boxes. */
const LONGEST_WAY = 20;

/** Where smart pointers lead. */
export function endOf(value: Value, inspector: Inspector): { value: Value; view: View | undefined } {
  let at = value;
  for (let hops = 0; hops < LONGEST_WAY; hops += 1) {
    const view = inspector.view(at);
    if (view?.kind === 'through') at = view.target;
    else if (view?.kind === 'choice' && view.isPlain && view.payload) at = view.payload;
    else return { value: at, view };
  }
  throw new Unreadable('it points to itself');
}

/** A value on one line. Where it cannot be read, that says why. */
export function line(value: Value, depth: number, inspector: Inspector): string {
  try {
    const { value: end, view } = endOf(value, inspector);
    return view ? lineOfView(view, depth, inspector) : plainLine(end, depth, inspector);
  } catch (error) {
    if (error instanceof Unreadable) return `<${error.message}>`;
    throw error;
  }
}
