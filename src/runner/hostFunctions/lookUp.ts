import { NULL_ANSWER, valueAnswer } from '../../core/answer';
import type { HostAnswer, HostContext } from './hostFunction';

/** What Slingshot's hosts answer with: https://github.com/bots-garden/slingshot */
export const slingshotAnswer = (success: string, failure: string): HostAnswer => ({
  answer: valueAnswer(JSON.stringify({ success, failure })),
});

/** Answers with a value, or as the settings say where there is none. */
export function answerLookUp({ settings }: HostContext, value: string | undefined, missing: string): HostAnswer {
  const hit = value !== undefined;
  if (settings.hostMemoryDialect === 'slingshot') return { ...slingshotAnswer(value ?? '', hit ? '' : missing), hit };
  if (hit) return { answer: valueAnswer(value), hit };
  switch (settings.hostMemoryMiss) {
    case 'empty':
      return { answer: valueAnswer(''), hit };
    case 'null':
      return { answer: NULL_ANSWER, hit };
    case 'error':
      throw new Error(missing);
  }
}
