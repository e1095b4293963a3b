import type { Disposable } from 'vscode';

/** Of the time, what is run may take one part in so many. */
const SHARE = 10;

/** Runs something once for all the requests of an interval, at its end. */
export class Throttle implements Disposable {
  #timer: NodeJS.Timeout | undefined;
  /** Milliseconds that the last run took. */
  #took = 0;

  constructor(
    /** Milliseconds; longer where the run takes long. */
    private readonly interval: number,
    private readonly run: () => void,
  ) {}

  request(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        const began = performance.now();
        this.run();
        this.#took = performance.now() - began;
      },
      Math.max(this.interval, this.#took * SHARE),
    );
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}
