import { type Abbreviations, readAbbreviations } from './abbreviations';
import { ByteCursor } from './byteCursor';
import { AT } from './constants';
import type { Budget, DebugSectionName, DebugSections } from './debugSections';
import { Entry } from './entry';
import { skipForm, textAt } from './forms';
import { holds, type UnitHeader, unitHeaders } from './unitHeaders';

/** Where the first number or list is, behind a section's header: of texts and addresses, and of lists. */
const AFTER_HEADER = 8;
const AFTER_LIST_HEADER = 12;

/** A compilation unit of `.debug_info`. */
export class DebugUnit {
  /** At the entry that comes next. */
  readonly cursor: ByteCursor;
  /** At the value that an entry was asked for. */
  readonly values: ByteCursor;
  readonly root: Entry | undefined;

  constructor(
    readonly sections: DebugSections,
    readonly budget: Budget,
    readonly header: UnitHeader,
    private readonly abbreviations: Abbreviations,
  ) {
    const section = (sections('info') ?? new Uint8Array()).subarray(0, header.end);
    this.cursor = new ByteCursor(section, header.entries);
    this.values = new ByteCursor(section);
    this.root = this.next();
  }

  /** The entry that comes next; undefined at the end of a list of children, and where it makes no sense. */
  next(): Entry | undefined {
    this.budget.spend();
    const { cursor, header } = this;
    const { offset } = cursor;
    const abbreviation = this.abbreviations.get(cursor.uleb());
    if (!abbreviation) return undefined;
    const { forms } = abbreviation;
    this.budget.spend(forms.length);
    const entry = new Entry(this, offset, abbreviation, cursor.offset);
    for (const form of forms) {
      if (skipForm(cursor, form, header)) continue;
      cursor.offset = header.end;
      return undefined;
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

  indexedText(index: number): string {
    const base = this.root?.sectionOffset(AT.strOffsetsBase) ?? AFTER_HEADER;
    return textAt(this.sections('str'), this.#word('str_offsets', base + 4 * index));
  }

  indexedAddress(index: number): number {
    const base = this.root?.sectionOffset(AT.addrBase) ?? AFTER_HEADER;
    return this.#word('addr', base + this.header.addressSize * index);
  }

  /** Where a list starts in its section. */
  indexedList(section: 'rnglists' | 'loclists', index: number): number {
    const base = this.root?.sectionOffset(section === 'rnglists' ? AT.rnglistsBase : AT.loclistsBase) ?? AFTER_LIST_HEADER;
    return base + this.#word(section, base + 4 * index);
  }

  #word(section: DebugSectionName, offset: number): number {
    return new ByteCursor(this.sections(section) ?? new Uint8Array(), offset).u32();
  }
}

/** The units of `.debug_info` that have code, each read when it comes to it. */
export class DebugUnits implements Iterable<DebugUnit> {
  readonly #abbreviations = new Map<number, Abbreviations>();

  constructor(
    private readonly sections: DebugSections,
    private readonly budget: Budget,
  ) {}

  *[Symbol.iterator](): Generator<DebugUnit> {
    for (const header of this.#headers()) yield this.#read(header);
  }

  /** The unit that has the entry at an offset in `.debug_info`. */
  at(offset: number): DebugUnit | undefined {
    for (const header of this.#headers()) {
      this.budget.spend();
      if (holds(header, offset)) return this.#read(header);
    }
    return undefined;
  }

  #headers(): Generator<UnitHeader> {
    return unitHeaders(this.sections('info') ?? new Uint8Array());
  }

  #read(header: UnitHeader): DebugUnit {
    const offset = header.abbreviations;
    let abbreviations = this.#abbreviations.get(offset);
    if (!abbreviations) {
      abbreviations = readAbbreviations(this.sections('abbrev') ?? new Uint8Array(), offset, this.budget);
      this.#abbreviations.set(offset, abbreviations);
    }
    return new DebugUnit(this.sections, this.budget, header, abbreviations);
  }
}
