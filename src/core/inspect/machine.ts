/** A local or global of WebAssembly. */
export interface WasmValue {
  type: 'i32' | 'i64' | 'f32' | 'f64';
  value: number | bigint;
}

/** The state of a plug-in that is stopped. What cannot be read throws `Unreadable`. */
export interface Machine {
  local(index: number): WasmValue;
  global(index: number): WasmValue;
  /** Copies bytes of linear memory. */
  read(address: number, length: number): Uint8Array;
}

/** An address as it is written. */
export const hex = (address: number | bigint): string => `0x${address.toString(16)}`;

/** Why there is no value: the message is shown in its place. */
export class Unreadable extends Error {}

/** Why an expression has no value: the message is for whoever wrote it. */
export class ExpressionError extends Error {}
