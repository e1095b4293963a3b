/** The sections that DWARF is in, by the part of the name that comes after `.debug_`. */
export type DebugSectionName =
  | 'line'
  | 'line_str'
  | 'str'
  | 'info'
  | 'abbrev'
  | 'str_offsets'
  | 'addr'
  | 'ranges'
  | 'rnglists'
  | 'loc'
  | 'loclists';

/** Gives a section's content; undefined where the module has none. */
export type DebugSections = (name: DebugSectionName) => Uint8Array | undefined;

/** There is more than anyone waits for, as in a module that means harm. */
export class TooMuchDebugInfo extends Error {
  override readonly name = 'TooMuchDebugInfo';
}

/** Entries that are read at most, well under a second's work; 20 MB of debug information have some millions. */
const MOST_ENTRIES = 10_000_000;

/** What may be spent on reading one module's debug information, all in all. */
export class Budget {
  #left: number;

  constructor(private readonly most = MOST_ENTRIES) {
    this.#left = most;
  }

  /** @throws {TooMuchDebugInfo} */
  spend(entries = 1): void {
    this.#left -= entries;
    if (this.#left < 0) throw new TooMuchDebugInfo(`more than ${this.most} entries`);
  }
}
