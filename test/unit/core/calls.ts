import type { Call, CallEvent, CallResult, Outcome } from '../../../src/core/call';

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A moment of the day wherever the tests run: 12:03:44.120. */
export const NOON = new Date(2026, 6, 30, 12, 3, 44, 120).getTime();

export const output = (text: string): Outcome => ({ kind: 'output', bytes: utf8(text) });

export const resultOf = (outcome: Outcome, more: Partial<CallResult> = {}): CallResult => ({
  outcome,
  millis: { start: 45.2, compile: 6.1, instantiate: 1.5, call: 1.2, total: 54.3 },
  memoryPages: { before: 37, after: 38 },
  allocations: { count: 4, bytes: 2048 },
  warnings: [],
  ...more,
});

export const endedCall = (outcome: Outcome, more: Partial<Call> = {}): Call => ({
  id: 1,
  plugin: 'file:///simple.wasm',
  function: 'say_hello',
  startedAt: NOON,
  events: [],
  result: resultOf(outcome),
  ...more,
});

/** One of each kind of event. */
export const EVENTS = {
  hostCall: {
    kind: 'hostCall',
    namespace: 'env',
    name: 'hostMemoryGet',
    input: 'hello',
    output: '👋 Hello World 🌍',
    hit: true,
    micros: 18,
  },
  miss: {
    kind: 'hostCall',
    namespace: 'env',
    name: 'hostMemoryGet',
    input: 'mesage',
    output: '',
    hit: false,
    suggestion: 'message',
    micros: 9,
  },
  failed: { kind: 'hostCall', namespace: 'env', name: 'hostSendMail', input: 'to\tyou', error: 'no\nserver', micros: 1234 },
  mocked: { kind: 'hostCall', namespace: 'env', name: 'hostSendMail', mocked: true, micros: 2 },
  waiting: { kind: 'http', method: 'GET', url: 'https://example.com/', micros: 100_000 },
  answered: { kind: 'http', method: 'GET', url: 'https://example.com/', status: 200, bytes: 1234, micros: 200_000 },
  refused: { kind: 'http', method: 'POST', url: 'https://example.com/', error: 'connection refused', micros: 300 },
  log: { kind: 'log', level: 'info', text: 'greeting composed' },
  stdout: { kind: 'stdout', text: 'one\r\ntwo\n' },
  stderr: { kind: 'stderr', text: 'three' },
  set: { kind: 'var', operation: 'set', name: 'count', bytes: 8 },
  get: { kind: 'var', operation: 'get', name: 'count' },
  delete: { kind: 'var', operation: 'delete', name: 'count' },
  config: { kind: 'config', key: 'greeting', found: false },
  omitted: { kind: 'omitted', count: 4711 },
} as const satisfies Record<string, CallEvent>;
