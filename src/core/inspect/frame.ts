import { ByteCursor } from '../dwarf/byteCursor';
import type { Producer } from '../dwarf/writeDwarf';
import { AT, TAG } from './constants';
import {
  attributeOf,
  type DebugInfo,
  type Die,
  type ListEntry,
  listEntries,
  nameOf,
  numberOf,
  type Range,
  typeDieOf,
  type Unit,
} from './dies';
import { type Expression, parseExpression } from './expression';
import { evaluateFrameBase, evaluateLocation } from './location';
import { type Machine, Unreadable } from './machine';
import { scopesOf, Type } from './types';
import type { Value } from './value';

const contains = (ranges: readonly Range[], address: number): boolean => ranges.some(([low, high]) => low <= address && address < high);

const LANGUAGE_RUST = 0x1c;

export type Language = 'c' | 'rust' | 'zig' | 'assemblyscript' | 'go';

/** What we say of ourselves where we wrote the debug information. */
const OWN: Record<Producer, Language> = { 'Extism Workbench, of AssemblyScript': 'assemblyscript', 'Extism Workbench, of Go': 'go' };

/** What the compiler of a unit says of itself. */
function languageOf({ root }: Unit): Language {
  const producer = root.attributes.get(AT.producer);
  if (numberOf(root.attributes.get(AT.language)) === LANGUAGE_RUST) return 'rust';
  if (typeof producer !== 'string') return 'c';
  if (producer.startsWith('zig')) return 'zig';
  return OWN[producer as Producer] ?? 'c';
}

/** A function at a place in it: which variables there are. */
export class Frame {
  readonly language: Language;
  readonly #found = new Map<string, Die | undefined>();
  readonly #parsed = new Map<string, Expression>();

  private constructor(
    readonly info: DebugInfo,
    private readonly unit: Unit,
    readonly address: number,
    /** The function, a block in it, a block in that …, as far as they contain the address. */
    private readonly scopes: readonly Die[],
    private readonly base: Uint8Array | undefined,
  ) {
    this.language = languageOf(unit);
  }

  /**
   * @param address in the code section
   * @param inlined how many of the innermost inlined calls to leave out
   */
  static at(info: DebugInfo, address: number, inlined = 0): Frame | undefined {
    for (const unit of info.units) {
      const ranges = info.ranges(unit.root);
      if (ranges.length > 0 && !contains(ranges, address)) continue;
      const program = functionAt(unit.tree, info, address);
      if (!program) continue;
      const scopes = innerScopes(program, info, address);
      const calls = scopes.flatMap(({ tag }, index) => (index === 0 || tag === TAG.inlinedSubroutine ? [index] : []));
      const first = calls[Math.max(0, calls.length - 1 - inlined)] ?? 0;
      const next = calls[calls.length - inlined] ?? scopes.length;
      const base = program.attributes.get(AT.frameBase);
      return new Frame(info, unit, address, scopes.slice(first, next), base instanceof Uint8Array ? base : undefined);
    }
    return undefined;
  }

  /** What tells this function, or this copy of an inlined one, from others. */
  get scope(): object | undefined {
    return this.scopes[0];
  }

  /** The names of parameters and local variables, those of the innermost block last. */
  get names(): string[] {
    return this.scopes.flatMap(({ children }) => children.filter(isVariable)).flatMap((die) => nameOf(die) ?? []);
  }

  /** A variable by its name, and its namespaces where it is a global. */
  find(path: readonly string[], machine: Machine): Value | undefined {
    const key = path.join('::');
    if (!this.#found.has(key)) this.#found.set(key, this.#local(path) ?? findGlobal(this.unit, path) ?? this.#globalElsewhere(path));
    const die = this.#found.get(key);
    return die && this.valueOf(die, machine);
  }

  /** An expression in terms of this place's language. @throws {ExpressionError} */
  parse(text: string): Expression {
    let parsed = this.#parsed.get(text);
    if (!parsed)
      this.#parsed.set(text, (parsed = parseExpression(text, this.language === 'rust' || this.language === 'zig' ? 'rust' : 'c')));
    return parsed;
  }

  #local(path: readonly string[]): Die | undefined {
    const [name, ...more] = path;
    if (more.length > 0) return undefined;
    for (const scope of this.scopes.toReversed()) {
      const found = scope.children.findLast((die) => isVariable(die) && nameOf(die) === name);
      if (found) return found;
    }
    return undefined;
  }

  #globalElsewhere(path: readonly string[]): Die | undefined {
    for (const unit of this.info.units) {
      const found = unit === this.unit ? undefined : findGlobal(unit, path);
      if (found) return found;
    }
    return undefined;
  }

  /** A type by its name, of this unit. */
  type(name: string): Type | undefined {
    for (const die of this.unit.dies.values()) {
      if (!TYPE_TAGS.has(die.tag)) continue;
      // Zig writes `simple.Color`
      const own = nameOf(die) ?? '';
      if (own === name || own.endsWith(`.${name}`) || [...scopesOf(die), own].join('::') === name) return Type.of(die);
    }
    return undefined;
  }

  /** A constant of an enum, by its own name. */
  enumerator(path: readonly string[]): bigint | undefined {
    const name = path.at(-1);
    for (const die of this.unit.dies.values()) {
      if (die.tag !== TAG.enumerator || nameOf(die) !== name) continue;
      const value = die.attributes.get(AT.constValue);
      if (typeof value === 'number' || typeof value === 'bigint') return BigInt(value);
    }
    return undefined;
  }

  /** @throws {Unreadable} */
  valueOf(die: Die, machine: Machine): Value {
    const type = Type.of(typeDieOf(die));
    const constant = attributeOf(die, AT.constValue);
    if (constant instanceof Uint8Array) return { type, place: { bytes: constant } };
    if (typeof constant === 'number' || typeof constant === 'bigint') {
      const bytes = new Uint8Array(16);
      for (let index = 0, rest = BigInt(constant); index < 16; index += 1, rest >>= 8n) bytes[index] = Number(rest & 0xffn);
      return { type, place: { bytes } };
    }
    const place = evaluateLocation(this.#location(die), machine, () => {
      if (!this.base) throw new Unreadable('its function has no frame');
      return evaluateFrameBase(this.base, machine);
    });
    return { type, place };
  }

  /** The expression that says where a variable is. */
  #location(die: Die): Uint8Array {
    const location = attributeOf(die, AT.location);
    if (location instanceof Uint8Array) return location;
    if (typeof location !== 'object') throw new Unreadable('optimized away');
    const { unit } = die;
    const offset = 'offset' in location ? location.offset : -1;
    const entries =
      unit.version < 5 ? oldLocations(unit, offset) : listEntries(this.info.section('.debug_loclists'), offset, unit, 'locations');
    const entry = entries.find(({ range }) => contains([range], this.address));
    if (!entry) throw new Unreadable('not available here');
    return entry.expression;
  }
}

const isVariable = ({ tag }: Die): boolean => tag === TAG.variable || tag === TAG.formalParameter;

const TYPE_TAGS = new Set<number>([TAG.structureType, TAG.classType, TAG.unionType, TAG.enumerationType, TAG.typedef, TAG.baseType]);

function functionAt(die: Die, info: DebugInfo, address: number): Die | undefined {
  for (const child of die.children) {
    if (child.tag === TAG.subprogram && contains(info.ranges(child), address)) return child;
    const found = functionAt(child, info, address);
    if (found) return found;
  }
  return undefined;
}

/** A function, and the blocks and inlined calls in one another that contain the address. */
function innerScopes(scope: Die, info: DebugInfo, address: number): Die[] {
  const inner = scope.children.find(
    (child) => (child.tag === TAG.lexicalBlock || child.tag === TAG.inlinedSubroutine) && contains(info.ranges(child), address),
  );
  return inner ? [scope, ...innerScopes(inner, info, address)] : [scope];
}

function findGlobal(unit: Unit, path: readonly string[]): Die | undefined {
  const wanted = path.join('::');
  for (const die of unit.dies.values()) {
    if (die.tag !== TAG.variable || !(die.attributes.has(AT.location) || die.attributes.has(AT.constValue))) continue;
    const name = nameOf(die);
    if (name === undefined || !wanted.endsWith(name)) continue;
    if (isInFunction(die)) continue;
    if (name === wanted) return die;
    const declared = unit.info.follow(die, AT.specification) ?? die;
    if (`::${[...scopesOf(declared), name].join('::')}`.endsWith(`::${wanted}`)) return die;
  }
  return undefined;
}

function isInFunction(die: Die): boolean {
  for (let at = die.parent; at; at = at.parent) if (at.tag === TAG.subprogram) return true;
  return false;
}

function oldLocations(unit: Unit, offset: number): ListEntry[] {
  const section = unit.info.section('.debug_loc');
  const cursor = new ByteCursor(section, offset);
  const low = unit.root.attributes.get(AT.lowPc);
  let base = typeof low === 'object' && 'address' in low ? low.address : 0;
  const found: ListEntry[] = [];
  while (cursor.offset < section.length) {
    const start = cursor.u32();
    const end = cursor.u32();
    if (start === 0 && end === 0) break;
    if (start === 0xffff_ffff) base = end;
    else found.push({ range: [base + start, base + end], expression: cursor.take(cursor.u16()) });
  }
  return found;
}
