import { NULL_ANSWER, valueAnswer } from '../../core/answer';
import { nearest } from '../../core/nearest';
import { type HostAnswer, type HostContext, Missed } from './hostFunction';

/** What Slingshot's hosts answer with: https://github.com/bots-garden/slingshot */
export const slingshotAnswer = (success: string, failure: string): HostAnswer => ({
  answer: valueAnswer(JSON.stringify({ success, failure })),
});

/** What is looked up in, and how a key that it does not have is told of. */
interface LookUp {
  key: string;
  value: string | undefined;
  keys: () => string[];
  missing: string;
}

/** Answers with a value, or as the settings say where there is none. */
export function answerLookUp({ settings }: HostContext, { key, value, keys, missing }: LookUp): HostAnswer {
  const hit = value !== undefined;
  const suggestion = hit ? undefined : nearest(key, keys());
  const looked = { hit, ...(suggestion !== undefined && { suggestion }) };
  if (settings.hostMemoryDialect === 'slingshot') return { ...slingshotAnswer(value ?? '', hit ? '' : missing), ...looked };
  if (hit) return { answer: valueAnswer(value), ...looked };
  switch (settings.hostMemoryMiss) {
    case 'empty':
      return { answer: valueAnswer(''), ...looked };
    case 'null':
      return { answer: NULL_ANSWER, ...looked };
    case 'error':
      throw new Missed(suggestion === undefined ? missing : `${missing}; did you mean "${suggestion}"?`, looked);
  }
}
