import type { HostFunctionName } from '../../core/plugin/hostFunctions';
import { hostGetEnv } from './hostGetEnv';
import { hostGetMessage } from './hostGetMessage';
import { hostLog } from './hostLog';
import { hostMemoryGet } from './hostMemoryGet';
import { hostMemorySet } from './hostMemorySet';
import { hostPrint } from './hostPrint';
import { hostPrintln } from './hostPrintln';
import type { HostFunction } from './hostFunction';

/** The code of each host function that `src/core/plugin/hostFunctions.ts` promises. */
export const hostFunctions: Record<HostFunctionName, HostFunction> = {
  hostGetEnv,
  hostGetMessage,
  hostLog,
  hostMemoryGet,
  hostMemorySet,
  hostPrint,
  hostPrintln,
};
