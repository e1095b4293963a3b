import { NULL_ANSWER } from '../../core/answer';
import type { HostFunction } from './hostFunction';

/** Logs the text. */
export const hostLog: HostFunction = ({ record }, text) => {
  record({ kind: 'log', level: 'info', text });
  return { answer: NULL_ANSWER };
};
