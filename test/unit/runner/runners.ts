import { callPlugin, type PluginCall, type PluginResult, startRunner } from '../callPlugin';
import type { RunnerProcess } from '../../../src/vscode/runnerProcess';

/** A runner for each plug-in, as in the extension, for the calls of a suite. */
export class Runners {
  readonly #runners = new Map<string, RunnerProcess>();

  call(call: Omit<PluginCall, 'runner'>): Promise<PluginResult> {
    const present = this.#runners.get(call.plugin);
    const runner = present?.isAlive ? present : startRunner();
    this.#runners.set(call.plugin, runner);
    return callPlugin({ ...call, runner });
  }

  end(): void {
    for (const runner of this.#runners.values()) runner.kill();
  }
}
