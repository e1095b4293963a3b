import { AT, ENCODING, TAG } from '../dwarf/constants';
import type { Die } from './debugInfo';

export type TypeKind = 'integer' | 'float' | 'boolean' | 'character' | 'enum' | 'pointer' | 'array' | 'struct' | 'union' | 'void' | 'other';

export interface Member {
  /** Absent of C's anonymous structs and of what a class inherits. */
  name?: string;
  type: Type;
  /** Bytes from the start of what it is in. */
  offset: number;
  bits?: { offset: number; size: number };
}

/** One of the forms that a value of a Rust enum can have. */
interface Variant {
  /** Absent of the one that every other discriminant means. */
  discriminant?: bigint;
  member: Member;
}

const WRAPPERS = new Set<number>([TAG.typedef, TAG.constType, TAG.volatileType, TAG.restrictType, TAG.atomicType]);
const POINTERS = new Set<number>([TAG.pointerType, TAG.referenceType, TAG.rvalueReferenceType]);
const SCOPES = new Set<number>([TAG.namespace, TAG.structureType, TAG.classType, TAG.unionType, TAG.enumerationType]);
const KINDS = new Map<number, TypeKind>([
  [TAG.structureType, 'struct'],
  [TAG.classType, 'struct'],
  [TAG.unionType, 'union'],
  [TAG.enumerationType, 'enum'],
  [TAG.arrayType, 'array'],
]);
const ADDRESS_SIZE = 4;
/** Typedefs of typedefs. */
const LONGEST_CHAIN = 50;

const NUMBERS = new Map<number | undefined, TypeKind>([
  [ENCODING.boolean, 'boolean'],
  [ENCODING.float, 'float'],
  [ENCODING.signed, 'integer'],
  [ENCODING.unsigned, 'integer'],
  [ENCODING.signedChar, 'integer'],
  [ENCODING.unsignedChar, 'integer'],
  [ENCODING.utf, 'character'],
  [ENCODING.address, 'integer'],
]);

function structureOf(written: Die | undefined): Die | undefined {
  let die = written;
  for (let hops = 0; die && WRAPPERS.has(die.tag) && hops < LONGEST_CHAIN; hops += 1) die = die.type;
  return die;
}

/** A type as debug information has it. What it is made of is read when it is asked for: types are circular. */
export class Type {
  /** Without typedefs, `const` and the like. */
  readonly #die: Die | undefined;
  readonly kind: TypeKind;
  readonly isSigned: boolean;
  /** Of a number, in bits of its encoding; 0 for all else. */
  readonly encoding: number;
  #members: Member[] | undefined;
  #variants: { discriminant?: Member; variants: Variant[] } | undefined;

  private constructor(
    private readonly written: Die | undefined,
    private readonly given?: { kind: TypeKind; name: string; size: number; isSigned?: boolean; target?: Type; count?: number },
  ) {
    this.#die = structureOf(written);
    this.encoding = this.#die?.tag === TAG.baseType ? (this.#die.number(AT.encoding) ?? 0) : 0;
    this.kind = given?.kind ?? this.#kind();
    this.isSigned = given?.isSigned ?? (this.encoding === ENCODING.signed || this.encoding === ENCODING.signedChar || this.kind === 'enum');
  }

  static readonly #known = new WeakMap<Die, Type>();

  static of(die: Die | undefined): Type {
    if (!die) return Type.VOID;
    let type = Type.#known.get(die);
    if (!type) Type.#known.set(die, (type = new Type(die)));
    return type;
  }

  static readonly VOID = new Type(undefined, { kind: 'void', name: 'void', size: 0 });

  static pointerTo(target: Type): Type {
    return new Type(undefined, { kind: 'pointer', name: `${target.name}*`, size: ADDRESS_SIZE, target });
  }

  static integer(name: string, size: number, isSigned: boolean): Type {
    return new Type(undefined, { kind: 'integer', name, size, isSigned });
  }

  static float(name: string, size: number): Type {
    return new Type(undefined, { kind: 'float', name, size });
  }

  #kind(): TypeKind {
    const die = this.#die;
    if (!die) return 'void';
    if (die.tag === TAG.baseType) {
      if (this.size === 0) return 'void';
      return isCharacter(die, this.encoding) ? 'character' : (NUMBERS.get(this.encoding) ?? 'other');
    }
    return POINTERS.has(die.tag) ? 'pointer' : (KINDS.get(die.tag) ?? 'other');
  }

  /** With the namespaces that it is in, and of a typedef its own. */
  get name(): string {
    if (this.given) return this.given.name;
    const die = this.written;
    if (!die) return 'void';
    const { name } = die;
    if (name !== undefined) return [...scopesOf(die), name].join('::');
    if (this.kind === 'pointer') return `${this.target?.name ?? 'void'}*`;
    if (this.kind === 'array') return `${this.target?.name ?? ''}[${this.count}]`;
    const inner = die.type;
    return WRAPPERS.has(die.tag) && inner ? Type.of(inner).name : '';
  }

  /** That of the struct itself, whatever typedefs it is written by. */
  get ownName(): string {
    return this.#die ? [...scopesOf(this.#die), this.#die.name ?? ''].join('::') : this.name;
  }

  /** Bytes. */
  get size(): number {
    if (this.given) return this.given.size;
    const die = this.#die;
    if (!die) return 0;
    const size = die.number(AT.byteSize);
    if (size !== undefined) return size;
    if (this.kind === 'pointer') return ADDRESS_SIZE;
    return this.kind === 'array' ? this.count * (this.target?.size ?? 0) : 0;
  }

  /** What a pointer points to, or the element of an array. Absent of `void *`. */
  get target(): Type | undefined {
    if (this.given) return this.given.target;
    if (!this.#die || (this.kind !== 'pointer' && this.kind !== 'array')) return undefined;
    const target = this.#die.type;
    const inner = this.kind === 'array' ? this.#dimensions().slice(1) : [];
    if (inner.length > 0) return Type.#array(Type.of(target), inner);
    return target && Type.of(target);
  }

  get isReference(): boolean {
    return this.#die?.tag === TAG.referenceType || this.#die?.tag === TAG.rvalueReferenceType;
  }

  /** Elements of an array. */
  get count(): number {
    return this.given?.count ?? this.#dimensions()[0] ?? 0;
  }

  #dimensions(): number[] {
    const ranges = this.#die?.children.filter(({ tag }) => tag === TAG.subrangeType) ?? [];
    return ranges.map((range) => range.number(AT.count) ?? (range.number(AT.upperBound) ?? -1) + 1);
  }

  static #array(element: Type, [count = 0, ...inner]: number[]): Type {
    const target = inner.length > 0 ? Type.#array(element, inner) : element;
    return new Type(undefined, { kind: 'array', name: `${target.name}[${count}]`, size: count * target.size, target, count });
  }

  get members(): Member[] {
    this.#members ??= (this.#die?.children ?? []).flatMap(memberOf);
    return this.#members;
  }

  /** The forms of a Rust enum that carries data. */
  get variants(): Variant[] {
    return this.#variantPart().variants;
  }

  get discriminant(): Member | undefined {
    return this.#variantPart().discriminant;
  }

  #variantPart(): { discriminant?: Member; variants: Variant[] } {
    if (this.#variants) return this.#variants;
    const part = this.#die?.children.find(({ tag }) => tag === TAG.variantPart);
    const discriminantDie = part?.follow(AT.discriminant);
    const discriminant = discriminantDie && memberOf(discriminantDie)[0];
    const variants = (part?.children ?? []).flatMap((die): Variant[] => {
      const member = die.tag === TAG.variant ? die.children.flatMap(memberOf)[0] : undefined;
      const value = die.constant(AT.discriminantValue);
      return member ? [{ member, ...(value !== undefined && { discriminant: BigInt(value) }) }] : [];
    });
    this.#variants = { variants, ...(discriminant && { discriminant }) };
    return this.#variants;
  }

  get enumerators(): { name: string; value: bigint }[] {
    return (this.#die?.children ?? []).flatMap((die) => {
      const name = die.tag === TAG.enumerator ? die.name : undefined;
      const value = die.constant(AT.constValue);
      return name !== undefined && value !== undefined ? [{ name, value: BigInt(value) }] : [];
    });
  }

  /** What a generic type was made with, by the parameter's name. */
  parameter(name: string): Type | undefined {
    const die = this.#die?.children.find((child) => child.tag === TAG.templateTypeParameter && child.name === name);
    return die && Type.of(die.type);
  }
}

/** C's `char`, but not `uint8_t` and the `u8` of Rust and Zig, which are numbers. */
function isCharacter(die: Die, encoding: number): boolean {
  return encoding === ENCODING.utf || ((encoding === ENCODING.signedChar || encoding === ENCODING.unsignedChar) && die.name === 'char');
}

function memberOf(die: Die): Member[] {
  if (die.tag !== TAG.member && die.tag !== TAG.inheritance) return [];
  if (die.block(AT.dataMemberLocation)) return []; // a virtual base: where it is, only the object tells
  const place = die.number(AT.dataMemberLocation);
  if (place === undefined && die.has(AT.declaration)) return []; // a static member
  const name = die.tag === TAG.member ? die.name : undefined;
  const type = Type.of(die.type);
  const size = die.number(AT.bitSize);
  const bits = die.number(AT.dataBitOffset) ?? 0;
  const offset = place ?? 0;
  const member = { type, ...(name !== undefined && { name }) };
  return [size === undefined ? { ...member, offset } : { ...member, offset: offset + (bits >> 3), bits: { offset: bits & 7, size } }];
}

/** The names of the namespaces and types that an entry is in. */
export function scopesOf(die: Die): string[] {
  const names: string[] = [];
  for (let at = die.parent; at; at = at.parent) {
    const name = SCOPES.has(at.tag) ? at.name : undefined;
    if (name !== undefined) names.unshift(name);
  }
  return names;
}
