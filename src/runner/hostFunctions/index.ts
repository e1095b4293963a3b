import type { HostFunctionName } from '../../core/plugin/hostFunctions';
import type { HostFunction } from './hostFunction';
import { hostMemoryGet } from './hostMemoryGet';

/** The code of each host function that `src/core/plugin/hostFunctions.ts` promises. */
export const hostFunctions: Record<HostFunctionName, HostFunction> = {
  hostMemoryGet,
};
