/** Host memory as plug-ins see it: the settings' values, and over them what the plug-in itself has set since its runner started. */
export class HostMemory {
  readonly #changes = new Map<string, string>();

  constructor(private readonly onChange: (key: string, value: string) => void) {}

  /** Those of the settings that came with the call. */
  values: Readonly<Record<string, string>> = {};

  get(key: string): string | undefined {
    return this.#changes.get(key) ?? (Object.hasOwn(this.values, key) ? this.values[key] : undefined);
  }

  get keys(): string[] {
    return [...Object.keys(this.values), ...this.#changes.keys()];
  }

  set(key: string, value: string): void {
    this.#changes.set(key, value);
    this.onChange(key, value);
  }
}
