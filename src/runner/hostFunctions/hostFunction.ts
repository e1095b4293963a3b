import type { Answer } from '../../core/answer';
import type { CallEvent } from '../../core/call';
import type { CallSettings } from '../../core/settings';
import type { HostMemory } from '../hostMemory';

/** What a host function knows of the call it is made in. */
export interface HostContext {
  readonly settings: Pick<CallSettings, 'hostMemoryMiss' | 'hostMemoryDialect'>;
  readonly memory: HostMemory;
  /** The variables that the plug-in may read. */
  readonly environment: Readonly<Record<string, string>>;
  readonly record: (event: CallEvent) => void;
}

/** What is told of the call besides its answer. */
export interface HostAnswer {
  answer: Answer;
  /** Of a look-up by key: whether there was one. */
  hit?: boolean;
  /** Of a miss: a key that is there and may have been meant. */
  suggestion?: string;
}

/** Thrown by a look-up that found nothing, where that is to fail the call. */
export class Missed extends Error {
  constructor(
    message: string,
    readonly looked: Pick<HostAnswer, 'hit' | 'suggestion'>,
  ) {
    super(message);
  }
}

/** A host function on the text that the plug-in passed. A thrown error fails the call with its message. */
export type HostFunction = (context: HostContext, input: string) => HostAnswer;
