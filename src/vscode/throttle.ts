import type { Disposable } from 'vscode';

/** Runs something once for all the requests of an interval, at its end. */
export class Throttle implements Disposable {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    /** Milliseconds. */
    private readonly interval: number,
    private readonly run: () => void,
  ) {}

  request(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.run();
    }, this.interval);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}
