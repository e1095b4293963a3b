import type { Failure, Frame } from '../call';
import { WASI_NAMESPACE } from '../plugin/abi';
import { languageOf } from '../plugin/toolchain';
import type { WasmModule } from '../wasm/module';
import { failure } from './failure';
import { readPanicking } from './panicFrames';

const UNREACHABLE = 'It reached code that it says is unreachable: a panic or an abort, as a rule. Its logs and stderr tell more.';

/** Of languages whose panics have nowhere to say why: how to give them that. */
const SILENT = new Map(
  Object.entries({
    Rust: 'Why it panicked is told on stderr, which wasm32-unknown-unknown does not have: build for wasm32-wasip1, or log it in a std::panic::set_hook.',
    Zig: 'Why it panicked is told on stderr, which wasm32-freestanding does not have: build for wasm32-wasi, or log it in a panic function of your own.',
    AssemblyScript:
      'It was built with an abort that says nothing: name a function of your own that logs the message, --use abort=path/to/file/yourAbort.',
  }),
);

const TRAPS: [RegExp, string][] = [
  [/memory access out of bounds/, 'It read or wrote outside its linear memory: a wild pointer or an index out of range.'],
  [/divide by zero|remainder by zero/, 'It divided an integer by zero.'],
  [/divide result unrepresentable|float unrepresentable/, 'A number did not fit the type it was converted to.'],
  [
    /null function|table index is out of bounds|signature mismatch/,
    'It called a function through a pointer that is no function of that type.',
  ],
  [/Maximum call stack size exceeded/, 'It recursed too deep.'],
  [/outside the bounds of the DataView/, 'It read or wrote past the end of a block of Extism memory.'],
];

const hasStderr = ({ imports }: WasmModule): boolean =>
  imports.some(({ module, name }) => module === WASI_NAMESPACE && name === 'fd_write');

function unreachableHint(module: WasmModule | undefined, language: string | undefined): string {
  if (!module || hasStderr(module)) return UNREACHABLE;
  return SILENT.get(language ?? languageOf(module) ?? '') ?? UNREACHABLE;
}

/** Remarks that are of no use where what the plug-in said is known. */
export const saysWhereToLook = (remark: string): boolean => remark === UNREACHABLE || [...SILENT.values()].includes(remark);

interface Trap {
  /** What the engine says. */
  message: string;
  frames: readonly Frame[];
  /** What the plug-in had set as its error. */
  error?: string | undefined;
  /** The plug-in's main one. */
  module?: WasmModule | undefined;
}

/** A plug-in's code did what no code may. */
export function describeTrap({ message, frames: all, error, module }: Trap): Failure {
  const isUnreachable = message === 'unreachable';
  const { frames, said, language } = readPanicking(all);
  const hint = isUnreachable ? unreachableHint(module, language) : TRAPS.find(([pattern]) => pattern.test(message))?.[1];
  const set = error === undefined ? undefined : `Before that it had set the error: ${error}`;
  const detail = [hint, set].filter((text) => text !== undefined).join('\n');
  return failure('trap', isUnreachable && said !== undefined ? `panicked: ${said}` : `trapped: ${message}`, {
    ...(detail && { detail }),
    frames: isUnreachable ? frames : [...all],
  });
}
