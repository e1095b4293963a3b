import type { Abbreviation } from './abbreviations';
import { FORM } from './constants';
import type { DebugUnit } from './debugUnit';
import { actualForm, readBlock, readConstant, readForm, skipForm, textAt } from './forms';

/** An entry of the tree that DWARF is. What it has is read when it is asked for: most of it is only passed over. */
export class Entry {
  constructor(
    readonly unit: DebugUnit,
    /** In `.debug_info`. */
    readonly offset: number,
    readonly abbreviation: Abbreviation,
    /** Where in `.debug_info` its attributes start. */
    readonly start: number,
  ) {}

  get tag(): number {
    return this.abbreviation.tag;
  }

  get hasChildren(): boolean {
    return this.abbreviation.hasChildren;
  }

  has(attribute: number): boolean {
    return this.abbreviation.attributes.includes(attribute);
  }

  text(attribute: number): string | undefined {
    const form = this.#seek(attribute);
    const value = this.#read(form);
    const { sections } = this.unit;
    switch (form) {
      case FORM.string:
        return textAt(sections('info'), value);
      case FORM.strp:
        return textAt(sections('str'), value);
      case FORM.lineStrp:
        return textAt(sections('line_str'), value);
      case FORM.strx:
      case FORM.strx1:
      case FORM.strx2:
      case FORM.strx3:
      case FORM.strx4:
        return this.unit.indexedText(value);
      default:
        return undefined;
    }
  }

  /** In the code section. */
  address(attribute: number): number | undefined {
    const form = this.#seek(attribute);
    const value = this.#read(form);
    switch (form) {
      case FORM.addr:
        return value;
      case FORM.addrx:
      case FORM.addrx1:
      case FORM.addrx2:
      case FORM.addrx3:
      case FORM.addrx4:
        return this.unit.indexedAddress(value);
      default:
        return undefined;
    }
  }

  constant(attribute: number): number | bigint | undefined {
    const form = this.#seek(attribute);
    return form === FORM.implicitConst ? this.abbreviation.constants.get(attribute) : readConstant(this.unit.values, form);
  }

  /** A constant that is no larger than what a number holds. */
  number(attribute: number): number | undefined {
    const value = this.constant(attribute);
    return value === undefined ? undefined : Number(value);
  }

  block(attribute: number): Uint8Array | undefined {
    return readBlock(this.unit.values, this.#seek(attribute));
  }

  /** The offset in `.debug_info` of another entry. */
  reference(attribute: number): number | undefined {
    const form = this.#seek(attribute);
    const value = this.#read(form);
    switch (form) {
      case FORM.refAddr:
        return value;
      case FORM.ref1:
      case FORM.ref2:
      case FORM.ref4:
      case FORM.ref8:
      case FORM.refUdata:
        return this.unit.header.offset + value;
      default:
        return undefined;
    }
  }

  /** Where in another section something starts. */
  sectionOffset(attribute: number): number | undefined {
    const form = this.#seek(attribute);
    const isOffset = form === FORM.secOffset || (this.unit.header.version < 4 && (form === FORM.data4 || form === FORM.data8));
    return isOffset ? this.#read(form) : undefined;
  }

  /** Which of the lists of its section is meant, where that is said by a number. */
  listIndex(attribute: number): number | undefined {
    const form = this.#seek(attribute);
    return form === FORM.rnglistx || form === FORM.loclistx ? this.#read(form) : undefined;
  }

  /** Goes to an attribute's value. Its form; undefined where there is no such attribute. */
  #seek(attribute: number): number | undefined {
    const { attributes, forms } = this.abbreviation;
    const index = attributes.indexOf(attribute);
    if (index < 0) return undefined;
    const { values, header, budget } = this.unit;
    budget.spend(index);
    values.offset = this.start;
    for (let before = 0; before < index; before += 1) skipForm(values, forms[before] ?? 0, header);
    return actualForm(values, forms[index] ?? 0);
  }

  #read(form: number | undefined): number {
    return form === undefined ? 0 : (readForm(this.unit.values, form, this.unit.header) ?? 0);
  }
}
