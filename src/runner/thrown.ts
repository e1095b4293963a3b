import type { Failure, Frame } from '../core/call';
import { CallFailure, failure } from '../core/failures';
import { HostFunctionError } from './hostFunctions/bind';
import { type WasmFrame, wasmFrames } from './stack';

/** What was noted of a call before it threw. */
export interface Noted {
  exitCode?: number;
  /** What the plug-in set as its error. */
  error?: string;
}

/** Tells frames as whoever wrote the plug-in knows them. */
type Symbolize = (frames: WasmFrame[]) => Frame[];

const TRAPS: [RegExp, string][] = [
  [/^unreachable$/, 'It reached code that it says is unreachable: a panic or an abort, as a rule. Its logs and stderr tell more.'],
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

function trap(error: Error, noted: Noted, frames: Frame[]): Failure {
  const hint = TRAPS.find(([pattern]) => pattern.test(error.message))?.[1];
  const set = noted.error === undefined ? undefined : `Before that it had set the error: ${noted.error}`;
  const detail = [hint, set].filter((text) => text !== undefined).join('\n');
  return failure('trap', `trapped: ${error.message}`, { ...(detail && { detail }), frames });
}

/** Who says it, which the reader need not know. */
const SDK_PREFIX = /^(WebAssembly\.instantiate\(\)|Plugin-originated error|Call error): /;

const isOutOfMemory = (error: Error): boolean =>
  /Out of memory|allocation failed|Invalid (typed )?array (buffer )?length|var memory limit exceeded/i.test(error.message);

/** Tells what a call that threw died of. */
export function describeThrown(error: unknown, noted: Noted, symbolize: Symbolize): Failure {
  if (error instanceof CallFailure) return error.failure;
  if (noted.exitCode !== undefined) return failure('exit', `exited with code ${noted.exitCode}`, { exitCode: noted.exitCode });
  if (!(error instanceof Error)) return failure('trap', `threw ${String(error)}`);
  if (error instanceof HostFunctionError)
    return failure('hostFunctionError', error.message, error.place === undefined ? {} : { detail: error.place });
  if (isOutOfMemory(error)) {
    return failure('outOfMemory', 'ran out of memory', {
      detail: `${error.message.replace(SDK_PREFIX, '')}. "extism.limits" and the manifest's "memory" set what it may have.`,
    });
  }
  if (error instanceof WebAssembly.LinkError) return failure('signatureMismatch', error.message.replace(SDK_PREFIX, ''));
  if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) return trap(error, noted, symbolize(wasmFrames(error)));
  if (error.message.startsWith('trying to suspend')) {
    return failure('trap', 'had to wait for an answer where it cannot wait', {
      detail:
        'HTTP and asynchronous host functions are for functions that a host calls: neither for _initialize and _start, nor for modules that link in a circle.',
    });
  }
  if ('code' in error && error.code === 'ERR_INVALID_URL') {
    return failure('httpError', `cannot send an HTTP request to ${'input' in error ? JSON.stringify(error.input) : 'that'}: it is no URL`);
  }
  if (error instanceof SyntaxError) {
    return failure('httpError', `cannot read the plug-in's HTTP request: ${error.message}`, {
      detail: 'http_request takes JSON: { "url": "https://…", "method": "GET", "headers": {} }.',
    });
  }
  if (/^cannot assign (error )?to this block/.test(error.message)) {
    return failure('outOfMemory', 'used an Extism memory block that does not exist', {
      detail:
        'Either the offset is wrong, or the call made more than 32,765 allocations: the JavaScript SDK, which runs the plug-in here, allows no more in one call.',
    });
  }
  if (error.message === 'length longer than target block') {
    return failure('trap', 'set an output that is longer than its block of Extism memory', {
      detail: 'Its length is counted in bytes, from the beginning of the block. Other hosts take what lies behind the block for its end.',
    });
  }
  return failure('trap', error.message, { frames: symbolize(wasmFrames(error)) });
}
