import { startOf, visible } from '../format/text';
import type { Inspector } from './inspector';
import { hex, Unreadable } from './machine';
import { bytesOf, elementAt, memberValue, pointee, readFloat, readInteger, type Value } from './value';
import type { TextView, View } from './view';

/** A value in words, and what can be unfolded of it. */
export interface Shown {
  text: string;
  type: string;
  /** In linear memory. */
  address?: number;
  children?: () => Child[];
}

export interface Child {
  name: string;
  show: () => Shown;
}

/** UTF-16 units. */
const LONGEST_TEXT = 1_000;
const LONGEST_INNER_TEXT = 60;
/** Elements or members of what is shown on one line, and how far it goes in. */
const MOST_IN_LINE = 8;
const DEEPEST = 3;
/** Of a vector or an array that is unfolded. */
const MOST_CHILDREN = 1_000;
const LONGEST_LINE = 300;
/** Bytes that are looked through for the zero that ends a text. */
const STEP = 64;

const ESCAPES: Record<string, string> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\t': '\\t', '\r': '\\r' };

const quoted = (text: string): string => `"${visible(text.replace(/[\\"\n\t\r]/g, (char) => ESCAPES[char] ?? char))}"`;

/** The bytes of a text, at most so many. */
function textBytes({ place, length, encoding }: TextView, most: number, { machine }: Inspector): Uint8Array {
  if (length !== undefined) {
    const wanted = Math.min(length, most);
    if ('bytes' in place) return place.bytes.subarray(0, wanted);
    if (length > 0) machine.read(place.address + length - 1, 1); // the whole of it is to be there
    return machine.read(place.address, wanted);
  }
  if ('bytes' in place) return place.bytes.subarray(0, most);
  const unit = encoding === 'utf16' ? 2 : 1;
  const found: number[] = [];
  for (let at = place.address; found.length < most; at += STEP) {
    const step = readUpTo(at, STEP, machine);
    const end = step.indexOf(0);
    found.push(...(end < 0 ? step : step.subarray(0, end)));
    if (end >= 0 || step.length < STEP) break;
  }
  return Uint8Array.from(found.slice(0, most - (most % unit)));
}

/** As much as there is in memory. @throws {Unreadable} where there is nothing at all */
function readUpTo(address: number, length: number, machine: Inspector['machine']): Uint8Array {
  try {
    return machine.read(address, length);
  } catch (error) {
    if (!(error instanceof Unreadable) || length <= 1) throw error;
    return readUpTo(address, length >> 1, machine);
  }
}

/** The content of a text. @throws {Unreadable} */
export function readText(view: TextView, most: number, inspector: Inspector): { text: string; isCut: boolean } {
  const wide = view.encoding === 'utf16';
  const bytes = textBytes(view, wide ? 2 * most : 4 * most, inspector);
  const whole = new TextDecoder(wide ? 'utf-16le' : 'utf-8', { ignoreBOM: true }).decode(bytes);
  // of C's arrays; what other languages count may well have zeros in it
  const ended = view.length !== undefined && inspector.frame.language === 'c' ? whole.replace(/\0[^]*$/, '') : whole;
  const text = startOf(ended, most);
  return { text, isCut: text.length < ended.length || (text.length === whole.length && (view.length ?? bytes.length) > bytes.length) };
}

function lineOfText(view: TextView, depth: number, inspector: Inspector): string {
  const pointer = view.isPointer && 'address' in view.place ? view.place.address : undefined;
  if (pointer === 0) return '0x0';
  let shown: string;
  try {
    const { text, isCut } = readText(view, depth === 0 ? LONGEST_TEXT : LONGEST_INNER_TEXT, inspector);
    shown = `${quoted(text)}${isCut ? '…' : ''}`;
  } catch (error) {
    if (!(error instanceof Unreadable) || pointer === undefined) throw error;
    return hex(pointer); // it may well point to something else than a text
  }
  return pointer !== undefined && depth === 0 ? `${hex(pointer)} ${shown}` : shown;
}

function character(value: Value, inspector: Inspector): string {
  const code = Number(BigInt.asUintN(32, readInteger(value, inspector.machine)));
  if (value.type.size === 1 && code > 0x7e) return `'\\x${(code & 0xff).toString(16)}'`;
  if (code > 0x10_ffff) return String(code);
  const char = String.fromCodePoint(code);
  if (char === "'") return "'\\''";
  if (code < 0x20 && !(char in ESCAPES)) return `'\\x${code.toString(16).padStart(2, '0')}'`;
  return `'${char === '"' ? char : visible(ESCAPES[char] ?? char)}'`;
}

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

const elementsOf = (value: Value, { machine }: Inspector): { count: number; element: (index: number) => Value } => {
  const { target, count } = value.type;
  if (!target) return { count: 0, element: () => value };
  const { place } = value;
  if ('address' in place) return { count, element: (index) => elementAt(target, place.address, index) };
  const bytes = bytesOf(value, machine);
  return { count, element: (index) => ({ type: target, place: { bytes: bytes.subarray(index * target.size) } }) };
};

/** Rust names the members of tuples so. */
const memberName = (name: string | undefined, value: Value): string => (name ?? value.type.name).replace(/^__(\d+)$/, '$1');

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
function checkSequence({ count, element }: View & { kind: 'sequence' }, { machine }: Inspector): void {
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
      return character(value, inspector);
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
function endOf(value: Value, inspector: Inspector): { value: Value; view: View | undefined } {
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
function line(value: Value, depth: number, inspector: Inspector): string {
  try {
    const { value: end, view } = endOf(value, inspector);
    return view ? lineOfView(view, depth, inspector) : plainLine(end, depth, inspector);
  } catch (error) {
    if (error instanceof Unreadable) return `<${error.message}>`;
    throw error;
  }
}

function childrenOfSequence(count: number, element: (index: number) => Value, inspector: Inspector): Child[] {
  const children: Child[] = Array.from({ length: Math.min(count, MOST_CHILDREN) }, (_, index) => ({
    name: String(index),
    show: () => show(element(index), inspector),
  }));
  const left = count - MOST_CHILDREN;
  if (left > 0) children.push({ name: '…', show: () => ({ text: `${left} more; watch one by its index`, type: '' }) });
  return children;
}

const childrenOfMembers = (value: Value, inspector: Inspector): Child[] =>
  value.type.members.map((member) => {
    const inner = memberValue(value, member);
    return { name: memberName(member.name, inner), show: () => show(inner, inspector) };
  });

/** What a value unfolds to; undefined where it does not. @throws {Unreadable} */
function childrenOf(value: Value, inspector: Inspector): (() => Child[]) | undefined {
  const { value: end, view } = endOf(value, inspector);
  if (view?.kind === 'sequence') {
    checkSequence(view, inspector);
    return view.count > 0 ? () => childrenOfSequence(view.count, view.element, inspector) : undefined;
  }
  if (view?.kind === 'choice') {
    const { payload } = view;
    return payload && (() => childrenOf(payload, inspector)?.() ?? [{ name: '0', show: () => show(payload, inspector) }]);
  }
  if (view?.kind === 'text' && !view.isPointer) return undefined;
  switch (end.type.kind) {
    case 'array': {
      const { count, element } = elementsOf(end, inspector);
      return count > 0 ? () => childrenOfSequence(count, element, inspector) : undefined;
    }
    case 'struct':
    case 'union':
      return end.type.members.length > 0 ? () => childrenOfMembers(end, inspector) : undefined;
    case 'pointer': {
      const target = pointee(end, inspector.machine);
      if (!target || target.type.size === 0 || view || readInteger(end, inspector.machine) === 0n) return undefined;
      return target.type.kind === 'struct'
        ? () => childrenOfMembers(target, inspector)
        : () => [{ name: '*', show: () => show(target, inspector) }];
    }
    default:
      return undefined;
  }
}

/** A value as it is shown among the variables. */
export function show(value: Value, inspector: Inspector): Shown {
  const shown: Shown = { text: line(value, 0, inspector), type: value.type.name };
  if ('address' in value.place) shown.address = value.place.address;
  try {
    const children = childrenOf(value, inspector);
    if (children) shown.children = children;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error; // the text says why
  }
  return shown;
}
