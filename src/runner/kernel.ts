import type { CurrentPlugin } from '@extism/extism';
import { LOG_LEVELS, type LogLevel } from '../core/call';
import { CallFailure, failure } from '../core/failures/failure';
import { plural } from '../core/format/text';
import { isBeginning } from './allocationMeter';
import type { Kernel } from './kernelTrace';

/** Bytes that other hosts allow variables where nothing is said, and that each counts besides its name and value. */
const DEFAULT_VAR_BYTES = 1024 * 1024;
const VAR_OVERHEAD = 48;

export interface KernelParts {
  context: () => CurrentPlugin;
  config: Readonly<Record<string, string>>;
  logLevel: LogLevel;
  maxVarBytes: number | undefined;
  /** Every name that a variable was set by. */
  variables: ReadonlySet<string>;
}

type Argument = bigint | number;

/**
 * Makes the SDK's kernel answer as that of every other host does, so that what works here works there: one WebAssembly
 * module, https://github.com/extism/extism/blob/main/kernel/src/lib.rs, and the functions on top of it,
 * https://github.com/extism/extism/blob/main/runtime/src/pdk.rs. For them offset 0 is null, what is empty is null,
 * a block is known by the offset that it begins at, and what takes a block frees it.
 */
export class KernelCorrections {
  /** The SDK's own, looked up when it is first needed. */
  #free: Kernel[string] | undefined;

  constructor(private readonly parts: KernelParts) {}

  /** Of the block that begins at the offset; 0 where none does. */
  length(offset: Argument): bigint {
    const address = BigInt(offset);
    if (address === 0n || !isBeginning(address)) return 0n;
    return this.parts.context().length(address);
  }

  text(offset: Argument): string {
    return this.length(offset) === 0n ? '' : (this.parts.context().read(offset)?.text() ?? '');
  }

  correct(kernel: Kernel): void {
    for (const [name, correction] of Object.entries(this.#corrections(kernel))) if (kernel[name]) kernel[name] = correction;
    LOG_LEVELS.forEach((level, index) => {
      const log = kernel[`log_${level}`];
      const isLogged = index >= LOG_LEVELS.indexOf(this.parts.logLevel);
      if (log) kernel[`log_${level}`] = (offset = 0n) => (this.#canLog(offset, isLogged) ? log(this.#orEmptyBlock(offset)) : undefined);
    });
  }

  #corrections({ alloc, free, input_offset: inputOffset, input_load_u8: loadByte, input_load_u64: loadWord }: Kernel): Kernel {
    const length = (offset: Argument = 0n): bigint => this.length(offset);
    return {
      alloc: (size = 0n) => (size === 0n ? 0n : alloc?.(size)),
      free: (offset = 0n) => (this.length(offset) === 0n ? undefined : free?.(offset)),
      length,
      length_unsafe: length,
      input_offset: () => this.#orNull(inputOffset?.() ?? 0n),
      input_load_u8: (at = 0n) => orZero(() => loadByte?.(at)) ?? 0,
      input_load_u64: (at = 0n) => orZero(() => loadWord?.(at)) ?? 0n,
      config_get: (key = 0n) => this.#store(this.parts.config[this.#take(key, 'the key of a config value')]),
      var_get: (name = 0n) => this.#store(this.parts.context().getVariable(this.#take(name, 'the name of a variable'))?.bytes()),
      var_set: (name = 0n, value = 0n) => this.#setVariable(name, value),
    };
  }

  #setVariable(nameOffset: Argument, valueOffset: Argument): undefined {
    const context = this.parts.context();
    const name = this.#take(nameOffset, 'the name of a variable');
    if (valueOffset === 0n) {
      context.deleteVariable(name);
      return undefined;
    }
    const value = context.read(valueOffset)?.bytes().slice() ?? new Uint8Array();
    this.#take(valueOffset, 'the value of a variable');
    this.#requireRoom(name, value);
    context.setVariable(name, value);
    return undefined;
  }

  /** As other hosts do, counts what is there already even where the name is the same. */
  #requireRoom(name: string, value: Uint8Array): void {
    const { context, variables, maxVarBytes = DEFAULT_VAR_BYTES } = this.parts;
    const size = (key: string, bytes: number): number => VAR_OVERHEAD + utf8.encode(key).length + bytes;
    let total = size(name, value.length);
    for (const other of variables) {
      const bytes = context().getVariable(other)?.bytes().length;
      if (bytes !== undefined) total += size(other, bytes);
    }
    if (total <= maxVarBytes) return;
    throw new CallFailure(
      failure('outOfMemory', `the variables are full: ${JSON.stringify(name)} with its ${plural(value.length, 'byte')} has no room`, {
        detail:
          `All variables may take ${plural(maxVarBytes, 'byte')}, ${VAR_OVERHEAD} for each besides its name and value, and one that is set again counts twice. ` +
          '"maxVarBytes" of "extism.limits" or "max_var_bytes" of the manifest says how much they may take.',
      }),
    );
  }

  /** The text of a block, which is free from now on. */
  #take(offset: Argument, what: string): string {
    this.#requireBlock(offset, what);
    const text = this.text(offset);
    if (offset !== 0n) (this.#free ??= freeOf(this.parts.context()))(offset);
    return text;
  }

  #requireBlock(offset: Argument, what: string): void {
    if (offset === 0n || this.length(offset) > 0n) return;
    throw new CallFailure(
      failure('trap', `passed ${what} at an offset where no block of Extism memory begins`, {
        detail:
          'Either the offset is not one that an allocation returned, or the block was freed: logging a text, getting a config value and getting or setting a variable free what they are given.',
      }),
    );
  }

  /** What is not to be logged need not be a block. */
  #canLog(offset: Argument, isLogged: boolean): boolean {
    if (isLogged) this.#requireBlock(offset, 'a text to log');
    return isLogged || this.length(offset) > 0n;
  }

  #orEmptyBlock(offset: Argument): Argument {
    return offset === 0n ? this.parts.context().store('') : offset;
  }

  #orNull(offset: Argument): Argument {
    return this.length(offset) === 0n ? 0n : offset;
  }

  /** A new block, or null where there is nothing to store. */
  #store(content: string | Uint8Array | undefined): bigint {
    if (!content?.length) return 0n;
    return this.parts.context().store(typeof content === 'string' ? content : content.slice()); // the SDK would hand out the value itself
  }
}

const utf8 = new TextEncoder();

/** The SDK's function that frees a block, which a module has only where it imports it: its context has it under a symbol. */
function freeOf(context: CurrentPlugin): Kernel[string] {
  const parts = Object.getOwnPropertySymbols(context).map((symbol) => (context as unknown as Record<symbol, unknown>)[symbol]);
  const own = parts.find((part): part is Kernel => typeof part === 'object' && part !== null && 'free' in part);
  if (!own?.['free']) throw new Error('the context of this SDK has no function that frees a block');
  return own['free'];
}

/** Past the end of the input is 0. */
function orZero<T>(load: () => T): T | undefined {
  try {
    return load();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
