import type { Failure } from '../call';
import { Emitter } from '../emitter';
import type { PluginDescription } from './description';

/** A file that is, or should be, a plug-in. */
export interface PluginEntry {
  uri: string;
  /** The file's name. */
  name: string;
  /** Where it is in the workspace, without its name: `target/release`; empty at the top. */
  location: string;
  kind: 'module' | 'manifest';
  /** When its file was last written, in milliseconds since 1970; absent where there is none. */
  modified?: number;
  /** Absent where the file could not be read as a plug-in; `problem` says why. */
  description?: PluginDescription;
  /** Why it cannot be called as it is: the file is no plug-in, or nothing provides what it imports. */
  problem?: Pick<Failure, 'message' | 'detail'>;
}

const { compare } = new Intl.Collator(); // of which each call of localeCompare makes one

/** The plug-ins of the window. */
export class PluginStore {
  readonly #entries = new Map<string, PluginEntry>();
  #sorted: PluginEntry[] | undefined;
  readonly #changed = new Emitter();
  #scanned = false;
  #isCut = false;

  readonly onDidChange = this.#changed.event;

  /** By location, then name. */
  get entries(): readonly PluginEntry[] {
    this.#sorted ??= [...this.#entries.values()].sort((a, b) => compare(a.location, b.location) || compare(a.name, b.name));
    return this.#sorted;
  }

  /** Whether the workspace has been searched; before that, no entry means nothing. */
  get scanned(): boolean {
    return this.#scanned;
  }

  /** Whether the last search found more than are listed. */
  get isCut(): boolean {
    return this.#isCut;
  }

  get(uri: string): PluginEntry | undefined {
    return this.#entries.get(uri);
  }

  /** The file's name, of a plug-in that is no longer listed too. */
  nameOf(uri: string): string {
    return this.get(uri)?.name ?? decodeURIComponent(uri.replace(/.*\//, ''));
  }

  set(entry: PluginEntry): void {
    this.#entries.set(entry.uri, entry);
    this.#sorted = undefined;
    this.#changed.fire();
  }

  remove(uri: string): void {
    if (!this.#entries.delete(uri)) return;
    this.#sorted = undefined;
    this.#changed.fire();
  }

  markScanned(isCut = false): void {
    this.#scanned = true;
    this.#isCut = isCut;
    this.#changed.fire();
  }
}
