import { AT } from '../dwarf/constants';
import { Budget, type DebugSections } from '../dwarf/debugSections';
import { type DebugUnit, DebugUnits } from '../dwarf/debugUnit';
import { Entry } from '../dwarf/entry';
import { debugSections } from '../dwarf/sections';
import { holds } from '../dwarf/unitHeaders';

/** Deeper than any that a compiler writes. */
const DEEPEST = 200;
/** Entries that lead from one to the next until one has what is asked for. */
const MOST_HOPS = 4;

/** An entry with what is around it. */
export class Die extends Entry {
  readonly children: Die[] = [];
  #name: { text: string | undefined } | undefined;

  constructor(
    entry: Entry,
    readonly tree: UnitTree,
    readonly parent: Die | undefined,
  ) {
    super(entry.unit, entry.offset, entry.abbreviation, entry.start);
  }

  /** What it has itself, or what it is an instance of. */
  get name(): string | undefined {
    this.#name ??= { text: this.owner(AT.name)?.text(AT.name) };
    return this.#name.text;
  }

  /** The type that it, or what it is an instance of, is said to have. */
  get type(): Die | undefined {
    return this.owner(AT.type)?.follow(AT.type);
  }

  /** What has an attribute: itself, or what it is an instance of. */
  owner(attribute: number, hops = MOST_HOPS): Die | undefined {
    if (hops === 0) return undefined;
    if (this.has(attribute)) return this;
    return (this.follow(AT.abstractOrigin) ?? this.follow(AT.specification))?.owner(attribute, hops - 1);
  }

  /** What it refers to by an attribute. */
  follow(attribute: number): Die | undefined {
    const offset = this.reference(attribute);
    return offset === undefined ? undefined : this.tree.info.die(offset, this.tree);
  }
}

/** All entries of a unit, read when they are first asked for. */
export class UnitTree {
  #dies: Map<number, Die> | undefined;

  constructor(
    readonly info: DebugInfo,
    readonly unit: DebugUnit,
  ) {}

  /** By their offsets in `.debug_info`. */
  get dies(): Map<number, Die> {
    this.#dies ??= this.#read();
    return this.#dies;
  }

  get root(): Die | undefined {
    return this.dies.get(this.unit.header.entries);
  }

  #read(): Map<number, Die> {
    const { cursor, header } = this.unit;
    const dies = new Map<number, Die>();
    const open: Die[] = [];
    cursor.offset = header.entries;
    while (cursor.offset < header.end) {
      const entry = this.unit.next();
      if (entry) {
        const parent = open.at(-1);
        const die = new Die(entry, this, parent);
        dies.set(die.offset, die);
        parent?.children.push(die);
        if (die.hasChildren) open.push(die);
      } else open.pop();
      if (open.length === 0 || open.length > DEEPEST) break;
    }
    return dies;
  }
}

/** The debug information of a module, read as it is asked for. */
export class DebugInfo {
  readonly sections: DebugSections;
  readonly units: readonly UnitTree[];

  /** @throws {WasmFormatError} */
  constructor(readonly module: Uint8Array) {
    this.sections = debugSections(module);
    const budget = new Budget(Infinity); // whoever debugs a plug-in wants to know all of it
    this.units = Array.from(new DebugUnits(this.sections, budget), (unit) => new UnitTree(this, unit));
  }

  /** @param near the unit that it is most likely of */
  die(offset: number, near: UnitTree): Die | undefined {
    const has = ({ unit }: UnitTree): boolean => holds(unit.header, offset);
    return (has(near) ? near : this.units.find(has))?.dies.get(offset);
  }
}
