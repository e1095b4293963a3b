import type { HostFunction } from './hostFunction';
import { answerLookUp } from './lookUp';

/** Answers with an environment variable, of those that the settings allow. */
export const hostGetEnv: HostFunction = (context, key) =>
  answerLookUp(context, {
    key,
    value: Object.hasOwn(context.environment, key) ? context.environment[key] : undefined,
    keys: () => Object.keys(context.environment),
    missing: `the environment variable "${key}" is not set, or "extism.environment" does not allow it`,
  });
