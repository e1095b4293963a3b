// Puts what libextism and our runner made of a call in the same words.
import { createHash } from 'node:crypto';
import type { CallEvent, Failure, FailureReason, Outcome } from '../../src/core/call';
import { traceText } from '../../src/core/format/bytes';
import type { Event, Expectation, Written } from './calls';

/** What came of a call, in words that are equal where the two agree. */
export interface Summary {
  outcome: string;
  events: string;
  stdout: string;
  stderr: string;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** As `written` in libextism.py. */
function written(bytes: Uint8Array): Written {
  if (bytes.length > 4096) return { length: bytes.length, sha256: sha256(bytes) };
  const text = Buffer.from(bytes).toString();
  return Buffer.from(text).equals(bytes) ? { text } : { base64: Buffer.from(bytes).toString('base64') };
}

function quoteWritten(output: Written): string {
  if ('text' in output) return JSON.stringify(output.text);
  if ('base64' in output) return `base64 ${output.base64}`;
  return `${output.length} bytes, SHA-256 ${output.sha256}`;
}

const withOutput = (what: string, output: Written | undefined): string =>
  output === undefined ? what : `${what} after the output ${quoteWritten(output)}`;

/** What each of the two says in its own words. */
const LOAD_FAILURES: [RegExp, string][] = [
  [/^unknown import/, 'an import is missing'],
  [/^types incompatible/, 'an import has another type'],
  [/^Hash mismatch/, 'the hash is of something else'],
  [
    /^expected |unexpected end-of-file|^(Unknown manifest format|Duplicate module name|No wasm files|Unable to load Wasm file|io: )/,
    'not a plug-in',
  ],
];
const FAILURES: [RegExp, string][] = [
  [/^(Function not found|expected \d+ arguments|.* has \d+ results)/, 'no such function'],
  [/^wasm trap: wasm `unreachable`|^trapped: unreachable$/, 'trapped: unreachable'],
  [/^wasm trap: out of bounds memory access|^trapped: memory access out of bounds$/, 'trapped: outside of memory'],
  [/^wasm trap: integer divide by zero|^trapped: divide by zero$/, 'trapped: divided by zero'],
  [/^wasm trap: call stack exhausted|^trapped: Maximum call stack size exceeded$/, 'trapped: recursed too deep'],
  [/^wasm trap: uninitialized element|^trapped: (null function|table index is out of bounds)/, 'trapped: called no function'],
  [/^oom$|^ran out of memory$/, 'ran out of memory'],
  [/^Vars are disabled by this host$|variables are turned off$/, 'variables are turned off'],
  [/^Variable store is full$|^the variables are full/, 'the variables are full'],
  [/^invalid handle offset for|where no block of Extism memory begins$/, 'no block begins at the offset'],
  [/^No such file or directory|^cannot give the plug-in the folder .* no such folder$/, 'no such folder'],
  [
    /^(io: |Invalid URL|bad uri|HTTP response exceeds|unknown field|missing field|expected value|EOF while parsing)/,
    'the HTTP request failed',
  ],
  [/^HTTP request to .* is not allowed|^the host .* is not allowed/, 'the host is not allowed'],
];

const inWords = (message: string, table: [RegExp, string][]): string => table.find(([pattern]) => pattern.test(message))?.[1] ?? message;

function describeTheirs(outcome: Expectation['outcome']): string {
  switch (outcome.kind) {
    case 'output':
      return `output ${quoteWritten(outcome)}`;
    case 'loadFailure': {
      // a call is what loads a plug-in here, and fails of either
      const message = outcome.message.replace(/^Unable to (compile|create) Extism plugin: /, '');
      const loading = inWords(message, LOAD_FAILURES);
      return loading === message ? `failed: ${inWords(message, FAILURES)}` : `cannot be loaded: ${loading}`;
    }
    case 'failure': {
      const { code, message, output } = outcome;
      return withOutput(message === undefined ? `returned ${code}` : `failed: ${inWords(message, FAILURES)}`, output);
    }
    case 'exit':
      return withOutput(`exited with code ${outcome.code}`, outcome.output);
    case 'timeout':
      return 'did not end';
    case 'crash':
      return `the host crashed: ${outcome.how}`;
  }
}

/** A total map: a new reason has to be put in words here. */
const REASONS: Record<FailureReason, (failure: Failure) => string> = {
  missingImport: () => 'cannot be loaded: an import is missing',
  wasiOff: () => 'cannot be loaded: an import is missing',
  oldAbi: () => 'cannot be loaded: an import is missing',
  signatureMismatch: () => 'cannot be loaded: an import has another type',
  notAModule: () => 'cannot be loaded: not a plug-in',
  hashMismatch: () => 'cannot be loaded: the hash is of something else',
  noSuchFunction: () => 'failed: no such function',
  pluginError: ({ message }) => `failed: ${message}`,
  returnCode: ({ exitCode }) => `returned ${exitCode}`,
  trap: ({ message }) => `failed: ${inWords(message, FAILURES)}`,
  exit: ({ exitCode }) => `exited with code ${exitCode}`,
  timeout: () => 'did not end',
  cancelled: () => 'cancelled',
  outOfMemory: ({ message }) => `failed: ${inWords(message, FAILURES)}`,
  denied: ({ message }) => `failed: ${inWords(message, FAILURES)}`,
  httpError: () => 'failed: the HTTP request failed',
  hostFunctionError: ({ message }) => `failed: ${message}`,
  runnerDied: ({ message }) => `the runner died: ${message}`,
};

function describeOurs(outcome: Outcome): string {
  if (outcome.kind === 'output') return `output ${quoteWritten(written(outcome.bytes))}`;
  return withOutput(REASONS[outcome.reason](outcome), outcome.bytes && written(outcome.bytes));
}

/** The text of one of the streams. */
const textOf = (events: readonly CallEvent[], kind: 'stdout' | 'stderr'): string =>
  events.map((event) => (event.kind === kind ? event.text : '')).join('');

/** Bytes that were written down whole. */
function bytesOf(input: Written): Uint8Array {
  if ('text' in input) return new TextEncoder().encode(input.text);
  if ('base64' in input) return Uint8Array.from(Buffer.from(input.base64, 'base64'));
  throw new Error('an input of a host call is short');
}

/** As our trace tells it. */
function showTheirs(event: Event): string {
  if (event[0] === 'log') return JSON.stringify(event);
  const [, namespace, name, input, output] = event;
  return JSON.stringify(['hostCall', namespace, name, traceText(bytesOf(input)), output]);
}

export const summarizeTheirs = ({ outcome, events = [], stdout = '', stderr = '' }: Expectation): Summary => ({
  outcome: describeTheirs(outcome),
  events: events.map(showTheirs).join('\n'),
  stdout,
  stderr,
});

export const summarizeOurs = (outcome: Outcome, events: readonly CallEvent[]): Summary => ({
  outcome: describeOurs(outcome),
  events: events
    .flatMap((event) => {
      if (event.kind === 'log') return [JSON.stringify(['log', event.level, event.text])];
      if (event.kind !== 'hostCall') return [];
      const { namespace, name, input = '', output = null } = event;
      return [JSON.stringify(['hostCall', namespace, name, input, output])];
    })
    .join('\n'),
  stdout: textOf(events, 'stdout'),
  stderr: textOf(events, 'stderr'),
});
