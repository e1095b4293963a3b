import { NULL_ANSWER } from '../../core/answer';
import type { HostFunction } from './hostFunction';

/** Prints the text where the plug-in's stdout goes. */
export const hostPrint: HostFunction = ({ record }, text) => {
  record({ kind: 'stdout', text });
  return { answer: NULL_ANSWER };
};
