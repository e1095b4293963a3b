import type { Inspector } from './inspector';
import { enumeratorName } from './line';
import { ExpressionError } from './machine';
import { show } from './show';
import { readText } from './textLine';
import { readFloat, readInteger, type Value } from './value';

/** What of an expression is not in the plug-in. `tag` is a name that an enum's value may have. */
export type Computed = bigint | number | string | boolean | null | { tag: string };
export type Operand = Value | Computed;

export const isValue = (operand: Operand): operand is Value => typeof operand === 'object' && operand !== null && 'type' in operand;

export const isTag = (plain: Operand): plain is { tag: string } => typeof plain === 'object' && plain !== null;

/** UTF-16 units of a text that is compared: no literal is longer. */
export const LONGEST_TEXT = 100_000;
/** What an operand is to operators, in the plug-in's language. */
export class Operands {
  constructor(private readonly inspector: Inspector) {}

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

  /** What a pointer holds: nothing need be there. */
  address(pointer: Value): bigint {
    return readInteger(pointer, this.inspector.machine);
  }

  integer(operand: Operand): bigint {
    const plain = isValue(operand) && operand.type.kind === 'enum' ? readInteger(operand, this.inspector.machine) : this.plain(operand);
    if (typeof plain === 'bigint') return plain;
    if (typeof plain === 'boolean') return BigInt(plain);
    if (plain === null) return 0n;
    // an array of C is its address
    if (isValue(operand) && operand.type.kind === 'array' && 'address' in operand.place) return BigInt(operand.place.address);
    throw new ExpressionError(`${this.describe(operand)} is no whole number`);
  }

  number(operand: Operand): number {
    const plain = this.plain(operand);
    return typeof plain === 'number' ? plain : Number(this.integer(operand));
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

  describe(operand: Operand): string {
    if (isValue(operand)) return `${show(operand, this.inspector).text} (${operand.type.name})`;
    if (typeof operand === 'string') return JSON.stringify(operand);
    return typeof operand === 'object' && operand !== null ? operand.tag : String(operand);
  }
}
