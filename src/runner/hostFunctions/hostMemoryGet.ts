import type { HostFunction } from './hostFunction';
import { answerLookUp } from './lookUp';

/** Answers with the value that host memory has for the key. */
export const hostMemoryGet: HostFunction = (context, key) =>
  answerLookUp(context, context.memory.get(key), `host memory has no key "${key}"`);
