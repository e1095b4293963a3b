import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { inPieces } from '../../../src/protocol/pieces';
import type { Port } from '../../../src/protocol/rpc';

const MiB = 1024 * 1024;

/** Bytes of which no two pieces are alike. */
const bytes = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, at) => at ^ (at >>> 8) ^ (at >>> 16));

/** One end that sends, and what goes over the wire and arrives at the other end. */
function start() {
  const wire: unknown[] = [];
  const arrived: unknown[] = [];
  const listeners: ((message: unknown) => void)[] = [];
  const end: Port = {
    send: (message) => {
      const copy: unknown = structuredClone(message);
      wire.push(copy);
      for (const listener of listeners) listener(copy);
    },
    onMessage: (listener) => void listeners.push(listener),
  };
  const turns: (() => void)[] = [];
  const port = inPieces(end, (run) => turns.push(run));
  inPieces(end, () => undefined).onMessage((message) => arrived.push(message));
  /** Until nothing waits. */
  const turn = (): void => {
    for (let run = turns.shift(); run; run = turns.shift()) run();
  };
  return { send: (message: unknown) => port.send(message), wire, arrived, turn };
}

const request = (input?: Uint8Array) => ({ kind: 'request', id: 1, method: 'run', params: { path: '/a.wasm', input } });
const response = (output: Uint8Array) => ({ kind: 'response', id: 1, result: { outcome: { kind: 'output', bytes: output } } });

describe('A port in pieces', () => {
  it('sends as they are messages without large bytes', () => {
    const { send, wire, arrived } = start();
    const messages = [request(), request(bytes(MiB)), { kind: 'event', event: { kind: 'ready' } }];
    messages.forEach(send);
    assert.deepEqual(wire, messages);
    assert.deepEqual(arrived, messages);
  });

  it('sends large bytes in pieces, one a turn, and whole again at the other end', () => {
    const { send, wire, arrived, turn } = start();
    const message = response(bytes(3 * MiB + 5));
    send(message);
    assert.equal(wire.length, 1);
    assert.equal(arrived.length, 0);
    turn();
    assert.equal(wire.length, 5);
    assert.deepEqual(arrived, [message]);
    assert.equal(message.result.outcome.bytes.length, 3 * MiB + 5, 'the message itself is left as it was');
  });

  it('keeps the order of messages', () => {
    const { send, arrived, turn } = start();
    const messages = [request(bytes(2 * MiB)), request(bytes(8)), response(bytes(MiB + 1)), request()];
    messages.forEach(send);
    turn();
    assert.deepEqual(arrived, messages);
    send(messages[1]);
    assert.equal(arrived.length, 5, 'nothing waits any more');
  });

  it('keeps apart what one message has in two places', () => {
    const { send, arrived, turn } = start();
    const message = { input: bytes(2 * MiB), nested: { output: bytes(MiB + 3), small: bytes(3) } };
    send(message);
    turn();
    assert.deepEqual(arrived, [message]);
  });

  it('refuses more than an editor could hold', () => {
    const { send } = start();
    const huge = new Uint8Array(0);
    Object.defineProperty(huge, 'length', { value: 2 ** 31 });
    assert.throws(() => send(response(huge)), /over 1 GiB/);
  });
});
