import { readFileSync, statSync } from 'node:fs';
import type { StackFrame } from './ownFrames';

/** What extism-pdk has Rust make two functions of: the one that a host calls, at the macro's line, and `inner`, which its author wrote. */
const MACRO = /^\s*#\[(?:extism_pdk::)?plugin_fn\b/;
/** Bytes of a source that is looked at. */
const LARGEST_SOURCE = 8 * 1024 * 1024;
/** On the way it takes the input, in functions of a library that are left again. */
const MOST_STEPS = 10;

function isAtMacro({ source: { path = '' } = {}, line }: StackFrame): boolean {
  if (!path.endsWith('.rs')) return false;
  try {
    const file = statSync(path);
    return file.isFile() && file.size <= LARGEST_SOURCE && MACRO.test(readFileSync(path, 'utf8').split('\n')[line - 1] ?? '');
  } catch {
    return false; // a source that is not there, or not to be read, is not gone on in
  }
}

/** The way from where a function is entered to what its author wrote, told by the frames of the stops on it. */
export class WayIn {
  #entered: string | undefined;
  #stepsLeft = MOST_STEPS;

  /** What leads on from a stop in this frame. Undefined where the way is at its end. */
  next(top: StackFrame): 'stepIn' | 'stepOut' | undefined {
    if (this.#entered === undefined) {
      if (!isAtMacro(top)) return undefined;
      this.#entered = top.name;
    }
    if (top.name.endsWith(`::${this.#entered}::inner`) || this.#stepsLeft === 0) return undefined;
    this.#stepsLeft -= 1;
    return top.name === this.#entered ? 'stepIn' : 'stepOut';
  }
}
