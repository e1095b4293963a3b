import type { Failure, Frame } from '../core/call';
import { exited, ranOutOfMemory } from '../core/failures/ends';
import { CallFailure, failure } from '../core/failures/failure';
import { describeTrap } from '../core/failures/traps';
import type { WasmModule } from '../core/wasm/module';
import { HostFunctionError } from './hostFunctions/bind';
import { type WasmFrame, wasmFrames } from './stack';

/** What was noted of a call before it threw. */
export interface Noted {
  exitCode?: number;
  /** What the plug-in set as its error. */
  error?: string;
}

/** What tells more of a plug-in that trapped. */
interface Trapped {
  /** Tells frames as whoever wrote the plug-in knows them. */
  symbolize: (frames: WasmFrame[]) => Frame[];
  /** Its main module. */
  main?: WasmModule;
}

/** Who says it, which the reader need not know. */
const SDK_PREFIX = /^(WebAssembly\.instantiate\(\)|Plugin-originated error|Call error): /;

const NO_BLOCK = { detail: 'The offset is not one that an allocation returned, or the block was freed.' };

const isOutOfMemory = (error: Error): boolean =>
  /Out of memory|allocation failed|Invalid (typed )?array (buffer )?length|var memory limit exceeded/i.test(error.message);

/** Tells what a call that threw died of. */
export function describeThrown(error: unknown, noted: Noted, { symbolize, main }: Trapped): Failure {
  if (error instanceof CallFailure) return error.failure;
  if (noted.exitCode !== undefined) return exited(noted.exitCode);
  if (!(error instanceof Error)) return failure('trap', `threw ${String(error)}`);
  if (error instanceof HostFunctionError)
    return failure('hostFunctionError', error.message, error.place === undefined ? {} : { detail: error.place });
  if (isOutOfMemory(error)) return ranOutOfMemory(error.message.replace(SDK_PREFIX, ''));
  if (error instanceof WebAssembly.LinkError) return failure('signatureMismatch', error.message.replace(SDK_PREFIX, ''));
  if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError)
    return describeTrap({ message: error.message, frames: symbolize(wasmFrames(error)), error: noted.error, module: main });
  if (error.message.startsWith('trying to suspend')) {
    return failure('trap', 'had to wait for an answer where it cannot wait', {
      detail:
        'HTTP and asynchronous host functions are for functions that a host calls: neither for _initialize and _start, nor for modules that link in a circle.',
    });
  }
  if ('code' in error && error.code === 'ERR_INVALID_URL') {
    return failure('httpError', `cannot send an HTTP request to ${'input' in error ? JSON.stringify(error.input) : 'that'}: it is no URL`);
  }
  if (error instanceof SyntaxError || /^Cannot destructure property '(headers?|url|method)'/.test(error.message)) {
    const why = error instanceof SyntaxError ? error.message : 'it is no JSON object';
    return failure('httpError', `cannot read the plug-in's HTTP request: ${why}`, {
      detail: 'http_request takes JSON: { "url": "https://…", "method": "GET", "headers": {} }.',
    });
  }
  if (/^cannot assign (error )?to this block/.test(error.message)) {
    return failure('outOfMemory', 'used an Extism memory block that does not exist', NO_BLOCK);
  }
  if (error.message === 'Cannot convert undefined to a BigInt')
    return failure('outOfMemory', 'read from an Extism memory block that does not exist', NO_BLOCK);
  if (error.message === 'length longer than target block') {
    return failure('trap', 'set an output that is longer than its block of Extism memory', {
      detail: 'Its length is counted in bytes, from the beginning of the block. Other hosts take what lies behind the block for its end.',
    });
  }
  return failure('trap', error.message, { frames: symbolize(wasmFrames(error)) });
}
