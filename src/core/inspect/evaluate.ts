import { type Binary, type Expression, noCalls, type Unary } from './expression';
import type { Inspector } from './inspector';
import { ExpressionError, Unreadable } from './machine';
import { enumeratorName } from './line';
import { show, type Shown } from './show';
import { readText } from './textLine';
import { Type } from './types';
import { elementAt, findMember, pointee, readFloat, readInteger, type Value } from './value';
import type { View } from './view';

/** What of an expression is not in the plug-in. `tag` is a name that an enum's value may have. */
type Computed = bigint | number | string | boolean | null | { tag: string };
type Operand = Value | Computed;

const isValue = (operand: Operand): operand is Value => typeof operand === 'object' && operand !== null && 'type' in operand;

/** UTF-16 units of a text that is compared: no literal is longer. */
const LONGEST_TEXT = 100_000;
const SIZES = new Set(['len', 'length', 'size', 'count']);
const EMPTIES = new Set(['is_empty', 'empty']);

class Evaluator {
  constructor(private readonly inspector: Inspector) {}

  evaluate(expression: Expression): Operand {
    switch (expression.kind) {
      case 'literal':
        return expression.value;
      case 'name':
        return this.#name(expression.path);
      case 'tag':
        return { tag: expression.name };
      case 'member':
        if (expression.of.kind === 'name' && this.#isType(expression.of.path)) return { tag: expression.name };
        return this.#member(this.evaluate(expression.of), expression.name);
      case 'call':
        return this.#call(this.evaluate(expression.of), expression.name);
      case 'index':
        return this.#index(this.evaluate(expression.of), this.evaluate(expression.at));
      case 'unary':
        return this.#unary(expression.operator, expression.of);
      case 'binary':
        return this.#binary(expression.operator, expression.left, expression.right);
      case 'cast':
        return this.#cast(expression);
    }
  }

  #name(path: readonly string[]): Operand {
    const { frame, machine } = this.inspector;
    const found = frame.find(path, machine);
    if (found) return found;
    const constant = frame.enumerator(path);
    if (constant !== undefined && frame.language === 'c') return constant;
    if (constant !== undefined || path.length > 1) return { tag: path.at(-1) ?? '' };
    if (frame.language === 'go') throw new ExpressionError('Go writes nothing about variables for WebAssembly');
    throw new ExpressionError(`There is no "${path.join('::')}" here${this.#suggestion()}`);
  }

  /** Of Zig: `Color` in `Color.red`, and the one in `error.NotFound`. */
  #isType(path: readonly string[]): boolean {
    const { frame, machine } = this.inspector;
    if (frame.language !== 'zig' || path.length > 1) return false;
    return path[0] === 'error' || (!frame.find(path, machine) && frame.type(path[0] ?? '') !== undefined);
  }

  #suggestion(): string {
    const names = [...new Set(this.inspector.frame.names)].filter((name) => /^[\p{L}_]/u.test(name));
    return names.length === 0 ? '' : `: the variables are ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', …' : ''}`;
  }

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

  #member(of: Operand, name: string): Operand {
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

  #call(of: Operand, name: string): Operand {
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

  #index(of: Operand, at: Operand): Operand {
    const index = Number(this.#integer(at));
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

  #unary(operator: Unary, inner: Expression): Operand {
    const of = this.evaluate(inner);
    switch (operator) {
      case '!':
        return typeof this.plain(of) === 'bigint' && isValue(of) && this.inspector.frame.language === 'rust'
          ? ~this.#integer(of)
          : !this.truth(of);
      case '-': {
        const number = this.plain(of);
        return typeof number === 'number' ? -number : -this.#integer(of);
      }
      case '+':
        return this.plain(of);
      case '~':
        return ~this.#integer(of);
      case '&':
        if (!isValue(of) || !('address' in of.place)) throw new ExpressionError('It has no address');
        return BigInt(of.place.address);
      case '*':
        return this.#dereferenced(of);
      case 'unwrap': {
        const view = isValue(of) ? this.inspector.view(of) : undefined;
        if (view?.kind === 'choice' && view.payload) return view.payload;
        if (view?.kind === 'choice') throw new ExpressionError(`It is ${view.name}`);
        return of;
      }
    }
  }

  #dereferenced(of: Operand): Operand {
    if (!isValue(of)) throw new ExpressionError('It points to nothing');
    const view = this.inspector.view(of);
    if (view?.kind === 'through') return view.target;
    const target = of.type.kind === 'pointer' ? pointee(of, this.inspector.machine) : undefined;
    if (target) return target;
    if (of.type.kind === 'array' || view?.kind === 'sequence') return this.#index(of, 0n);
    return of; // a reference that the compiler did not need
  }

  #cast({ of, type: name, pointers }: Expression & { kind: 'cast' }): Operand {
    const operand = this.evaluate(of);
    const type = this.#type(name);
    if (pointers > 0) {
      let pointed = type;
      for (let left = pointers; left > 0; left -= 1) pointed = Type.pointerTo(pointed);
      const bytes = new Uint8Array(4);
      new DataView(bytes.buffer).setUint32(0, Number(BigInt.asUintN(32, this.#integer(operand))), true);
      return { type: pointed, place: { bytes } };
    }
    if (type.kind === 'float') return this.#number(operand);
    if (type.kind === 'struct' && isValue(operand)) return { ...operand, type };
    const plain = this.plain(operand);
    const whole = typeof plain === 'number' && Number.isFinite(plain) ? BigInt(Math.trunc(plain)) : this.#integer(operand);
    return type.isSigned ? BigInt.asIntN(8 * type.size, whole) : BigInt.asUintN(8 * type.size, whole);
  }

  #type(name: string): Type {
    const number = /^([iuf])(8|16|32|64|128|size)$/.exec(name);
    if (number) {
      const size = number[2] === 'size' ? 4 : Number(number[2]) / 8;
      return number[1] === 'f' ? Type.float(name, size) : Type.integer(name, size, number[1] === 'i');
    }
    const type = this.inspector.frame.type(name) ?? C_TYPES.get(name);
    if (!type) throw new ExpressionError(`There is no type "${name}" here`);
    return type;
  }

  /** A value as it is compared and computed with. */
  plain(operand: Operand): Computed | Value {
    if (!isValue(operand)) return operand;
    const { machine } = this.inspector;
    const view = this.inspector.view(operand);
    if (view?.kind === 'text') {
      if (view.isPointer && readInteger(operand, machine) === 0n) return null;
      return readText(view, LONGEST_TEXT, this.inspector).text;
    }
    if (view?.kind === 'through') return this.plain(view.target);
    if (view?.kind === 'choice') {
      if (view.isNothing) return null;
      if (view.isPlain && view.payload) return this.plain(view.payload);
      return view.payload && view.name === 'Some' ? this.plain(view.payload) : { tag: view.name };
    }
    switch (operand.type.kind) {
      case 'integer':
      case 'character':
      case 'pointer':
        return readInteger(operand, machine);
      case 'float':
        return readFloat(operand, machine);
      case 'boolean':
        return readInteger(operand, machine) !== 0n;
      case 'enum': {
        const name = enumeratorName(operand, this.inspector);
        return name === undefined ? readInteger(operand, machine) : { tag: name };
      }
      case 'array':
      case 'struct':
      case 'union':
      case 'void':
      case 'other':
        return operand;
    }
  }

  #integer(operand: Operand): bigint {
    const plain = isValue(operand) && operand.type.kind === 'enum' ? readInteger(operand, this.inspector.machine) : this.plain(operand);
    if (typeof plain === 'bigint') return plain;
    if (typeof plain === 'boolean') return BigInt(plain);
    if (plain === null) return 0n;
    // an array of C is its address
    if (isValue(operand) && operand.type.kind === 'array' && 'address' in operand.place) return BigInt(operand.place.address);
    throw new ExpressionError(`${this.describe(operand)} is no whole number`);
  }

  #number(operand: Operand): number {
    const plain = this.plain(operand);
    return typeof plain === 'number' ? plain : Number(this.#integer(operand));
  }

  truth(operand: Operand): boolean {
    const plain = this.plain(operand);
    if (typeof plain === 'boolean') return plain;
    if (typeof plain === 'bigint') return plain !== 0n;
    if (typeof plain === 'number') return plain !== 0;
    if (plain === null) return false;
    // a C string is a pointer, and JavaScript's idea of a text is AssemblyScript's too
    if (typeof plain === 'string' && this.inspector.frame.language === 'c') return true;
    if (typeof plain === 'string' && this.inspector.frame.language === 'assemblyscript') return plain !== '';
    if (isValue(operand)) {
      const view = this.inspector.view(operand);
      if (view?.kind === 'choice' && /^(Some|)$/.test(view.name)) return true;
    }
    throw new ExpressionError(`${this.describe(operand)} is neither true nor false`);
  }

  #binary(operator: Binary, leftHand: Expression, rightHand: Expression): Operand {
    const left = this.evaluate(leftHand);
    if (operator === '&&') return this.truth(left) && this.truth(this.evaluate(rightHand));
    if (operator === '||') return this.truth(left) || this.truth(this.evaluate(rightHand));
    const right = this.evaluate(rightHand);
    switch (operator) {
      case '==':
        return this.#equal(left, right);
      case '!=':
        return !this.#equal(left, right);
      case '<':
      case '<=':
      case '>':
      case '>=':
        return this.#ordered(operator, left, right);
      default:
        return this.#computed(operator, left, right);
    }
  }

  #equal(left: Operand, right: Operand): boolean {
    // what a pointer points to need not be there
    for (const [one, other] of [
      [left, right],
      [right, left],
    ])
      if (one === null && isValue(other as Operand) && (other as Value).type.kind === 'pointer')
        return readInteger(other as Value, this.inspector.machine) === 0n;
    const one = this.plain(left);
    const other = this.plain(right);
    if (isValue(one) || isValue(other)) throw this.#incomparable(left, right);
    if (isTag(one) && isTag(other)) return lastName(one.tag) === lastName(other.tag);
    if (isTag(one) || isTag(other)) {
      const [tag, computed, enumerated] = isTag(one) ? [one, other, left] : [other as { tag: string }, one, right];
      if (typeof computed === 'bigint' && isValue(enumerated)) return this.#integer(enumerated) === computed;
      if (typeof computed === 'string') return lastName(tag.tag) === lastName(computed);
      if (computed === null) return false;
      throw this.#incomparable(left, right);
    }
    if (one === null || other === null) return (one ?? 0n) === (other ?? 0n);
    if (typeof one === 'string' || typeof other === 'string') {
      if (typeof one === typeof other) return one === other;
      throw this.#incomparable(left, right);
    }
    return this.#number(left) === this.#number(right) && (typeof one !== 'bigint' || typeof other !== 'bigint' || one === other);
  }

  #ordered(operator: '<' | '<=' | '>' | '>=', left: Operand, right: Operand): boolean {
    let one = this.plain(left);
    let other = this.plain(right);
    if (typeof one !== 'string' || typeof other !== 'string') {
      if (typeof one !== 'number') one = this.#integer(left);
      if (typeof other !== 'number') other = this.#integer(right);
    }
    switch (operator) {
      case '<':
        return one < other;
      case '<=':
        return one <= other;
      case '>':
        return one > other;
      case '>=':
        return one >= other;
    }
  }

  #computed(operator: Exclude<Binary, '&&' | '||' | '==' | '!=' | '<' | '<=' | '>' | '>='>, left: Operand, right: Operand): Computed {
    const one = this.plain(left);
    const other = this.plain(right);
    if (operator === '+' && typeof one === 'string' && typeof other === 'string') return one + other;
    if (typeof one === 'number' || typeof other === 'number') return onFloats(operator, this.#number(left), this.#number(right));
    return onIntegers(operator, this.#integer(left), this.#integer(right));
  }

  #incomparable(left: Operand, right: Operand): ExpressionError {
    return new ExpressionError(`${this.describe(left)} cannot be compared with ${this.describe(right)}`);
  }

  describe(operand: Operand): string {
    if (isValue(operand)) return `${show(operand, this.inspector).text} (${operand.type.name})`;
    if (typeof operand === 'string') return JSON.stringify(operand);
    return typeof operand === 'object' && operand !== null ? operand.tag : String(operand);
  }
}

const isTag = (plain: Operand): plain is { tag: string } => typeof plain === 'object' && plain !== null;

const lastName = (name: string): string => name.replace(/^.*(::|\.)/s, '');

/** Those that a plug-in may not name itself. */
const C_TYPES = new Map(
  [
    Type.integer('char', 1, true),
    Type.integer('unsigned char', 1, false),
    Type.integer('short', 2, true),
    Type.integer('unsigned short', 2, false),
    Type.integer('int', 4, true),
    Type.integer('unsigned', 4, false),
    Type.integer('unsigned int', 4, false),
    Type.integer('long', 4, true),
    Type.integer('unsigned long', 4, false),
    Type.integer('long long', 8, true),
    Type.integer('unsigned long long', 8, false),
    Type.float('float', 4),
    Type.float('double', 8),
  ].map((type) => [type.name, type]),
);

function onFloats(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    default:
      throw new ExpressionError(`"${operator}" is for whole numbers`);
  }
}

const MOST_BITS = 128n;

function onIntegers(operator: string, left: bigint, right: bigint): bigint {
  if ((operator === '/' || operator === '%') && right === 0n) throw new ExpressionError('It divides by zero');
  if ((operator === '<<' || operator === '>>') && (right < 0n || right > MOST_BITS)) throw new ExpressionError(`It shifts by ${right}`);
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '<<':
      return left << right;
    case '>>':
      return left >> right;
    case '&':
      return left & right;
    case '|':
      return left | right;
    default:
      return left ^ right;
  }
}

/** Why an expression has no value, in words. */
function asExpressionError(error: unknown): unknown {
  return error instanceof Unreadable ? new ExpressionError(`It cannot be read: ${error.message}`) : error;
}

/** Whether a condition holds. @throws {ExpressionError} */
export function evaluateCondition(text: string, inspector: Inspector): boolean {
  try {
    const evaluator = new Evaluator(inspector);
    return evaluator.truth(evaluator.evaluate(inspector.frame.parse(text)));
  } catch (error) {
    throw asExpressionError(error);
  }
}

/** What an expression is, to be shown. @throws {ExpressionError} */
export function evaluateExpression(text: string, inspector: Inspector): Shown {
  try {
    const evaluator = new Evaluator(inspector);
    const operand = evaluator.evaluate(inspector.frame.parse(text));
    if (isValue(operand)) return show(operand, inspector);
    if (isTag(operand)) throw new ExpressionError(`There is no "${operand.tag}" here`);
    return { text: evaluator.describe(operand), type: typeof operand };
  } catch (error) {
    throw asExpressionError(error);
  }
}

/** What an expression is in a log message: a text without its quotes. @throws {ExpressionError} */
export function evaluateText(text: string, inspector: Inspector): string {
  const evaluator = new Evaluator(inspector);
  try {
    const operand = evaluator.evaluate(inspector.frame.parse(text));
    const plain = evaluator.plain(operand);
    if (typeof plain === 'string') return plain;
    return isValue(operand) ? show(operand, inspector).text : evaluator.describe(operand);
  } catch (error) {
    throw asExpressionError(error);
  }
}
