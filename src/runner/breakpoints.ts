// Breakpoints with a condition, a hit count or a log message in the plug-in's language. js-debug has V8 evaluate them, as
// JavaScript in the frame of the plug-in: what the extension gives it for that is a call of the function here.
import type { BreakpointRule, Outcome } from '../core/inspect/breakpointRule';
import type { Machine, WasmValue } from '../core/inspect/machine';
import { codeStart } from '../core/dwarf/sections';
import { BREAKPOINT_REACHED } from '../protocol/breakpoints';
import type * as Inspect from './inspect.js';
import { printLines } from './node';

const modules = new WeakMap<WebAssembly.Module, Uint8Array>();
let isInstalled = false;

/** Makes conditions work in a module that is debugged. @param bytes what it was compiled of */
export async function watchBreakpoints(module: WebAssembly.Module, bytes: Uint8Array): Promise<void> {
  modules.set(module, bytes);
  if (isInstalled) return;
  isInstalled = true;
  const reached = createReached(await import('./inspect.js'));
  Object.defineProperty(globalThis, BREAKPOINT_REACHED, { value: reached, enumerable: false });
}

/** Frames above the plug-in's: ours, and those of the condition. */
const FRAMES = 12;

/** Where the plug-in is stopped, in bytes of its module: V8 tells it in stack traces alone. */
function stoppedAt(): number | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = FRAMES;
  const { stack } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  const [, offset] = /:wasm-function\[\d+\]:0x([\da-f]+)/.exec(String(stack)) ?? [];
  return offset === undefined ? undefined : parseInt(offset, 16);
}

/** What V8 has of a frame of WebAssembly. Lists are absent where the module has none. */
interface V8Frame {
  module: WebAssembly.Module;
  locals: readonly WasmValue[];
  globals?: readonly WasmValue[];
  memories?: readonly WebAssembly.Memory[];
}

function createReached(inspect: typeof Inspect): (rule: string, frame?: V8Frame) => boolean {
  const { Inspector, RuledBreakpoint, Symbols, Unreadable } = inspect;
  const breakpoints = new Map<string, InstanceType<typeof RuledBreakpoint>>();
  const known = new WeakMap<WebAssembly.Module, { symbols: InstanceType<typeof Symbols>; start: number }>();

  const wasmValue = (value: WasmValue | undefined): WasmValue => {
    if (!value) throw new Unreadable('not available here');
    return value;
  };
  const machineOf = ({ locals, globals = [], memories = [] }: V8Frame): Machine => ({
    local: (index) => wasmValue(locals[index]),
    global: (index) => wasmValue(globals[index]),
    read(address, length) {
      const buffer = memories[0]?.buffer;
      if (!buffer || address + length > buffer.byteLength) throw new Unreadable(`not in memory: 0x${address.toString(16)}`);
      return new Uint8Array(buffer, address, length).slice();
    },
  });
  const symbolsOf = (module: WebAssembly.Module): { symbols: InstanceType<typeof Symbols>; start: number } | undefined => {
    const bytes = modules.get(module);
    let read = known.get(module);
    if (bytes && !read) known.set(module, (read = { symbols: new Symbols(bytes), start: codeStart(bytes) }));
    return read;
  };

  const reached = (breakpoint: InstanceType<typeof RuledBreakpoint>, frame: V8Frame): Outcome => {
    try {
      const read = symbolsOf(frame.module);
      const at = stoppedAt();
      const found = read && at !== undefined ? read.symbols.frame(at - read.start) : undefined;
      return breakpoint.reached(found && new Inspector(found, machineOf(frame)));
    } catch (error) {
      // js-debug would go on without a word
      return { stops: true, problem: `A breakpoint could not be evaluated: ${String(error)}` };
    }
  };

  return (rule, frame) => {
    let breakpoint = breakpoints.get(rule);
    if (!breakpoint) breakpoints.set(rule, (breakpoint = new RuledBreakpoint(JSON.parse(rule) as BreakpointRule)));
    if (!frame) return breakpoint.isHit(); // in JavaScript, which evaluates its conditions itself
    const { stops, says, problem } = reached(breakpoint, frame);
    if (says !== undefined) printLines([says]);
    if (problem !== undefined) printLines([problem], 'stderr');
    return stops;
  };
}
