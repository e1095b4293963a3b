// What calls.json holds: calls of the fixtures, which libextism and our runner each make.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixtures, repository } from '../host/paths';

const conformance = join(repository, 'test', 'conformance');

/** Bytes: a text, base64, or the first so many of a pattern. `{server}` and `{local}` in a text stand for the server's address. */
type Content = { text: string } | { base64: string } | { pattern: number };

/** What the settings of a call are, where they matter. */
interface Conditions {
  hostMemory?: Record<string, string>;
  hostMemoryMiss?: 'empty' | 'null';
  config?: Record<string, string>;
  allowedHosts?: string[];
  limits?: Record<string, number>;
  logLevel?: string;
  wasi?: 'on' | 'off';
  /** How often it is called, on one instance; what counts is what came of the last. */
  repeat?: number;
}

export interface ConformanceCall extends Conditions {
  /** A path in test/fixtures. */
  plugin: string;
  function: string;
  /** What tells it from other calls of the function. */
  case?: string;
  /** Absent where the call is made with no input at all. */
  input?: Content;
}

interface Group extends Conditions {
  plugin: string;
  calls: Omit<ConformanceCall, 'plugin'>[];
}

const readJson = (name: string): unknown => JSON.parse(readFileSync(join(conformance, name), 'utf8'));

export const readCalls = (): ConformanceCall[] =>
  (readJson('calls.json') as Group[]).flatMap(({ calls, ...shared }) => calls.map((call) => Object.assign({}, shared, call)));

/** By which the expectation of a call is found. */
export const nameOf = (call: ConformanceCall): string =>
  `${call.plugin} ${call.function}${call.case === undefined ? '' : ` (${call.case})`}`;

export const pathOf = ({ plugin }: ConformanceCall): string => join(fixtures, plugin);

export function inputOf({ input }: ConformanceCall, server: string): Uint8Array | undefined {
  if (input === undefined) return undefined;
  if ('text' in input) {
    const text = input.text.replace('{server}', server).replace('{local}', server.replace('127.0.0.1', 'localhost'));
    return new TextEncoder().encode(text);
  }
  if ('base64' in input) return Uint8Array.from(Buffer.from(input.base64, 'base64'));
  return Uint8Array.from({ length: input.pattern }, (_, i) => i * 7 + (i >> 8));
}

/** Bytes in expectations.json: a long one by its hash. */
export type Written = { text: string } | { base64: string } | { length: number; sha256: string };

export type Event =
  | ['log', level: string, text: string]
  | ['hostCall', namespace: string, name: string, input: Written, output: string | null];

/** What libextism made of a call. */
export interface Expectation {
  outcome:
    | ({ kind: 'output' } & Written)
    | { kind: 'loadFailure'; message: string }
    /** `code` is what `extism_plugin_call` returned; without a message, the plug-in set none. */
    | { kind: 'failure'; code: number; message?: string; output?: Written }
    | { kind: 'exit'; code: number; output?: Written }
    | { kind: 'timeout' }
    | { kind: 'crash'; how: string };
  events?: Event[];
  stdout?: string;
  stderr?: string;
}

export interface Expectations {
  libextism: string;
  calls: Record<string, Expectation>;
}

export const readExpectations = (): Expectations => readJson('expectations.json') as Expectations;
