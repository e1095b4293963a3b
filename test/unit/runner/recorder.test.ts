import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { CallEvent } from '../../../src/core/call';
import { CallLog } from '../../../src/core/callLog';
import { Recorder } from '../../../src/runner/recorder';

const log = (text: string): CallEvent => ({ kind: 'log', level: 'info', text });

/** What a call has in the history. */
function record(events: Iterable<CallEvent>, ends = true): CallEvent[] {
  const calls = new CallLog();
  const call = calls.begin({ plugin: 'file:///a.wasm', function: 'f' }, 0);
  const recorder = new Recorder();
  recorder.tellTo((some) => calls.addEvents(call, some));
  for (const event of events) recorder.add(event);
  if (ends) recorder.end();
  return call.events;
}

describe('The recorder', () => {
  it('tells what was before somebody listened, then each of the first events at once', () => {
    const told: CallEvent[][] = [];
    const recorder = new Recorder();
    recorder.add(log('1'));
    recorder.add(log('2'));
    recorder.tellTo((events) => told.push(events));
    recorder.add(log('3'));
    recorder.add(log('4'));
    assert.deepEqual(told, [[log('1'), log('2')], [log('3')], [log('4')]]);
    recorder.end();
    assert.equal(told.length, 3, 'and nothing where there is nothing left');
  });

  it('keeps all of up to 1,100 events', () => {
    for (const count of [0, 1, 1_000, 1_100]) {
      const events = Array.from({ length: count }, (_, index) => log(String(index)));
      assert.deepEqual(record(events), events);
    }
  });

  it('keeps the first 1,000 and the last 100 of more', () => {
    for (const count of [1_101, 1_199, 1_200, 1_201, 10_000]) {
      const told = record(Array.from({ length: count }, (_, index) => log(String(index))));
      assert.deepEqual(told.slice(999, 1_002), [log('999'), { kind: 'omitted', count: count - 1_100 }, log(String(count - 100))]);
      assert.deepEqual([told.length, told.at(-1)], [1_101, log(String(count - 1))]);
    }
  });

  it('tells that there is more at once, for a call that is killed', () => {
    const events = Array.from({ length: 2_000 }, (_, index) => log(String(index)));
    assert.deepEqual(record(events, false), [...events.slice(0, 1_000), { kind: 'omitted' }]);
  });

  it('keeps the first 4 million characters', () => {
    const told = record(Array.from({ length: 1_000 }, () => log('x'.repeat(100_000))));
    const omitted = told.findIndex(({ kind }) => kind === 'omitted');
    assert.deepEqual([omitted, told[omitted]], [39, { kind: 'omitted', count: 861 }]);
    assert.ok(JSON.stringify(told).length < 4_500_000);
  });

  it('cuts a text that is very long, each text of an event by itself', () => {
    const long = `${'x'.repeat(999_999)}👋${'y'.repeat(10)}`;
    const cut = `${'x'.repeat(999_999)}… (12 more characters)`;
    assert.deepEqual(record([log(long)]), [log(cut)]);
    const call: CallEvent = { kind: 'hostCall', namespace: 'env', name: 'f', input: long, output: 'short', micros: 1 };
    assert.deepEqual(record([call]), [{ ...call, input: cut }]);
  });
});
