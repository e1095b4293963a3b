/** Milliseconds between two times that what a plug-in sets is told, while it sets more. */
const INTERVAL = 20;
/** Characters of keys and values that a plug-in may set. */
const MOST_CHARACTERS = 4 * 1024 * 1024;
/** What an entry counts besides: each is a row in a view. */
const OVERHEAD = 1_000;

/** Host memory as plug-ins see it: the settings' values, and over them what the plug-in itself has set since its runner started. */
export class HostMemory {
  readonly #changes = new Map<string, string>();
  #characters = 0;
  #untold = new Map<string, string>();
  #lastTold = 0;

  constructor(private readonly onChange: (entries: [string, string][]) => void) {}

  /** Those of the settings that came with the call. */
  values: Readonly<Record<string, string>> = {};

  get(key: string): string | undefined {
    return this.#changes.get(key) ?? (Object.hasOwn(this.values, key) ? this.values[key] : undefined);
  }

  get keys(): string[] {
    return [...Object.keys(this.values), ...this.#changes.keys()];
  }

  /** @throws {Error} where there is no room for it */
  set(key: string, value: string): void {
    const before = this.#changes.get(key);
    const growth = before === undefined ? OVERHEAD + key.length + value.length : value.length - before.length;
    if (this.#characters + growth > MOST_CHARACTERS)
      throw new Error(`the plug-in has set more than ${MOST_CHARACTERS.toLocaleString('en')} characters of host memory`);
    this.#characters += growth;
    this.#changes.set(key, value);
    this.#untold.set(key, value);
    if (performance.now() - this.#lastTold > INTERVAL) this.tell();
  }

  /** Tells what was set and is not told yet. */
  tell(): void {
    if (this.#untold.size === 0) return;
    this.onChange([...this.#untold]);
    this.#untold.clear();
    this.#lastTold = performance.now();
  }
}
