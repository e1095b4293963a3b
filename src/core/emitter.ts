export type Listener<T> = (value: T) => void;

/** Tells its listeners of a change. Broadcasts state; no listener is waited for. */
export class Emitter<T = void> {
  readonly #listeners = new Set<Listener<T>>();

  /** Has the shape of `vscode.Event`. */
  readonly event = (listener: Listener<T>): { dispose(): void } => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }
}
