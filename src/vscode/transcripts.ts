import { rmSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disposable } from 'vscode';
import type { Call } from '../core/call';
import type { CallLog } from '../core/callLog';
import { removeLeftovers } from './leftovers';

/** Bytes of the transcripts of calls that have ended, but for the last one's. */
const MOST_BYTES = 1024 * 1024 * 1024;

/** The files with all that happened in calls, for as long as these are in the history. */
export class Transcripts implements Disposable {
  /** Of this window alone; there may be no such folder yet. */
  readonly folder: string;
  /** Bytes by file, the oldest first. */
  readonly #files = new Map<string, number>();
  readonly #subscription: Disposable;

  /** @param parent the folder of every window's */
  constructor(
    private readonly parent: string,
    calls: CallLog,
  ) {
    this.folder = join(parent, `${process.pid}-${Date.now()}`);
    this.#subscription = calls.onDidChange((call) => {
      if (this.#files.size > 0 && (!call || call.result)) this.#makeRoom(calls.calls);
    });
  }

  /** Removes what windows that were killed left behind. */
  removeLeftovers(): Promise<void> {
    return removeLeftovers(this.parent, /^(\d+)-/);
  }

  /** Where the transcript of a call that begins can be written. */
  async begin(call: Call): Promise<string> {
    await mkdir(this.folder, { recursive: true }).catch(() => undefined); // the call is warned that there is nowhere to write
    return this.#fileOf(call);
  }

  /** The call has ended. Returns whether there is a transcript: whether there was anything to write. */
  end(file: string): boolean {
    const size = statSync(file, { throwIfNoEntry: false })?.size;
    if (size === undefined) return false;
    this.#files.set(file, size);
    return true;
  }

  dispose(): void {
    this.#subscription.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #fileOf({ id }: Call): string {
    return join(this.folder, `call-${id}.txt`);
  }

  #makeRoom(calls: readonly Call[]): void {
    const known = new Set(calls.map((call) => this.#fileOf(call)));
    let bytes = 0;
    for (const [index, [file, size]] of [...this.#files].toReversed().entries()) {
      bytes += size;
      if (known.has(file) && (index === 0 || bytes <= MOST_BYTES)) continue;
      rmSync(file, { force: true });
      this.#files.delete(file);
    }
  }
}
