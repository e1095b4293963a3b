import type { Disposable } from 'vscode';

/** Milliseconds, 24.8 days: Node fires a timer of more at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Calls back when the time is up, which is counted from when this was made. */
export class Deadline implements Disposable {
  #began = performance.now();
  #timeout = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly onEnd: (timeout: number) => void) {}

  /** @param timeout milliseconds from the beginning, 0 for no limit; the last one that was set counts */
  set(timeout: number): void {
    clearTimeout(this.#timer);
    this.#timeout = timeout;
    if (timeout === 0) return;
    const left = Math.max(0, timeout - (performance.now() - this.#began));
    this.#timer = setTimeout(() => this.onEnd(timeout), Math.min(left, LONGEST_TIMER));
  }

  /** The time begins anew. */
  restart(): void {
    this.#began = performance.now();
    this.set(this.#timeout);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}
