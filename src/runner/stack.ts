/** A function on the stack, as the engine tells it. */
export interface WasmFrame {
  /** The same for all frames of one module. */
  module: string;
  /** Of the function. */
  index: number;
  /** From the name section. */
  name?: string;
  /** In the module, in bytes. */
  offset: number;
}

/** `at main.inner (wasm://wasm/main-88d60e96:wasm-function[11]:0x196)`: module and function by name only where they have one. */
const FRAME = /^\s*at (?:(.+) \()?wasm:\/\/wasm\/((?:(.+)-)?[0-9a-f]+):wasm-function\[(\d+)\]:(0x[0-9a-f]+)\)?$/;

/** Frames of an error; V8 keeps ten where nothing is said, and a panic in Rust has more than that of its own. */
export const FRAMES = 50;

/** The frames of WebAssembly in an error's stack, innermost first. */
export function wasmFrames({ stack = '' }: Error): WasmFrame[] {
  return stack.split('\n').flatMap((line): WasmFrame[] => {
    const match = FRAME.exec(line);
    if (!match) return [];
    const [, whole = '', module = '', moduleName, index, offset] = match;
    const name = whole === moduleName ? '' : whole.slice(whole.startsWith(`${moduleName}.`) ? `${moduleName}.`.length : 0);
    return [{ module, index: Number(index), ...(name && { name }), offset: Number(offset) }];
  });
}
