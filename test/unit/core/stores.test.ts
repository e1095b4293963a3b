import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Call } from '../../../src/core/call';
import type { CallEvent } from '../../../src/core/call';
import { CallLog } from '../../../src/core/callLog';
import { Emitter } from '../../../src/core/emitter';
import { mergeHostMemory } from '../../../src/core/hostMemory';
import { NO_RUNNER_STATE, RunnerStates } from '../../../src/core/runnerState';
import { EVENTS, NOON, output, resultOf, utf8 } from './calls';

const HEAD = { plugin: 'file:///a.wasm', function: 'f' };

describe('Emitter', () => {
  it('tells every listener until it is disposed, and each of them once', () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    const listener = (value: number) => heard.push(`a${value}`);
    emitter.event(listener);
    const second = emitter.event((value) => heard.push(`b${value}`));
    emitter.event(listener);
    emitter.fire(1);
    second.dispose();
    second.dispose();
    emitter.fire(2);
    assert.deepEqual(heard, ['a1', 'b1', 'a2']);
  });
});

const write = (kind: 'stdout' | 'stderr', text: string): CallEvent => ({ kind, text });

describe('CallLog', () => {
  it('keeps calls newest first, with what happened in them', () => {
    const log = new CallLog();
    const changed: (number | undefined)[] = [];
    const ended: Call[] = [];
    log.onDidChange((call) => changed.push(call?.id));
    log.onDidEnd((call) => ended.push(call));
    const first = log.begin({ ...HEAD, input: utf8('x'), timeout: 5 }, NOON);
    const second = log.begin(HEAD, NOON + 1);
    log.addEvents(first, [EVENTS.log, EVENTS.stdout]);
    const result = resultOf(output('y'));
    log.end(first, result);
    assert.deepEqual(log.calls, [
      { id: 2, ...HEAD, startedAt: NOON + 1, events: [] },
      { id: 1, ...HEAD, input: utf8('x'), timeout: 5, startedAt: NOON, events: [EVENTS.log, EVENTS.stdout], result },
    ]);
    assert.deepEqual([changed, ended], [[1, 2, 1, 1], [first]]);
    assert.deepEqual([log.get(2), log.get(3)], [second, undefined]);
  });

  it('forgets what has ended when it is cleared, and gives no number twice', () => {
    const log = new CallLog();
    const changed: unknown[] = [];
    const running = log.begin(HEAD, NOON);
    log.end(log.begin(HEAD, NOON), resultOf(output('')));
    log.onDidChange((call) => changed.push(call));
    log.clear();
    assert.deepEqual([log.calls, changed], [[running], [undefined]]);
    assert.equal(log.begin(HEAD, NOON).id, 3);
  });

  it('keeps 200 calls', () => {
    const log = new CallLog();
    for (let count = 0; count < 201; count += 1) log.begin(HEAD, NOON);
    assert.deepEqual([log.calls.length, log.calls[0]?.id, log.calls.at(-1)?.id, log.get(1)], [200, 201, 2, undefined]);
  });

  it('keeps no more than 256 MiB of inputs and outputs, and the last call whatever it has', () => {
    const log = new CallLog();
    const end = (mebibytes: number): void => {
      const call = log.begin(HEAD, NOON);
      log.end(call, resultOf({ kind: 'output', bytes: new Uint8Array(mebibytes * 1024 ** 2) }));
    };
    const waiting = log.begin(HEAD, NOON);
    for (let count = 0; count < 4; count += 1) end(100);
    assert.deepEqual(
      log.calls.map(({ id }) => id),
      [5, 4, waiting.id],
    );
    end(300);
    assert.deepEqual(
      log.calls.map(({ id }) => id),
      [6, waiting.id],
    );
  });

  it('puts a line together that was written piece by piece', () => {
    const log = new CallLog();
    const call = log.begin({ plugin: 'file:///simple.wasm', function: 'f' }, 0);
    log.addEvents(call, [write('stderr', 'panic: '), write('stderr', 'no name'), write('stdout', 'a')]);
    log.addEvents(call, [write('stdout', 'b\n'), write('stdout', 'c'), write('stderr', '\n')]);
    assert.deepEqual(call.events, [
      write('stderr', 'panic: no name'),
      write('stdout', 'ab\n'),
      write('stdout', 'c'),
      write('stderr', '\n'),
    ]);
    log.addEvents(
      call,
      Array.from({ length: 300 }, () => write('stdout', 'x'.repeat(1_000))),
    );
    assert.ok(call.events.length > 20, 'a line without end is no one text');
  });

  it('puts the answer of an HTTP request in the place of its waiting', () => {
    const log = new CallLog();
    const call = log.begin(HEAD, NOON);
    log.addEvents(call, [EVENTS.waiting]);
    log.addEvents(call, [EVENTS.answered, EVENTS.waiting, EVENTS.refused, EVENTS.answered]);
    assert.deepEqual(call.events, [EVENTS.answered, EVENTS.refused, EVENTS.answered]);
  });
});

describe('mergeHostMemory', () => {
  it('takes each key from the narrowest scope that has it, in order of keys', () => {
    const own = JSON.parse('{"__proto__":"own"}') as Record<string, string>;
    assert.deepEqual(
      mergeHostMemory({
        user: { b: 'user', a: 'user', ...own },
        workspace: { B: 'workspace', a: 'workspace', b: 'workspace' },
        folder: { a: 'folder' },
      }),
      [
        { key: '__proto__', value: 'own', scope: 'user' },
        { key: 'a', value: 'folder', scope: 'folder' },
        { key: 'b', value: 'workspace', scope: 'workspace' },
        { key: 'B', value: 'workspace', scope: 'workspace' },
      ],
    );
  });
});

describe('RunnerStates', () => {
  it('keeps what a plug-in set until its runner ends, and the wish to keep its instance after that', () => {
    const states = new RunnerStates();
    let changes = 0;
    states.onDidChange(() => (changes += 1));
    states.runnerEnded('a');
    assert.deepEqual([states.get('a'), changes], [NO_RUNNER_STATE, 0]);

    const variables = [{ name: 'n', size: 1, value: '1' }];
    states.setKeepsInstance('a', true);
    states.setHostMemory('a', [['x', '1']]);
    states.setHostMemory('a', [
      ['y', '2'],
      ['x', '3'],
    ]);
    states.setVariables('a', variables);
    const hostMemory = new Map([
      ['x', '3'],
      ['y', '2'],
    ]);
    assert.deepEqual([...states.all], [['a', { hostMemory, keepsInstance: true, variables }]]);
    states.runnerEnded('a');
    assert.deepEqual([states.get('a'), states.get('b'), changes], [{ ...NO_RUNNER_STATE, keepsInstance: true }, NO_RUNNER_STATE, 5]);
  });

  it('forgets the variables of an instance that is no longer kept', () => {
    const states = new RunnerStates();
    states.setKeepsInstance('a', true);
    states.setVariables('a', [{ name: 'n', size: 1, value: '1' }]);
    states.setKeepsInstance('a', false);
    assert.deepEqual(states.get('a'), NO_RUNNER_STATE);
  });
});
