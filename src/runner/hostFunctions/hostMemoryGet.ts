import type { HostFunction } from './hostFunction';
import { answerLookUp } from './lookUp';

/** Answers with the value that host memory has for the key. */
export const hostMemoryGet: HostFunction = (context, key) =>
  answerLookUp(context, {
    key,
    value: context.memory.get(key),
    keys: () => context.memory.keys,
    missing: `host memory has no key "${key}"`,
  });
