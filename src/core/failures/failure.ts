import type { Failure, FailureReason } from '../call';

export const failure = (
  reason: FailureReason,
  message: string,
  more: Partial<Omit<Failure, 'kind' | 'reason' | 'message'>> = {},
): Failure => ({
  kind: 'failure',
  reason,
  message,
  ...more,
});

/** An outcome that was reached by throwing: the call, or the loading before it, cannot go on. */
export class CallFailure extends Error {
  override readonly name = 'CallFailure';

  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}
