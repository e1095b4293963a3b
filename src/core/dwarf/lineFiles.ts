import { ByteCursor } from './byteCursor';
import { FORM } from './constants';
import type { Budget, DebugSections } from './debugSections';
import { readForm, textAt } from './forms';
import type { LineUnit } from './lineUnit';
import { joinPath } from './paths';

/** DW_LNCT_… */
const CONTENT = { path: 1, directory: 2 } as const;

interface Entry {
  path: string;
  directory: number;
}

/** The files of one unit of `.debug_line`, by the numbers that its rows have. */
export class LineFiles {
  readonly #directories: string[];
  readonly #files: Entry[];

  /** @param folder where the compiler ran */
  constructor(
    private readonly sections: DebugSections,
    private readonly budget: Budget,
    unit: LineUnit,
    private readonly folder: string,
  ) {
    const { version = 0, tables = 0 } = unit.known ?? {};
    const section = sections('line') ?? new Uint8Array();
    const cursor = new ByteCursor(section.subarray(0, unit.program), tables);
    if (version === 5) {
      this.#directories = this.#table(cursor, unit).map(({ path }) => path);
      this.#files = this.#table(cursor, unit);
    } else {
      this.#directories = [folder, ...this.#texts(cursor, unit)]; // both are counted from 1, and folder 0 is the compiler's
      this.#files = [{ path: '', directory: 0 }, ...this.#oldFiles(cursor, unit)];
    }
  }

  /** As absolute as the debug information has it. Undefined where there is no such file. */
  path(index: number): string | undefined {
    const file = this.#files[index];
    if (!file || file.path === '') return undefined;
    return joinPath(this.folder, this.#directories[file.directory] ?? '', file.path);
  }

  #texts(cursor: ByteCursor, unit: LineUnit): string[] {
    const texts: string[] = [];
    while (cursor.offset < unit.program) {
      const text = this.#text(cursor);
      if (text === '') break;
      texts.push(text);
    }
    return texts;
  }

  #oldFiles(cursor: ByteCursor, unit: LineUnit): Entry[] {
    const files: Entry[] = [];
    while (cursor.offset < unit.program) {
      const path = this.#text(cursor);
      if (path === '') break;
      files.push({ path, directory: cursor.uleb() });
      cursor.uleb(); // when it was changed
      cursor.uleb(); // its size
    }
    return files;
  }

  #text(cursor: ByteCursor): string {
    this.budget.spend();
    const { offset } = cursor;
    while (cursor.u8() !== 0);
    return textAt(this.sections('line'), offset);
  }

  /** Of DWARF 5, where a table's header says what its entries have. */
  #table(cursor: ByteCursor, unit: LineUnit): Entry[] {
    const formats: { content: number; form: number }[] = [];
    for (let count = cursor.u8(); count > 0; count -= 1) formats.push({ content: cursor.uleb(), form: cursor.uleb() });
    const entries: Entry[] = [];
    for (let count = cursor.uleb(); count > 0 && cursor.offset < unit.program; count -= 1) {
      const entry: Entry = { path: '', directory: 0 };
      for (const { content, form } of formats) {
        this.budget.spend();
        const value = readForm(cursor, form, { version: 5, addressSize: 4 });
        if (value === undefined) return entries;
        if (content === CONTENT.directory) entry.directory = value;
        if (content === CONTENT.path) entry.path = this.#textOf(form, value);
      }
      this.budget.spend();
      entries.push(entry);
    }
    return entries;
  }

  #textOf(form: number, value: number): string {
    if (form === FORM.string) return textAt(this.sections('line'), value);
    return textAt(this.sections(form === FORM.lineStrp ? 'line_str' : 'str'), value);
  }
}
