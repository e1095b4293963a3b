import { DebugInfo } from './debugInfo';
import { Frame } from './frame';
import { viewAssemblyScript } from './languages/assemblyscript';
import { viewC } from './languages/c';
import { viewRust } from './languages/rust';
import { viewZig } from './languages/zig';
import type { Machine } from './machine';
import type { Value } from './value';
import type { View } from './view';

/** A place in a plug-in that is stopped: what names mean there, and what values are. */
export class Inspector {
  constructor(
    readonly frame: Frame,
    readonly machine: Machine,
  ) {}

  /** @throws {Unreadable} */
  view(value: Value): View | undefined {
    const { machine } = this;
    switch (this.frame.language) {
      case 'rust':
        return viewRust(value, machine);
      case 'zig':
        return viewZig(value, machine);
      case 'assemblyscript':
        return viewAssemblyScript(value, machine, this.frame.info.module);
      case 'c':
        return viewC(value, machine);
      case 'go':
        return undefined;
    }
  }
}

/** The debug information of a module, and the functions that were stopped in. */
export class Symbols {
  readonly #info: DebugInfo;
  readonly #frames = new Map<string, Frame | undefined>();

  /** @throws {WasmFormatError} */
  constructor(module: Uint8Array) {
    this.#info = new DebugInfo(module);
  }

  /**
   * @param address in the code section
   * @param inlined how many of the innermost inlined calls to leave out
   */
  frame(address: number, inlined = 0): Frame | undefined {
    const key = `${address} ${inlined}`;
    if (!this.#frames.has(key)) this.#frames.set(key, Frame.at(this.#info, address, inlined));
    return this.#frames.get(key);
  }
}
