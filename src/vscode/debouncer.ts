import type { Disposable } from 'vscode';

/** Milliseconds that requests which never cease can put a call off for. */
const PATIENCE = 1_000;

/** Calls back once after the last of several requests for the same key. */
export class Debouncer implements Disposable {
  readonly #waiting = new Map<string, { timer: NodeJS.Timeout; latest: number }>();

  /** @param delay milliseconds */
  request(key: string, delay: number, run: () => void): void {
    const now = performance.now();
    const present = this.#waiting.get(key);
    clearTimeout(present?.timer);
    const latest = present?.latest ?? now + delay + PATIENCE;
    const timer = setTimeout(
      () => {
        this.#waiting.delete(key);
        run();
      },
      Math.min(delay, latest - now),
    );
    this.#waiting.set(key, { timer, latest });
  }

  dispose(): void {
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
  }
}
