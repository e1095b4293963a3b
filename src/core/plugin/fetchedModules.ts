import { Emitter } from '../emitter';
import type { WasmModule } from '../wasm/module';

/** What became known of modules when they were fetched, by their URLs: until the window is closed. */
export class FetchedModules {
  readonly #modules = new Map<string, WasmModule>();
  readonly #changed = new Emitter();

  readonly onDidChange = this.#changed.event;

  get(url: string): WasmModule | undefined {
    return this.#modules.get(url);
  }

  set(url: string, module: WasmModule): void {
    this.#modules.set(url, module);
    this.#changed.fire();
  }
}
