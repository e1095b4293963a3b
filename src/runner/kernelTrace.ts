import type { CallEvent } from '../core/call';

type KernelFunction = (...args: (bigint | number)[]) => bigint | number | undefined;

/** The kernel's functions as a module imports them. */
export type Kernel = Record<string, KernelFunction>;

export interface KernelTrace {
  record: (event: CallEvent) => void;
  /** Told of a block that was allocated. May throw. */
  allocated: (size: number, offset: bigint) => void;
  /** Every name that a variable was set by, since the SDK lists none. */
  variables: Set<string>;
  /** Of the block at an offset. */
  text: (offset: bigint | number) => string;
  length: (offset: bigint | number) => bigint;
}

/** Takes down what a module does with variables, config and memory. `traced` is whether to record the first two. */
export function traceKernel(kernel: Kernel, { record, allocated, variables, text, length }: KernelTrace, traced: boolean): void {
  const { alloc, var_get: getVariable, var_set: setVariable, config_get: getConfig } = kernel;
  if (alloc) {
    kernel['alloc'] = (size = 0n) => {
      const offset = alloc(size);
      allocated(Number(size), BigInt(offset ?? 0));
      return offset;
    };
  }
  if (setVariable) {
    kernel['var_set'] = (nameOffset = 0n, valueOffset = 0n) => {
      const name = text(nameOffset);
      variables.add(name);
      if (traced)
        record(
          valueOffset === 0n
            ? { kind: 'var', operation: 'delete', name }
            : { kind: 'var', operation: 'set', name, bytes: Number(length(valueOffset)) },
        );
      return setVariable(nameOffset, valueOffset);
    };
  }
  if (!traced) return;
  if (getVariable) {
    kernel['var_get'] = (nameOffset = 0n) => {
      const name = text(nameOffset); // the kernel frees it
      const offset = getVariable(nameOffset);
      record({ kind: 'var', operation: 'get', name, ...(offset !== 0n && { bytes: Number(length(offset ?? 0n)) }) });
      return offset;
    };
  }
  if (getConfig) {
    kernel['config_get'] = (keyOffset = 0n) => {
      const key = text(keyOffset);
      const offset = getConfig(keyOffset);
      record({ kind: 'config', key, found: offset !== 0n });
      return offset;
    };
  }
}
