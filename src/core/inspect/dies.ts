import { ByteCursor } from '../dwarf/byteCursor';
import { customSections } from '../dwarf/sections';
import { AT, FORM, TAG } from './constants';

/** An attribute as its form has it. A reference and an offset count from the start of their section. */
export type Attribute = number | bigint | string | boolean | Uint8Array | { reference: number } | { offset: number } | { address: number };

/** An entry of `.debug_info`. */
export interface Die {
  offset: number;
  tag: number;
  attributes: Map<number, Attribute>;
  children: Die[];
  parent?: Die;
  unit: Unit;
}

interface Abbreviation {
  tag: number;
  hasChildren: boolean;
  /** Attribute, form, and the value of one that is said here. */
  attributes: [number, number, bigint][];
}

/** From and up to an address in the code section. */
export type Range = readonly [low: number, high: number];

/** A linker writes these where code was left out. */
const isLeftOut = (low: number): boolean => low === 0 || low >= 0xffff_fffe;
/** Deeper than any that a compiler writes. */
const DEEPEST = 200;

export class Unit {
  readonly root: Die;
  #dies: Map<number, Die> | undefined;

  constructor(
    readonly info: DebugInfo,
    readonly offset: number,
    readonly end: number,
    readonly version: number,
    private readonly start: number,
    private readonly abbreviations: Map<number, Abbreviation>,
  ) {
    const root = this.#read(new ByteCursor(info.section('.debug_info'), start));
    this.root = root ?? { offset: start, tag: TAG.compileUnit, attributes: new Map(), children: [], unit: this };
  }

  /** All entries, read when they are first asked for. */
  get dies(): Map<number, Die> {
    this.#dies ??= this.#readAll();
    return this.#dies;
  }

  /** The root entry with its children. */
  get tree(): Die {
    return this.dies.get(this.start) ?? this.root;
  }

  base(attribute: number): number {
    const value = this.root.attributes.get(attribute);
    return typeof value === 'object' && 'offset' in value ? value.offset : 8; // right behind the section's header
  }

  #readAll(): Map<number, Die> {
    const dies = new Map<number, Die>();
    const cursor = new ByteCursor(this.info.section('.debug_info'), this.start);
    const open: Die[] = [];
    while (cursor.offset < this.end) {
      const die = this.#read(cursor);
      if (!die) {
        open.pop();
        if (open.length === 0) break;
        continue;
      }
      dies.set(die.offset, die);
      const parent = open.at(-1);
      if (parent) {
        die.parent = parent;
        parent.children.push(die);
      }
      if (this.#hasChildren(die)) open.push(die);
      if (open.length === 0 || open.length > DEEPEST) break;
    }
    return dies;
  }

  readonly #withChildren = new WeakSet<Die>();
  #hasChildren(die: Die): boolean {
    return this.#withChildren.has(die);
  }

  /** Undefined where a list of children ends. */
  #read(cursor: ByteCursor): Die | undefined {
    const { offset } = cursor;
    const abbreviation = this.abbreviations.get(cursor.uleb());
    if (!abbreviation) return undefined;
    const die: Die = { offset, tag: abbreviation.tag, attributes: new Map(), children: [], unit: this };
    for (const [attribute, form, implicit] of abbreviation.attributes) {
      const value = this.#value(cursor, form, implicit);
      if (value !== undefined) die.attributes.set(attribute, value);
    }
    if (abbreviation.hasChildren) this.#withChildren.add(die);
    return die;
  }

  #value(cursor: ByteCursor, form: number, implicit: bigint): Attribute | undefined {
    const { info } = this;
    switch (form) {
      case FORM.addr:
        return { address: cursor.u32() };
      case FORM.data1:
        return cursor.u8();
      case FORM.data2:
        return cursor.u16();
      case FORM.data4:
        return cursor.u32();
      case FORM.data8:
        return cursor.u64();
      case FORM.data16:
        return cursor.u64() | (cursor.u64() << 64n);
      case FORM.udata:
        return cursor.bigUleb();
      case FORM.sdata:
        return cursor.bigSleb();
      case FORM.implicitConst:
        return implicit;
      case FORM.flag:
        return cursor.u8() !== 0;
      case FORM.flagPresent:
        return true;
      case FORM.string:
        return cursor.text();
      case FORM.strp:
        return info.textAt('.debug_str', cursor.u32());
      case FORM.lineStrp:
        return info.textAt('.debug_line_str', cursor.u32());
      case FORM.strx:
        return this.#indexedText(cursor.uleb());
      case FORM.strx1:
        return this.#indexedText(cursor.u8());
      case FORM.strx2:
        return this.#indexedText(cursor.u16());
      case FORM.strx3:
        return this.#indexedText(cursor.u16() | (cursor.u8() << 16));
      case FORM.strx4:
        return this.#indexedText(cursor.u32());
      case FORM.addrx:
        return this.#indexedAddress(cursor.uleb());
      case FORM.addrx1:
        return this.#indexedAddress(cursor.u8());
      case FORM.addrx2:
        return this.#indexedAddress(cursor.u16());
      case FORM.addrx3:
        return this.#indexedAddress(cursor.u16() | (cursor.u8() << 16));
      case FORM.addrx4:
        return this.#indexedAddress(cursor.u32());
      case FORM.ref1:
        return { reference: this.offset + cursor.u8() };
      case FORM.ref2:
        return { reference: this.offset + cursor.u16() };
      case FORM.ref4:
        return { reference: this.offset + cursor.u32() };
      case FORM.ref8:
        return { reference: this.offset + Number(cursor.u64()) };
      case FORM.refUdata:
        return { reference: this.offset + cursor.uleb() };
      case FORM.refAddr:
        return { reference: cursor.u32() };
      case FORM.secOffset:
        return { offset: cursor.u32() };
      case FORM.loclistx:
        return this.#indexedOffset('.debug_loclists', AT.loclistsBase, cursor.uleb());
      case FORM.rnglistx:
        return this.#indexedOffset('.debug_rnglists', AT.rnglistsBase, cursor.uleb());
      case FORM.exprloc:
      case FORM.block:
        return cursor.take(cursor.uleb());
      case FORM.block1:
        return cursor.take(cursor.u8());
      case FORM.block2:
        return cursor.take(cursor.u16());
      case FORM.block4:
        return cursor.take(cursor.u32());
      case FORM.indirect:
        return this.#value(cursor, cursor.uleb(), implicit);
      case FORM.refSig8:
      case FORM.refSup8:
        cursor.offset += 8;
        return undefined;
      case FORM.refSup4:
      case FORM.strpSup:
        cursor.offset += 4;
        return undefined;
      default: // its size is not known, and so nothing after it
        cursor.offset = this.end;
        return undefined;
    }
  }

  #indexedText(index: number): string {
    const place = new ByteCursor(this.info.section('.debug_str_offsets'), this.base(AT.strOffsetsBase) + 4 * index);
    return this.info.textAt('.debug_str', place.u32());
  }

  #indexedAddress(index: number): { address: number } {
    return { address: new ByteCursor(this.info.section('.debug_addr'), this.base(AT.addrBase) + 4 * index).u32() };
  }

  #indexedOffset(section: string, baseOf: number, index: number): { offset: number } {
    const base = this.base(baseOf);
    return { offset: base + new ByteCursor(this.info.section(section), base + 4 * index).u32() };
  }

  addressAt(index: number): number {
    return this.#indexedAddress(index).address;
  }
}

/** The debug information of a module, read as it is asked for. */
export class DebugInfo {
  readonly #sections: Map<string, Uint8Array>;
  readonly units: readonly Unit[];

  /** @throws {WasmFormatError} */
  constructor(readonly module: Uint8Array) {
    this.#sections = new Map(customSections(module).map(({ name, start, end }) => [name, module.subarray(start, end)]));
    this.units = this.#readUnits();
  }

  section(name: string): Uint8Array {
    return this.#sections.get(name) ?? new Uint8Array();
  }

  textAt(section: string, offset: number): string {
    return new ByteCursor(this.section(section), offset).text();
  }

  /** @param near the unit that it is most likely of */
  die(offset: number, near?: Unit): Die | undefined {
    const holds = (unit: Unit): boolean => unit.offset <= offset && offset < unit.end;
    return (near && holds(near) ? near : this.units.find(holds))?.dies.get(offset);
  }

  /** What an entry refers to by an attribute. */
  follow(die: Die | undefined, attribute: number): Die | undefined {
    const value = die?.attributes.get(attribute);
    return typeof value === 'object' && 'reference' in value ? this.die(value.reference, die?.unit) : undefined;
  }

  /** The addresses that an entry is for. */
  ranges(die: Die): Range[] {
    const low = die.attributes.get(AT.lowPc);
    const start = typeof low === 'object' && 'address' in low ? low.address : undefined;
    const listed = die.attributes.get(AT.ranges);
    if (typeof listed === 'object' && 'offset' in listed) {
      const ranges = die.unit.version < 5 ? this.#oldRanges(listed.offset, start ?? 0) : this.#newRanges(listed.offset, die.unit);
      return ranges.filter(([low]) => !isLeftOut(low));
    }
    const high = die.attributes.get(AT.highPc);
    if (start === undefined || high === undefined || isLeftOut(start)) return [];
    const end = typeof high === 'object' && 'address' in high ? high.address : start + Number(high);
    return [[start, end]];
  }

  #oldRanges(offset: number, start: number): Range[] {
    const section = this.section('.debug_ranges');
    const cursor = new ByteCursor(section, offset);
    const found: Range[] = [];
    let base = start;
    while (cursor.offset < section.length) {
      const low = cursor.u32();
      const high = cursor.u32();
      if (low === 0 && high === 0) break;
      if (low === 0xffff_ffff) base = high;
      else if (low < 0xffff_fffe) found.push([base + low, base + high]);
    }
    return found;
  }

  #newRanges(offset: number, unit: Unit): Range[] {
    const found: Range[] = [];
    for (const { range } of listEntries(this.section('.debug_rnglists'), offset, unit, 'ranges')) found.push(range);
    return found;
  }

  #readUnits(): Unit[] {
    const section = this.section('.debug_info');
    const abbreviations = new Map<number, Map<number, Abbreviation>>();
    const units: Unit[] = [];
    for (let offset = 0; offset + 11 < section.length;) {
      const cursor = new ByteCursor(section, offset);
      const end = cursor.u32() + cursor.offset;
      const version = cursor.u16();
      if (end > section.length || end <= offset) break; // 64-bit DWARF, or none: no WebAssembly toolchain writes it
      const kind = version >= 5 ? cursor.u8() : 1;
      if (version >= 5) cursor.u8();
      const table = cursor.u32();
      if (version < 5) cursor.u8();
      let known = abbreviations.get(table);
      if (!known) abbreviations.set(table, (known = readAbbreviations(this.section('.debug_abbrev'), table)));
      if (version >= 2 && version <= 5 && kind === 1) units.push(new Unit(this, offset, end, version, cursor.offset, known));
      offset = end;
    }
    return units;
  }
}

function readAbbreviations(section: Uint8Array, offset: number): Map<number, Abbreviation> {
  const cursor = new ByteCursor(section, offset);
  const found = new Map<number, Abbreviation>();
  while (cursor.offset < section.length) {
    const code = cursor.uleb();
    if (code === 0) break;
    const abbreviation: Abbreviation = { tag: cursor.uleb(), hasChildren: cursor.u8() !== 0, attributes: [] };
    while (cursor.offset < section.length) {
      const attribute = cursor.uleb();
      const form = cursor.uleb();
      const implicit = form === FORM.implicitConst ? cursor.bigSleb() : 0n;
      if (attribute === 0 && form === 0) break;
      abbreviation.attributes.push([attribute, form, implicit]);
    }
    found.set(code, abbreviation);
  }
  return found;
}

export interface ListEntry {
  range: Range;
  /** Of a location list. */
  expression: Uint8Array;
}

const EVERYWHERE: Range = [0, Number.MAX_SAFE_INTEGER];

/** The entries of a list of ranges or of locations. DWARF 5, 2.17.3 and 2.6.2: the same codes but for the default location. */
export function listEntries(section: Uint8Array, offset: number, unit: Unit, what: 'ranges' | 'locations'): ListEntry[] {
  const cursor = new ByteCursor(section, offset);
  const low = unit.root.attributes.get(AT.lowPc);
  let base = typeof low === 'object' && 'address' in low ? low.address : 0;
  const found: ListEntry[] = [];
  const defaultCode = what === 'locations' ? 5 : -1;
  const code = (raw: number): number => (what === 'locations' && raw > 5 ? raw - 1 : raw);
  while (cursor.offset < section.length) {
    const raw = cursor.u8();
    let range: Range | undefined;
    if (raw === 0) break;
    if (raw === defaultCode) range = EVERYWHERE;
    else
      switch (code(raw)) {
        case 1:
          base = unit.addressAt(cursor.uleb());
          break;
        case 2:
          range = [unit.addressAt(cursor.uleb()), unit.addressAt(cursor.uleb())];
          break;
        case 3: {
          const start = unit.addressAt(cursor.uleb());
          range = [start, start + cursor.uleb()];
          break;
        }
        case 4:
          range = [base + cursor.uleb(), base + cursor.uleb()];
          break;
        case 5:
          base = cursor.u32();
          break;
        case 6:
          range = [cursor.u32(), cursor.u32()];
          break;
        case 7: {
          const start = cursor.u32();
          range = [start, start + cursor.uleb()];
          break;
        }
        default:
          return found;
      }
    if (range) found.push({ range, expression: what === 'locations' ? cursor.take(cursor.uleb()) : new Uint8Array() });
  }
  return found;
}

/** Of a name that an entry has itself, or by what it is an instance of. */
export function nameOf(die: Die): string | undefined {
  const name = attributeOf(die, AT.name);
  return typeof name === 'string' ? name : undefined;
}

/** An attribute of an entry, or of what it is an instance of. */
export function attributeOf(die: Die, attribute: number): Attribute | undefined {
  let at: Die | undefined = die;
  for (let hops = 0; at && hops < 4; hops += 1) {
    const value = at.attributes.get(attribute);
    if (value !== undefined) return value;
    const { info }: Unit = at.unit;
    at = info.follow(at, AT.abstractOrigin) ?? info.follow(at, AT.specification);
  }
  return undefined;
}

/** The type that an entry, or what it is an instance of, says. */
export function typeDieOf(die: Die): Die | undefined {
  const value = attributeOf(die, AT.type);
  return typeof value === 'object' && 'reference' in value ? die.unit.info.die(value.reference, die.unit) : undefined;
}

export const numberOf = (value: Attribute | undefined): number | undefined =>
  typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : undefined;
