import type { Value } from './value';

/** A text in linear memory, or copied from it. */
export interface TextView {
  kind: 'text';
  place: { address: number } | { bytes: Uint8Array };
  /** Bytes; absent where a zero ends it. */
  length?: number;
  encoding: 'utf8' | 'utf16';
  /** Shows where it is besides. */
  isPointer?: boolean;
}

/** What is known of a value by its language: that it is not the struct that it is made of. */
export type View =
  | TextView
  | { kind: 'sequence'; count: number; element: (index: number) => Value }
  /** One of several forms: `Some(5)`, `null`, `error.NotFound`. */
  | { kind: 'choice'; name: string; payload?: Value; isNothing?: boolean; /** Shows the payload alone. */ isPlain?: boolean }
  /** A smart pointer or a cell: shown as what is in it. */
  | { kind: 'through'; target: Value };
