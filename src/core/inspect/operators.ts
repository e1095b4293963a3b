import type { Binary } from './expression';
import { ExpressionError } from './machine';
import { type Computed, isTag, isValue, type Operand, type Operands } from './operands';

const lastName = (name: string): string => name.replace(/^.*(::|\.)/s, '');

/** Whether two operands are the same, in the languages' loose sense. @throws {ExpressionError} */
export function equal(left: Operand, right: Operand, operands: Operands): boolean {
  const pointer = left === null ? right : right === null ? left : undefined;
  if (pointer !== undefined && isValue(pointer) && pointer.type.kind === 'pointer') return operands.address(pointer) === 0n;
  const one = operands.plain(left);
  const other = operands.plain(right);
  if (isValue(one) || isValue(other)) throw incomparable(left, right, operands);
  if (isTag(one) && isTag(other)) return lastName(one.tag) === lastName(other.tag);
  if (isTag(one) || isTag(other)) {
    const [tag, computed, enumerated] = isTag(one) ? [one, other, left] : [other as { tag: string }, one, right];
    if (typeof computed === 'bigint' && isValue(enumerated)) return operands.integer(enumerated) === computed;
    if (typeof computed === 'string') return lastName(tag.tag) === lastName(computed);
    if (computed === null) return false;
    throw incomparable(left, right, operands);
  }
  if (one === null || other === null) return (one ?? 0n) === (other ?? 0n);
  if (typeof one === 'string' || typeof other === 'string') {
    if (typeof one === typeof other) return one === other;
    throw incomparable(left, right, operands);
  }
  return operands.number(left) === operands.number(right) && (typeof one !== 'bigint' || typeof other !== 'bigint' || one === other);
}

/** Whether two operands are in an order. @throws {ExpressionError} */
export function ordered(operator: '<' | '<=' | '>' | '>=', left: Operand, right: Operand, operands: Operands): boolean {
  let one = operands.plain(left);
  let other = operands.plain(right);
  if (typeof one !== 'string' || typeof other !== 'string') {
    if (typeof one !== 'number') one = operands.integer(left);
    if (typeof other !== 'number') other = operands.integer(right);
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

/** What comes of two operands. @throws {ExpressionError} */
export function computed(
  operator: Exclude<Binary, '&&' | '||' | '==' | '!=' | '<' | '<=' | '>' | '>='>,
  left: Operand,
  right: Operand,
  operands: Operands,
): Computed {
  const one = operands.plain(left);
  const other = operands.plain(right);
  if (operator === '+' && typeof one === 'string' && typeof other === 'string') return one + other;
  if (typeof one === 'number' || typeof other === 'number') return onFloats(operator, operands.number(left), operands.number(right));
  return onIntegers(operator, operands.integer(left), operands.integer(right));
}

function incomparable(left: Operand, right: Operand, operands: Operands): ExpressionError {
  return new ExpressionError(`${operands.describe(left)} cannot be compared with ${operands.describe(right)}`);
}

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
