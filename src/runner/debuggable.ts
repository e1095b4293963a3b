import { withoutLineZero } from '../core/dwarf/withoutLineZero';

/** The module as the debugger can read it. Code and data are the same: only sections that the engine ignores change. */
export const makeDebuggable = (module: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => withoutLineZero(module);
