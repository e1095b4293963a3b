import { noCalls } from './expression';
import type { Inspector } from './inspector';
import { ExpressionError } from './machine';
import { isValue, LONGEST_TEXT, type Operand, type Operands } from './operands';
import { readText } from './textLine';
import { Type } from './types';
import { elementAt, findMember, pointee, readInteger, type Value } from './value';
import type { View } from './view';

const SIZES = new Set(['len', 'length', 'size', 'count']);
const EMPTIES = new Set(['is_empty', 'empty']);

/** What can be taken of a value: members, elements, what it points to, how much it is. */
export class Parts {
  constructor(
    private readonly inspector: Inspector,
    private readonly operands: Operands,
  ) {}

  /** What a value is once pointers and smart pointers are followed. */
  #followed(value: Value): { value: Value; view: View | undefined } {
    let at = value;
    for (let hops = 0; hops < 20; hops += 1) {
      const view = this.inspector.view(at);
      if (view?.kind === 'through') at = view.target;
      else if (view?.kind === 'choice' && view.isPlain && view.payload) at = view.payload;
      else if (!view && at.type.kind === 'pointer' && at.type.target && at.type.target.size > 0) {
        const target = pointee(at, this.inspector.machine);
        if (!target) return { value: at, view };
        at = target;
      } else return { value: at, view };
    }
    throw new ExpressionError('It points to itself');
  }

  member(of: Operand, name: string): Operand {
    if (!isValue(of)) throw new ExpressionError(`"${name}" of what is no struct`);
    // a member may well be of the smart pointer itself
    const direct = this.#memberByName(of, name);
    if (direct) return direct;
    const { value, view } = this.#followed(of);
    if (view?.kind === 'choice' && view.payload) {
      const found = this.#memberByName(view.payload, name) ?? (name === '0' ? view.payload : undefined);
      if (found) return found;
    }
    const found = this.#memberByName(value, name);
    if (found) return found;
    if (view?.kind === 'choice' && view.isNothing) throw new ExpressionError(`It is ${view.name}, which has no "${name}"`);
    if (SIZES.has(name)) return this.#size(value, view);
    const names = value.type.members.flatMap((member) => member.name ?? []);
    throw new ExpressionError(
      `"${value.type.name}" has no "${name}"${names.length > 0 ? `: it has ${names.slice(0, 12).join(', ')}` : ''}`,
    );
  }

  #memberByName(value: Value, name: string): Value | undefined {
    return findMember(value, name) ?? (/^\d+$/.test(name) ? findMember(value, `__${name}`) : undefined);
  }

  call(of: Operand, name: string): Operand {
    if (isValue(of)) {
      const { value, view } = this.#followed(of);
      if (SIZES.has(name)) return this.#size(value, view);
      if (EMPTIES.has(name)) return this.#size(value, view) === 0n;
      if (view?.kind === 'choice') {
        if (name === `is_${view.name.toLowerCase()}`) return true;
        if (/^is_(some|none|ok|err)$/.test(name)) return false;
        if (/^(unwrap|value)$/.test(name) && view.payload) return view.payload;
      }
      if (/^(as_str|as_ref|as_deref|borrow|get|c_str|data)$/.test(name)) return value;
    }
    throw new ExpressionError(noCalls(name));
  }

  #size(value: Value, view: View | undefined): bigint {
    if (view?.kind === 'sequence') return BigInt(view.count);
    if (view?.kind === 'text') {
      if (view.length === undefined || view.encoding === 'utf16') return BigInt(readText(view, LONGEST_TEXT, this.inspector).text.length);
      return BigInt(view.length);
    }
    if (value.type.kind === 'array') return BigInt(value.type.count);
    throw new ExpressionError(`"${value.type.name}" has no length`);
  }

  element(of: Operand, at: Operand): Operand {
    const index = Number(this.operands.integer(at));
    if (!isValue(of)) throw new ExpressionError('Only elements of the plug-in can be taken');
    const { machine } = this.inspector;
    const outer = this.inspector.view(of);
    if (outer?.kind !== 'sequence' && of.type.kind === 'pointer' && of.type.target && (outer === undefined || outer.kind === 'text')) {
      return elementAt(of.type.target, Number(BigInt.asUintN(32, readInteger(of, machine))), index);
    }
    const { value, view } = this.#followed(of);
    if (view?.kind === 'sequence') {
      if (index < 0 || index >= view.count) throw new ExpressionError(`There is no element ${index}: there are ${view.count}`);
      return view.element(index);
    }
    if (value.type.kind === 'array' && value.type.target) {
      const { target, count } = value.type;
      if (index < 0 || (count > 0 && index >= count)) throw new ExpressionError(`There is no element ${index}: there are ${count}`);
      const { place } = value;
      return 'address' in place
        ? elementAt(target, place.address, index)
        : { type: target, place: { bytes: place.bytes.subarray(index * target.size) } };
    }
    if (view?.kind === 'text' && 'address' in view.place) {
      const width = view.encoding === 'utf16' ? 2 : 1;
      return elementAt(Type.integer(`u${8 * width}`, width, false), view.place.address, index);
    }
    throw new ExpressionError(`"${value.type.name}" has no elements`);
  }

  dereferenced(of: Operand): Operand {
    if (!isValue(of)) throw new ExpressionError('It points to nothing');
    const view = this.inspector.view(of);
    if (view?.kind === 'through') return view.target;
    const target = of.type.kind === 'pointer' ? pointee(of, this.inspector.machine) : undefined;
    if (target) return target;
    if (of.type.kind === 'array' || view?.kind === 'sequence') return this.element(of, 0n);
    return of; // a reference that the compiler did not need
  }
}
