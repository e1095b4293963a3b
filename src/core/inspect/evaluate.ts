import type { Binary, Expression, Unary } from './expression';
import type { Inspector } from './inspector';
import { ExpressionError, Unreadable } from './machine';
import { namedType } from './namedTypes';
import { isTag, isValue, type Operand, Operands } from './operands';
import { computed, equal, ordered } from './operators';
import { Parts } from './parts';
import { show, type Shown } from './show';
import { Type } from './types';

class Evaluator {
  readonly operands: Operands;
  readonly #parts: Parts;

  constructor(private readonly inspector: Inspector) {
    this.operands = new Operands(inspector);
    this.#parts = new Parts(inspector, this.operands);
  }

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
        return this.#parts.member(this.evaluate(expression.of), expression.name);
      case 'call':
        return this.#parts.call(this.evaluate(expression.of), expression.name);
      case 'index':
        return this.#parts.element(this.evaluate(expression.of), this.evaluate(expression.at));
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

  #unary(operator: Unary, inner: Expression): Operand {
    const of = this.evaluate(inner);
    switch (operator) {
      case '!':
        return typeof this.operands.plain(of) === 'bigint' && isValue(of) && this.inspector.frame.language === 'rust'
          ? ~this.operands.integer(of)
          : !this.operands.truth(of);
      case '-': {
        const number = this.operands.plain(of);
        return typeof number === 'number' ? -number : -this.operands.integer(of);
      }
      case '+':
        return this.operands.plain(of);
      case '~':
        return ~this.operands.integer(of);
      case '&':
        if (!isValue(of) || !('address' in of.place)) throw new ExpressionError('It has no address');
        return BigInt(of.place.address);
      case '*':
        return this.#parts.dereferenced(of);
      case 'unwrap': {
        const view = isValue(of) ? this.inspector.view(of) : undefined;
        if (view?.kind === 'choice' && view.payload) return view.payload;
        if (view?.kind === 'choice') throw new ExpressionError(`It is ${view.name}`);
        return of;
      }
    }
  }

  #cast({ of, type: name, pointers }: Expression & { kind: 'cast' }): Operand {
    const operand = this.evaluate(of);
    const type = namedType(name, this.inspector.frame);
    if (pointers > 0) {
      let pointed = type;
      for (let left = pointers; left > 0; left -= 1) pointed = Type.pointerTo(pointed);
      const bytes = new Uint8Array(4);
      new DataView(bytes.buffer).setUint32(0, Number(BigInt.asUintN(32, this.operands.integer(operand))), true);
      return { type: pointed, place: { bytes } };
    }
    if (type.kind === 'float') return this.operands.number(operand);
    if (type.kind === 'struct' && isValue(operand)) return { ...operand, type };
    const plain = this.operands.plain(operand);
    const whole = typeof plain === 'number' && Number.isFinite(plain) ? BigInt(Math.trunc(plain)) : this.operands.integer(operand);
    return type.isSigned ? BigInt.asIntN(8 * type.size, whole) : BigInt.asUintN(8 * type.size, whole);
  }

  #binary(operator: Binary, leftHand: Expression, rightHand: Expression): Operand {
    const left = this.evaluate(leftHand);
    if (operator === '&&') return this.operands.truth(left) && this.operands.truth(this.evaluate(rightHand));
    if (operator === '||') return this.operands.truth(left) || this.operands.truth(this.evaluate(rightHand));
    const right = this.evaluate(rightHand);
    switch (operator) {
      case '==':
        return equal(left, right, this.operands);
      case '!=':
        return !equal(left, right, this.operands);
      case '<':
      case '<=':
      case '>':
      case '>=':
        return ordered(operator, left, right, this.operands);
      default:
        return computed(operator, left, right, this.operands);
    }
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
    return evaluator.operands.truth(evaluator.evaluate(inspector.frame.parse(text)));
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
    return { text: evaluator.operands.describe(operand), type: typeof operand };
  } catch (error) {
    throw asExpressionError(error);
  }
}

/** What an expression is in a log message: a text without its quotes. @throws {ExpressionError} */
export function evaluateText(text: string, inspector: Inspector): string {
  const evaluator = new Evaluator(inspector);
  try {
    const operand = evaluator.evaluate(inspector.frame.parse(text));
    const plain = evaluator.operands.plain(operand);
    if (typeof plain === 'string') return plain;
    return isValue(operand) ? show(operand, inspector).text : evaluator.operands.describe(operand);
  } catch (error) {
    throw asExpressionError(error);
  }
}
