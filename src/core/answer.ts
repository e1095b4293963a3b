/** What a host function gives back to a plug-in. */
export type Answer =
  /** A new block with these bytes; a string as UTF-8. */
  | { kind: 'value'; value: string | Uint8Array }
  /** Offset 0, Extism's null. */
  | { kind: 'null' }
  /** A plain number, for a host function whose result is no offset. */
  | { kind: 'number'; value: number | bigint };

export const valueAnswer = (value: string | Uint8Array): Answer => ({ kind: 'value', value });
export const NULL_ANSWER: Answer = { kind: 'null' };
