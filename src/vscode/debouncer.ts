import type { Disposable } from 'vscode';

/** Calls back once after the last of several requests for the same key. */
export class Debouncer implements Disposable {
  readonly #timers = new Map<string, NodeJS.Timeout>();

  /** @param delay milliseconds */
  request(key: string, delay: number, run: () => void): void {
    clearTimeout(this.#timers.get(key));
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      run();
    }, delay);
    this.#timers.set(key, timer);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }
}
