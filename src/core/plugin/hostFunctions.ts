import type { FunctionType } from '../wasm/module';

interface HostFunctionContract extends FunctionType {
  /** Where its answers come from, in the user's words. */
  providedBy: string;
}

/**
 * The host functions the workbench provides, in whatever namespace a plug-in imports them.
 * Their code is in `src/runner/hostFunctions/`, one file each.
 */
export const HOST_FUNCTIONS = {
  hostMemoryGet: { params: ['i64'], results: ['i64'], providedBy: 'host memory' },
} satisfies Record<string, HostFunctionContract>;

export type HostFunctionName = keyof typeof HOST_FUNCTIONS;

export const isHostFunction = (name: string): name is HostFunctionName => Object.hasOwn(HOST_FUNCTIONS, name);
