import type { FunctionType } from '../wasm/module';
import { sameType } from './abi';

interface HostFunctionContract {
  /** The type it is told of, and what a mismatch should be changed to. */
  type: FunctionType;
  /** Whether a plug-in may import it without a result, since there is nothing to tell. */
  mayReturnNothing?: true;
  /** Where its answers come from, in the user's words. */
  providedBy: string;
}

/** Offsets of blocks in Extism memory, in and out. */
const OFFSETS: FunctionType = { params: ['i64'], results: ['i64'] };

/**
 * The host functions the workbench provides, in whatever namespace a plug-in imports them.
 * Their code is in `src/runner/hostFunctions/`, one file each.
 */
export const HOST_FUNCTIONS = {
  hostMemoryGet: { type: OFFSETS, providedBy: 'host memory' },
  hostMemorySet: { type: OFFSETS, mayReturnNothing: true, providedBy: 'host memory' },
  hostGetMessage: { type: OFFSETS, providedBy: 'host memory' },
  hostGetEnv: { type: OFFSETS, providedBy: '"extism.environment"' },
  hostPrint: { type: OFFSETS, mayReturnNothing: true, providedBy: 'the output channel' },
  hostPrintln: { type: OFFSETS, mayReturnNothing: true, providedBy: 'the output channel' },
  hostLog: { type: OFFSETS, mayReturnNothing: true, providedBy: 'the output channel' },
} satisfies Record<string, HostFunctionContract>;

export type HostFunctionName = keyof typeof HOST_FUNCTIONS;

export const isHostFunction = (name: string): name is HostFunctionName => Object.hasOwn(HOST_FUNCTIONS, name);

/** Whether what a host function looks up can be put there by adding a key to host memory. */
export const readsHostMemory = (name: string): boolean => name === 'hostMemoryGet' || name === 'hostGetMessage';

export const contractOf = (name: HostFunctionName): HostFunctionContract => HOST_FUNCTIONS[name];

/** Whether a host function can be imported as this type. */
export const fitsContract = ({ type, mayReturnNothing }: HostFunctionContract, imported: FunctionType): boolean =>
  sameType(type, imported) || (mayReturnNothing === true && sameType({ ...type, results: [] }, imported));
