import type { HostFunction } from './hostFunction';
import { answerLookUp } from './lookUp';

/** Answers with an environment variable, of those that the settings allow. */
export const hostGetEnv: HostFunction = (context, name) => {
  const value = Object.hasOwn(context.environment, name) ? context.environment[name] : undefined;
  return answerLookUp(context, value, `the environment variable "${name}" is not set, or "extism.environment" does not allow it`);
};
