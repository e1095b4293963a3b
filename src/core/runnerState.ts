import type { Variable } from './call';
import { Emitter } from './emitter';

/** What a plug-in's runner holds from one call to the next. */
export interface RunnerState {
  /** Values of host memory that the plug-in itself set, over those of the settings. */
  hostMemory: ReadonlyMap<string, string>;
  /** Whether its instance is kept between calls. */
  keepsInstance: boolean;
  /** Of the kept instance. */
  variables: readonly Variable[];
}

export const NO_RUNNER_STATE: RunnerState = { hostMemory: new Map(), keepsInstance: false, variables: [] };

/** The runner states of the window, by plug-in. */
export class RunnerStates {
  readonly #states = new Map<string, RunnerState>();
  readonly #changed = new Emitter();

  readonly onDidChange = this.#changed.event;

  get(plugin: string): RunnerState {
    return this.#states.get(plugin) ?? NO_RUNNER_STATE;
  }

  /** Every plug-in that set host memory. */
  get all(): ReadonlyMap<string, RunnerState> {
    return this.#states;
  }

  setHostMemory(plugin: string, entries: readonly (readonly [key: string, value: string])[]): void {
    this.#change(plugin, { hostMemory: new Map([...this.get(plugin).hostMemory, ...entries]) });
  }

  setKeepsInstance(plugin: string, keepsInstance: boolean): void {
    this.#change(plugin, { keepsInstance, variables: [] });
  }

  setVariables(plugin: string, variables: readonly Variable[]): void {
    this.#change(plugin, { variables });
  }

  /** The runner is gone, and with it all but the user's wish to keep an instance. */
  runnerEnded(plugin: string): void {
    if (this.#states.has(plugin)) this.#change(plugin, { hostMemory: new Map(), variables: [] });
  }

  #change(plugin: string, change: Partial<RunnerState>): void {
    this.#states.set(plugin, { ...this.get(plugin), ...change });
    this.#changed.fire();
  }
}
