import { ByteCursor } from './byteCursor';
import type { Budget, DebugSections } from './debugSections';
import { FORM, readForm, textAt } from './forms';
import { LONG_FORMAT } from './lineUnit';

/** DW_AT_… as far as they are used. */
const ATTRIBUTES: Record<number, keyof Attributes> = {
  0x01: 'sibling',
  0x03: 'name',
  0x10: 'lineTable',
  0x11: 'lowPc',
  0x12: 'highPc',
  0x1b: 'folder',
  0x31: 'origin',
  0x47: 'origin', // DW_AT_specification leads to the name too
  0x55: 'ranges',
  0x57: 'callColumn',
  0x58: 'callFile',
  0x59: 'callLine',
  0x6e: 'linkageName',
  0x72: 'stringBase',
  0x73: 'addressBase',
  0x74: 'rangeBase',
};

export interface Value {
  form: number;
  value: number;
}

interface Attributes {
  sibling?: Value;
  name?: Value;
  linkageName?: Value;
  /** By offset in `.debug_line`. */
  lineTable?: Value;
  lowPc?: Value;
  highPc?: Value;
  folder?: Value;
  /** Of a function that was copied to where it is called: the function. */
  origin?: Value;
  ranges?: Value;
  callFile?: Value;
  callLine?: Value;
  callColumn?: Value;
  stringBase?: Value;
  addressBase?: Value;
  rangeBase?: Value;
}

/** An entry of the tree that DWARF is. */
export interface Entry extends Attributes {
  tag: number;
  hasChildren: boolean;
}

interface Abbreviation {
  tag: number;
  hasChildren: boolean;
  specifications: { key: keyof Attributes | undefined; form: number; constant: number }[];
}

/** Types of DWARF 5's units that have code of their own: compile, partial and skeleton. */
const UNIT_TYPES = new Set([1, 3, 4]);

/** A compilation unit of `.debug_info`. */
export class DebugUnit {
  readonly cursor: ByteCursor;
  readonly root: Entry | undefined;
  readonly #abbreviations: Map<number, Abbreviation>;

  constructor(
    private readonly sections: DebugSections,
    private readonly budget: Budget,
    readonly header: UnitHeader,
  ) {
    this.#abbreviations = this.#readAbbreviations(header.abbreviations);
    this.cursor = new ByteCursor((sections('info') ?? new Uint8Array()).subarray(0, header.end), header.entries);
    this.root = this.next();
  }

  /** The entry that comes next; undefined at the end of a list of children, and where it makes no sense. */
  next(): Entry | undefined {
    this.budget.spend();
    const abbreviation = this.#abbreviations.get(this.cursor.uleb());
    if (!abbreviation) return undefined;
    const { tag, hasChildren, specifications } = abbreviation;
    const entry: Entry = { tag, hasChildren };
    this.budget.spend(specifications.length);
    for (const { key, form: declared, constant } of specifications) {
      let form = declared;
      while (form === FORM.indirect && this.cursor.offset < this.header.end) form = this.cursor.uleb();
      const value = form === FORM.implicitConst ? constant : readForm(this.cursor, form, this.header);
      if (value === undefined) {
        this.cursor.offset = this.header.end;
        return undefined;
      }
      if (key !== undefined) entry[key] ??= { form, value };
    }
    return entry;
  }

  /** The entry at an offset in `.debug_info`. */
  at(offset: number): Entry | undefined {
    const here = this.cursor.offset;
    this.cursor.offset = offset;
    const entry = this.next();
    this.cursor.offset = here;
    return entry;
  }

  text(value: Value | undefined): string | undefined {
    if (!value) return undefined;
    if (value.form === FORM.string) return textAt(this.sections('info'), value.value);
    if (value.form === FORM.lineStrp) return textAt(this.sections('line_str'), value.value);
    if (value.form === FORM.strp) return textAt(this.sections('str'), value.value);
    if (value.form !== FORM.strx && (value.form < FORM.strx1 || value.form > FORM.strx4)) return undefined;
    const base = this.root?.stringBase?.value ?? 8;
    return textAt(this.sections('str'), this.#word('str_offsets', base + 4 * value.value));
  }

  address(value: Value | undefined): number | undefined {
    if (!value) return undefined;
    const isIndex = value.form === FORM.addrx || (value.form >= FORM.addrx1 && value.form <= FORM.addrx4);
    return isIndex ? this.indexedAddress(value.value) : value.value;
  }

  indexedAddress(index: number): number {
    return this.#word('addr', (this.root?.addressBase?.value ?? 8) + this.header.addressSize * index);
  }

  #word(section: 'str_offsets' | 'addr', offset: number): number {
    return new ByteCursor(this.sections(section) ?? new Uint8Array(), offset).u32();
  }

  #readAbbreviations(offset: number): Map<number, Abbreviation> {
    const section = this.sections('abbrev') ?? new Uint8Array();
    const cursor = new ByteCursor(section, offset);
    const found = new Map<number, Abbreviation>();
    while (cursor.offset < section.length) {
      const code = cursor.uleb();
      if (code === 0) break;
      const abbreviation: Abbreviation = { tag: cursor.uleb(), hasChildren: cursor.u8() !== 0, specifications: [] };
      while (cursor.offset < section.length) {
        this.budget.spend();
        const attribute = cursor.uleb();
        const form = cursor.uleb();
        if (attribute === 0 && form === 0) break;
        const constant = form === FORM.implicitConst ? cursor.sleb() : 0;
        abbreviation.specifications.push({ key: ATTRIBUTES[attribute], form, constant });
      }
      found.set(code, abbreviation);
    }
    return found;
  }
}

export interface UnitHeader {
  offset: number;
  /** Where its entries start, and where they end. */
  entries: number;
  end: number;
  version: number;
  addressSize: number;
  /** Where its abbreviations are in `.debug_abbrev`. */
  abbreviations: number;
}

/** The headers of the units of `.debug_info` that have code, up to where it makes no sense. */
export function* unitHeaders(section: Uint8Array): Generator<UnitHeader> {
  for (let offset = 0; offset < section.length;) {
    const cursor = new ByteCursor(section, offset);
    const length = cursor.u32();
    const end = cursor.offset + length;
    if (length >= LONG_FORMAT || end > section.length) return;
    const version = cursor.u16();
    const type = version >= 5 ? cursor.u8() : 1;
    const [first, second] = version >= 5 ? [cursor.u8(), cursor.u32()] : [cursor.u32(), cursor.u8()];
    const [addressSize, abbreviations] = version >= 5 ? [first, second] : [second, first];
    if (type === 4) cursor.offset += 8; // the id of what is elsewhere
    if (version >= 2 && version <= 5 && UNIT_TYPES.has(type) && addressSize <= 8)
      yield { offset, entries: cursor.offset, end, version, addressSize, abbreviations };
    offset = end;
  }
}
