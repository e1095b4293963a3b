import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Call, CallEvent, Outcome } from '../../../../src/core/call';
import { failure } from '../../../../src/core/failures/failure';
import type { TreeNode } from '../../../../src/core/tree/node';
import { areOfSeveralPlugins, projectCall } from '../../../../src/core/tree/calls';
import { endedCall, EVENTS, NOON, output, resultOf, utf8 } from '../calls';

const project = (...calls: Call[]): TreeNode[] =>
  calls.map((call) => projectCall(call, 'simple.wasm', { saysPlugin: areOfSeveralPlugins(calls) }));

const PLUGIN = 'file:///simple.wasm';
const TIMES = `simple.wasm › say_hello
Started: 12:03:44.120
Compile 6.1 ms · instantiate 1.5 ms · call 1.2 ms · total 54.3 ms
Memory: 37 → 38 pages · 4 allocations of 2.0 KB`;
const passed = { icon: 'pass', color: 'testing.iconPassed' };
const failed = { icon: 'error', color: 'testing.iconFailed' };

/** An event of call 1; one with a context can be shown whole. */
const event = (index: number, node: Omit<TreeNode, 'id'>, missed: { missedKey?: string } = {}): TreeNode => ({
  id: `1#${index}`,
  ...node,
  ...(node.context !== undefined && { target: { kind: 'event', plugin: PLUGIN, call: 1, event: index, ...missed } }),
});

const moreNode = (count: number): TreeNode => ({ id: '1#more', label: `… ${count} more events in the output channel` });

/** The rows of a call that has a transcript. */
const rowsOf = (outcome: Outcome, events: CallEvent[]) => {
  const [call] = project(endedCall(outcome, { events, result: resultOf(outcome, { transcript: '/call-1.txt' }) }));
  assert.equal(call?.context, 'call.ended.transcript');
  return call.children ?? [];
};

const described = ({ description }: TreeNode) => description;

describe('The Calls view', () => {
  it('is empty without calls', () => assert.deepEqual(project(), []));

  it('says which plug-in calls are of where they are of several', () => {
    const one = endedCall(output('x'), { id: 1 });
    const other = endedCall(output('x'), { id: 2, plugin: 'file:///other.wasm' });
    assert.deepEqual(project(one, { ...one, id: 3 }).map(described), ['1 B · 1.2 ms', '1 B · 1.2 ms']);
    assert.deepEqual(project(other, one).map(described), ['simple.wasm  1 B · 1.2 ms', 'simple.wasm  1 B · 1.2 ms']);
  });

  it('shows calls that run, that passed and that failed', () => {
    const trap = failure('trap', 'trapped:\nunreachable', {
      detail: 'A panic.\nIts logs tell more.',
      frames: [
        { name: 'inner', place: { path: '/work/src/lib.rs', line: 12, column: 5 }, offset: 1 },
        { name: 'outer', offset: 31, times: 3 },
      ],
      bytes: Uint8Array.of(0),
    });
    const running: Call = { id: 3, plugin: PLUGIN, function: 'say_hello', startedAt: NOON, events: [] };
    assert.deepEqual(
      project(
        running,
        endedCall(trap, { id: 2, input: utf8('') }),
        endedCall(output('👋\nHello'), { id: 1, input: utf8('Bob'), events: [EVENTS.hostCall] }),
      ),
      [
        {
          id: '3',
          label: 'say_hello',
          description: 'running…',
          tooltip: 'simple.wasm › say_hello\nStarted: 12:03:44.120',
          icon: 'loading~spin',
          context: 'call.running',
          target: { kind: 'call', call: 3 },
        },
        {
          id: '2',
          label: 'say_hello',
          description: 'trapped:↵unreachable',
          tooltip: TIMES.replace('\n', '\nInput: ""\n'),
          ...failed,
          context: 'call.output',
          target: { kind: 'call', call: 2 },
          children: [
            { id: '2#output', label: 'binary output', description: '1 B', icon: 'output' },
            {
              id: '2#frame:0',
              label: 'inner',
              description: 'lib.rs:12',
              tooltip: 'inner\n/work/src/lib.rs:12:5',
              icon: 'debug-stackframe',
              target: { kind: 'frame', call: 2, frame: 0 },
            },
            { id: '2#frame:1', label: 'outer', description: '0x1f · 3 times', tooltip: 'outer\n0x1f', icon: 'debug-stackframe' },
            { id: '2#detail', label: 'A panic.↵Its logs tell more.', tooltip: 'A panic.\nIts logs tell more.', icon: 'lightbulb' },
          ],
        },
        {
          id: '1',
          label: 'say_hello',
          description: '"Bob"  10 B · 1.2 ms',
          tooltip: TIMES.replace('\n', '\nInput: "Bob"\n'),
          ...passed,
          context: 'call.output',
          target: { kind: 'call', call: 1 },
          children: [
            {
              id: '1#0',
              label: 'hostMemoryGet("hello") = "👋 Hello World 🌍"',
              description: '18 µs',
              tooltip: 'env.hostMemoryGet("hello") = "👋 Hello World 🌍"',
              icon: 'arrow-right',
              context: 'event',
              target: { kind: 'event', plugin: PLUGIN, call: 1, event: 0 },
            },
            { id: '1#output', label: '👋↵Hello', description: '10 B', icon: 'output' },
          ],
        },
      ] satisfies TreeNode[],
    );
  });

  it('shows each kind of event', () => {
    const [call] = project(endedCall(output(''), { events: Object.values(EVENTS) }));
    assert.equal(call?.context, 'call.ended');
    assert.deepEqual(call.children, [
      event(0, {
        label: 'hostMemoryGet("hello") = "👋 Hello World 🌍"',
        description: '18 µs',
        tooltip: 'env.hostMemoryGet("hello") = "👋 Hello World 🌍"',
        icon: 'arrow-right',
        context: 'event',
      }),
      event(
        1,
        {
          label: 'hostMemoryGet("mesage") = "" · not found; did you mean "message"?',
          description: '9 µs',
          tooltip: 'env.hostMemoryGet("mesage") = "" · not found; did you mean "message"?',
          icon: 'question',
          color: 'problemsWarningIcon.foreground',
          context: 'event.miss',
        },
        { missedKey: 'mesage' },
      ),
      event(2, {
        label: 'hostSendMail("to you") failed: no↵server',
        description: '1.2 ms',
        tooltip: 'env.hostSendMail("to you") failed: no↵server',
        ...failed,
        context: 'event',
      }),
      event(3, {
        label: 'hostSendMail() (mock) = null',
        description: '2 µs',
        tooltip: 'env.hostSendMail() (mock) = null',
        icon: 'arrow-right',
        context: 'event',
      }),
      event(4, {
        label: 'GET https://example.com/ waiting…',
        description: '100 ms',
        tooltip: 'GET https://example.com/',
        icon: 'globe',
        context: 'event',
      }),
      event(5, {
        label: 'GET https://example.com/ 200 · 1.2 KB',
        description: '200 ms',
        tooltip: 'GET https://example.com/',
        icon: 'globe',
        context: 'event',
      }),
      event(6, {
        label: 'POST https://example.com/ failed: connection refused',
        description: '300 µs',
        tooltip: 'POST https://example.com/\nconnection refused',
        ...failed,
        context: 'event',
      }),
      event(7, { label: 'greeting composed', description: 'info', icon: 'info', context: 'event' }),
      event(8, { label: 'one↵two', description: 'stdout', icon: 'terminal', context: 'event' }),
      event(9, { label: 'three', description: 'stderr', icon: 'terminal', context: 'event' }),
      event(10, { label: 'var "count" ← 8 B', icon: 'symbol-variable' }),
      event(11, { label: 'var "count" is not set', icon: 'symbol-variable' }),
      event(12, { label: 'var "count" deleted', icon: 'symbol-variable' }),
      event(13, { label: 'config "greeting"', description: 'is not set', icon: 'settings-gear' }),
      event(14, {
        label: '… 4,711 more events left out',
        icon: 'ellipsis',
        description: 'to keep all, turn on extism.transcripts',
        target: { kind: 'leftOut', call: 1 },
      }),
    ]);
  });

  it('offers to add the key that was missed, where that is of host memory, also where the miss failed the call', () => {
    const missed = ['hostMemoryGet', 'hostGetMessage', 'hostGetEnv'].map((name): CallEvent => ({
      kind: 'hostCall',
      namespace: 'env',
      name,
      input: 'helo',
      hit: false,
      error: 'no such key',
      micros: 1,
    }));
    const [call] = project(endedCall(failure('hostFunctionError', 'no such key'), { events: missed }));
    assert.deepEqual(
      call?.children?.map(({ context, icon }) => [context, icon]),
      [
        ['event.miss', failed.icon],
        ['event.miss', failed.icon],
        ['event', failed.icon],
      ],
    );
  });

  it('has an icon for each level', () => {
    const events = (['trace', 'debug', 'info', 'warn', 'error'] as const).map((level): CallEvent => ({ kind: 'log', level, text: '' }));
    const [call] = project(endedCall(output(''), { events }));
    assert.deepEqual(
      call?.children?.map(({ icon }) => icon),
      ['note', 'debug', 'info', 'warning', 'error'],
    );
  });

  it('shows what is missing, what would be otherwise elsewhere, and offers to allow a host', () => {
    const missing = [
      { namespace: 'a.b', name: 'c' },
      { namespace: 'a', name: 'b.c' },
    ];
    const denied = failure('denied', 'HTTP request to example.com is not allowed', { missing, deniedHost: 'example.com' });
    const [call] = project(endedCall(denied, { result: resultOf(denied, { warnings: ['one\ntwo'] }) }));
    assert.deepEqual(call?.children, [
      {
        id: '1#missing:0',
        label: 'c',
        description: 'a.b · not provided',
        ...failed,
        context: 'hostImport.missing',
        target: { kind: 'hostImport', plugin: PLUGIN, namespace: 'a.b', name: 'c' },
      },
      {
        id: '1#missing:1',
        label: 'b.c',
        description: 'a · not provided',
        ...failed,
        context: 'hostImport.missing',
        target: { kind: 'hostImport', plugin: PLUGIN, namespace: 'a', name: 'b.c' },
      },
      { id: '1#allowHost', label: 'Allow host example.com', icon: 'shield', context: 'allowHost', target: { kind: 'call', call: 1 } },
      { id: '1#warning:0', label: 'one↵two', tooltip: 'one\ntwo', icon: 'warning', color: 'problemsWarningIcon.foreground' },
    ]);
  });

  it('shows no more than 200 events of a call', () => {
    const [call] = project(endedCall(output(''), { events: Array(203).fill(EVENTS.log) }));
    assert.equal(call?.children?.length, 201);
    assert.deepEqual(call.children.at(-1), { id: '1#more', label: '… 3 more events in the output channel' });
  });

  it('shows that events were left out, wherever that was', () => {
    const [before, after] = [Array<CallEvent>(1_000).fill(EVENTS.log), Array<CallEvent>(100).fill(EVENTS.log)];
    const leftOut: TreeNode = {
      id: '1#1000',
      label: '… 4,711 more events left out',
      icon: 'ellipsis',
      description: 'show transcript',
      target: { kind: 'leftOut', call: 1 },
    };
    const passedCall = rowsOf(output(''), [...before, EVENTS.omitted, ...after]);
    assert.deepEqual([passedCall.length, ...passedCall.slice(-2)], [202, moreNode(900), leftOut]);
    const failedCall = rowsOf(failure('trap', 'trapped'), [...before, EVENTS.omitted, ...after]);
    assert.deepEqual([failedCall.length, failedCall[0], failedCall[100]], [201, moreNode(901), leftOut]);
    const early = rowsOf(failure('trap', 'trapped'), [EVENTS.omitted, ...before]);
    assert.deepEqual([early.length, ...early.slice(0, 2)], [202, moreNode(800), { ...leftOut, id: '1#0' }]);
  });

  it('knows text although what it shows of it ends within a character', () => {
    const [call] = project(endedCall(output(`${'x'.repeat(4_095)}👋`)));
    assert.deepEqual(call?.children, [{ id: '1#output', label: `${'x'.repeat(199)}…`, description: '4.0 KB', icon: 'output' }]);
  });

  it('tells a call with an empty input from one without', () => {
    assert.deepEqual(
      project(endedCall(output(''), { input: utf8('') }), endedCall(output(''))).map(({ description }) => description),
      ['""  0 B · 1.2 ms', '0 B · 1.2 ms'],
    );
  });
});
