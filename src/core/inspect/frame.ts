import { contains, covers, locationsOf, rangesOf } from '../dwarf/addressLists';
import { AT, TAG } from '../dwarf/constants';
import type { Entry } from '../dwarf/entry';
import type { Producer } from '../dwarf/writeDwarf';
import type { DebugInfo, Die, UnitTree } from './debugInfo';
import { type Expression, parseExpression } from './expression';
import { evaluateFrameBase, evaluateLocation } from './location';
import { type Machine, Unreadable } from './machine';
import { scopesOf, Type } from './types';
import type { Value } from './value';

const LANGUAGE_RUST = 0x1c;

export type Language = 'c' | 'rust' | 'zig' | 'assemblyscript' | 'go';

/** What we say of ourselves where we wrote the debug information. */
const OWN: Record<Producer, Language> = { 'Extism Workbench, of AssemblyScript': 'assemblyscript', 'Extism Workbench, of Go': 'go' };

/** What the compiler of a unit says of itself. */
function languageOf(root: Entry | undefined): Language {
  const producer = root?.text(AT.producer) ?? '';
  if (root?.number(AT.language) === LANGUAGE_RUST) return 'rust';
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
    private readonly tree: UnitTree,
    readonly address: number,
    /** The function, a block in it, a block in that …, as far as they contain the address. */
    private readonly scopes: readonly Die[],
    private readonly base: Uint8Array | undefined,
  ) {
    this.language = languageOf(tree.unit.root);
  }

  /**
   * @param address in the code section
   * @param inlined how many of the innermost inlined calls to leave out
   */
  static at(info: DebugInfo, address: number, inlined = 0): Frame | undefined {
    for (const tree of info.units) {
      const ranges = tree.unit.root ? [...rangesOf(tree.unit.root)] : [];
      if (ranges.length > 0 && !ranges.some((range) => contains(range, address))) continue;
      const program = tree.root && functionAt(tree.root, address);
      if (!program) continue;
      const scopes = innerScopes(program, address);
      const calls = scopes.flatMap(({ tag }, index) => (index === 0 || tag === TAG.inlinedSubroutine ? [index] : []));
      const first = calls[Math.max(0, calls.length - 1 - inlined)] ?? 0;
      const next = calls[calls.length - inlined] ?? scopes.length;
      return new Frame(info, tree, address, scopes.slice(first, next), program.block(AT.frameBase));
    }
    return undefined;
  }

  /** What tells this function, or this copy of an inlined one, from others. */
  get scope(): object | undefined {
    return this.scopes[0];
  }

  /** The names of parameters and local variables, those of the innermost block last. */
  get names(): string[] {
    return this.scopes.flatMap(({ children }) => children.filter(isVariable)).flatMap(({ name }) => name ?? []);
  }

  /** A variable by its name, and its namespaces where it is a global. */
  find(path: readonly string[], machine: Machine): Value | undefined {
    const key = path.join('::');
    if (!this.#found.has(key)) this.#found.set(key, this.#local(path) ?? findGlobal(this.tree, path) ?? this.#globalElsewhere(path));
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
      const found = scope.children.findLast((die) => isVariable(die) && die.name === name);
      if (found) return found;
    }
    return undefined;
  }

  #globalElsewhere(path: readonly string[]): Die | undefined {
    for (const tree of this.info.units) {
      const found = tree === this.tree ? undefined : findGlobal(tree, path);
      if (found) return found;
    }
    return undefined;
  }

  /** A type by its name, of this unit. */
  type(name: string): Type | undefined {
    for (const die of this.tree.dies.values()) {
      if (!TYPE_TAGS.has(die.tag)) continue;
      // Zig writes `simple.Color`
      const own = die.name ?? '';
      if (own === name || own.endsWith(`.${name}`) || [...scopesOf(die), own].join('::') === name) return Type.of(die);
    }
    return undefined;
  }

  /** A constant of an enum, by its own name. */
  enumerator(path: readonly string[]): bigint | undefined {
    const name = path.at(-1);
    for (const die of this.tree.dies.values()) {
      if (die.tag !== TAG.enumerator || die.name !== name) continue;
      const value = die.constant(AT.constValue);
      if (value !== undefined) return BigInt(value);
    }
    return undefined;
  }

  /** @throws {Unreadable} */
  valueOf(die: Die, machine: Machine): Value {
    const type = Type.of(die.type);
    const owner = die.owner(AT.constValue);
    const known = owner?.block(AT.constValue);
    if (known) return { type, place: { bytes: known } };
    const constant = owner?.constant(AT.constValue);
    if (constant !== undefined) {
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
    const owner = die.owner(AT.location);
    const location = owner?.block(AT.location);
    if (location) return location;
    if (!owner) throw new Unreadable('optimized away');
    for (const range of locationsOf(owner)) if (contains(range, this.address)) return range.expression;
    throw new Unreadable('not available here');
  }
}

const isVariable = ({ tag }: Die): boolean => tag === TAG.variable || tag === TAG.formalParameter;

const TYPE_TAGS = new Set<number>([TAG.structureType, TAG.classType, TAG.unionType, TAG.enumerationType, TAG.typedef, TAG.baseType]);

function functionAt(die: Die, address: number): Die | undefined {
  for (const child of die.children) {
    if (child.tag === TAG.subprogram && covers(child, address)) return child;
    const found = functionAt(child, address);
    if (found) return found;
  }
  return undefined;
}

/** A function, and the blocks and inlined calls in one another that contain the address. */
function innerScopes(scope: Die, address: number): Die[] {
  const inner = scope.children.find(
    (child) => (child.tag === TAG.lexicalBlock || child.tag === TAG.inlinedSubroutine) && covers(child, address),
  );
  return inner ? [scope, ...innerScopes(inner, address)] : [scope];
}

function findGlobal(tree: UnitTree, path: readonly string[]): Die | undefined {
  const wanted = path.join('::');
  for (const die of tree.dies.values()) {
    if (die.tag !== TAG.variable || !(die.has(AT.location) || die.has(AT.constValue))) continue;
    const { name } = die;
    if (name === undefined || !wanted.endsWith(name)) continue;
    if (isInFunction(die)) continue;
    if (name === wanted) return die;
    const declared = die.follow(AT.specification) ?? die;
    if (`::${[...scopesOf(declared), name].join('::')}`.endsWith(`::${wanted}`)) return die;
  }
  return undefined;
}

function isInFunction(die: Die): boolean {
  for (let at = die.parent; at; at = at.parent) if (at.tag === TAG.subprogram) return true;
  return false;
}
