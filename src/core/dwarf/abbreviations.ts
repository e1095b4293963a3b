import { ByteCursor } from './byteCursor';
import { FORM } from './constants';
import type { Budget } from './debugSections';

/** What entries of a kind have. */
export interface Abbreviation {
  tag: number;
  hasChildren: boolean;
  attributes: number[];
  /** Of each attribute. */
  forms: number[];
  /** The values, by attribute, that are the same for all these entries. */
  constants: Map<number, bigint>;
}

/** By the numbers that entries begin with. */
export type Abbreviations = ReadonlyMap<number, Abbreviation>;

/** One table of `.debug_abbrev`. DWARF 5, 7.5.3 */
export function readAbbreviations(section: Uint8Array, offset: number, budget: Budget): Abbreviations {
  const cursor = new ByteCursor(section, offset);
  const found = new Map<number, Abbreviation>();
  while (cursor.offset < section.length) {
    const code = cursor.uleb();
    if (code === 0) break;
    const tag = cursor.uleb();
    const abbreviation: Abbreviation = { tag, hasChildren: cursor.u8() !== 0, attributes: [], forms: [], constants: new Map() };
    while (cursor.offset < section.length) {
      budget.spend();
      const attribute = cursor.uleb();
      const form = cursor.uleb();
      if (attribute === 0 && form === 0) break;
      abbreviation.attributes.push(attribute);
      abbreviation.forms.push(form);
      if (form === FORM.implicitConst) abbreviation.constants.set(attribute, cursor.bigSleb());
    }
    found.set(code, abbreviation);
  }
  return found;
}
