import type { Inspector } from './inspector';
import { checkSequence, elementsOf, endOf, line, memberName } from './line';
import { Unreadable } from './machine';
import { memberValue, pointee, readInteger, type Value } from './value';

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

/** Of a vector or an array that is unfolded. */
const MOST_CHILDREN = 1_000;

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
