import type { HostFunction } from './hostFunction';
import { hostPrint } from './hostPrint';

/** Prints the text and a line end. */
export const hostPrintln: HostFunction = (context, text) => hostPrint(context, `${text}\n`);
