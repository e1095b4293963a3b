import { valueAnswer } from '../../core/answer';
import type { HostFunction } from './hostFunction';
import { slingshotAnswer } from './lookUp';

/** Puts a value into host memory, for as long as the plug-in's runner lives. Input: JSON `{"key": …, "value": …}`, both strings. */
export const hostMemorySet: HostFunction = ({ memory, settings }, input) => {
  const { key, value } = parseEntry(input);
  memory.set(key, value);
  return settings.hostMemoryDialect === 'slingshot' ? slingshotAnswer(value, '') : { answer: valueAnswer('') };
};

function parseEntry(input: string): { key: string; value: string } {
  let entry: unknown;
  try {
    entry = JSON.parse(input);
  } catch {
    entry = undefined; // told below, with what is wanted
  }
  const { key, value } = (typeof entry === 'object' && entry !== null ? entry : {}) as { key?: unknown; value?: unknown };
  if (typeof key !== 'string' || typeof value !== 'string') throw new Error('the input must be JSON {"key": "…", "value": "…"}');
  return { key, value };
}
