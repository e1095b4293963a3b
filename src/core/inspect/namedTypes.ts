import type { Frame } from './frame';
import { ExpressionError } from './machine';
import { Type } from './types';

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

/** A type as an expression names it. @throws {ExpressionError} */
export function namedType(name: string, frame: Frame): Type {
  const number = /^([iuf])(8|16|32|64|128|size)$/.exec(name);
  if (number) {
    const size = number[2] === 'size' ? 4 : Number(number[2]) / 8;
    return number[1] === 'f' ? Type.float(name, size) : Type.integer(name, size, number[1] === 'i');
  }
  const type = frame.type(name) ?? C_TYPES.get(name);
  if (!type) throw new ExpressionError(`There is no type "${name}" here`);
  return type;
}
