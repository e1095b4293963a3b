import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Call, CallEvent, Failure } from '../../../../src/core/call';
import { failure } from '../../../../src/core/failures/failure';
import {
  ALLOW_HOST,
  formatCall,
  formatHostCall,
  formatInvocation,
  formatResult,
  LEFT_OUT,
  leftOutLines,
  outputBytes,
  shortName,
  SHOW_WHOLE_OUTPUT,
} from '../../../../src/core/format/call';
import { endedCall, EVENTS, output, resultOf, utf8 } from '../calls';

const GREETING = '👋 Hello 👋 Hello from VS Code\nkey: hello, value: 👋 Hello World 🌍\nkey: message, value: I 💜 Extism 😍';

/** The lines of a call's block between its first and the empty ones at its end. */
function body(call: Call): string[] {
  const lines = formatCall(call, 'simple.wasm').split('\n');
  assert.deepEqual(lines.slice(-2), ['', '']);
  return lines.slice(1, -2);
}

const failed = (outcome: Failure, more?: Partial<Call>): string[] => body(endedCall(outcome, more));

describe('A call in the output channel', () => {
  it('is what the article prints, and what led to it', () => {
    const call = endedCall(output(GREETING), {
      input: utf8('👋 Hello from VS Code'),
      events: [
        EVENTS.hostCall,
        { kind: 'hostCall', namespace: 'env', name: 'hostMemoryGet', input: 'message', output: 'I 💜 Extism 😍', micros: 9 },
        EVENTS.log,
        EVENTS.stdout,
      ],
    });
    assert.equal(
      formatCall(call, 'simple.wasm'),
      `▶ simple.wasm › say_hello("👋 Hello from VS Code")            12:03:44.120
  → hostMemoryGet("hello") = "👋 Hello World 🌍"  18 µs
  → hostMemoryGet("message") = "I 💜 Extism 😍"  9 µs
  info: greeting composed
  stdout: one
  stdout: two
👋 Hello 👋 Hello from VS Code
key: hello, value: 👋 Hello World 🌍
key: message, value: I 💜 Extism 😍
✓ 115 bytes in 1.2 ms

`,
    );
  });

  it('has a line for every kind of event', () => {
    assert.deepEqual(body(endedCall(output(''), { events: Object.values(EVENTS) })), [
      '  → hostMemoryGet("hello") = "👋 Hello World 🌍"  18 µs',
      '  → hostMemoryGet("mesage") = "" · not found; did you mean "message"?  9 µs',
      '  → hostSendMail("to you") failed: no↵server  1.2 ms',
      '  → hostSendMail() (mock) = null  2 µs',
      '  ⇄ GET https://example.com/ waiting…  100 ms',
      '  ⇄ GET https://example.com/ 200 · 1.2 KB  200 ms',
      '  ⇄ POST https://example.com/ failed: connection refused  300 µs',
      '  info: greeting composed',
      '  stdout: one',
      '  stdout: two',
      '  stderr: three',
      '  var "count" ← 8 B',
      '  var "count" is not set',
      '  var "count" deleted',
      '  config "greeting" is not set',
      '  … 4,711 more events left out · to keep all, turn on extism.transcripts · call 1',
      '✓ 0 bytes in 1.2 ms',
    ]);
  });

  it('says how to have what was left out', () => {
    const call = endedCall(output(''), { id: 7, events: [EVENTS.omitted] });
    assert.deepEqual(leftOutLines(call), ['  … 4,711 more events left out · to keep all, turn on extism.transcripts · call 7']);
    const [line = ''] = leftOutLines({ ...call, result: resultOf(output(''), { transcript: '/call-7.txt' }) });
    assert.equal(line, '  … 4,711 more events left out · show transcript · call 7');
    assert.equal(LEFT_OUT.exec(line)?.[1], '7');
    const [uncounted = ''] = leftOutLines({ ...call, events: [{ kind: 'omitted' }] });
    assert.equal(uncounted, '  … more events left out · to keep all, turn on extism.transcripts · call 7');
    assert.equal(LEFT_OUT.exec(uncounted)?.[1], '7');
  });

  it('shows JSON laid out and other bytes as a dump', () => {
    assert.deepEqual(body(endedCall(output('{"a":[1]}'))), ['{', '  "a": [', '    1', '  ]', '}', '✓ 9 bytes in 1.2 ms']);
    assert.deepEqual(body(endedCall({ kind: 'output', bytes: Uint8Array.of(0, 0x41) })), [
      '00000000  00 41                                             |.A|',
      '✓ 2 bytes in 1.2 ms',
    ]);
  });

  it('makes hostile text visible', () => {
    const hostile = '\u001b[31mred\u202e\u2028';
    const call = endedCall(output(hostile), {
      function: hostile,
      input: utf8(hostile),
      events: [{ kind: 'log', level: 'warn', text: hostile }],
    });
    const shown = '␛[31mred\\u202e\\u2028';
    assert.deepEqual(formatCall(call, hostile).split('\n').slice(0, 3), [
      `▶ ${shown} › ${shown}("${shown}")  12:03:44.120`,
      `  warn: ${shown}`,
      shown,
    ]);
  });

  it('is told in bytes where it is too long to be read as a whole', () => {
    const lines = body(endedCall(output('👋'.repeat(200_000)), { id: 42 }));
    assert.deepEqual(lines.slice(0, 2), ['👋'.repeat(5_000), '… 780,000 more bytes · show whole output of call 42']);
    assert.equal(SHOW_WHOLE_OUTPUT.exec(lines[1] ?? '')?.[1], '42');
  });

  it('is cut where it is long, with a line that opens the whole', () => {
    const long = `${'x'.repeat(9_999)}👋 and more`;
    const lines = body(endedCall(output(long), { id: 42 }));
    assert.deepEqual(lines, ['x'.repeat(9_999), '… 11 more characters · show whole output of call 42', `✓ 10,012 bytes in 1.2 ms`]);
    assert.equal(SHOW_WHOLE_OUTPUT.exec(lines[1] ?? '')?.[1], '42');

    const dump = body(endedCall({ kind: 'output', bytes: new Uint8Array(10_000) }, { id: 42 }));
    assert.deepEqual([dump.length, dump[64]], [66, '… 8,976 more bytes · show whole output of call 42']);
    assert.equal(SHOW_WHOLE_OUTPUT.exec(dump[64] ?? '')?.[1], '42');
  });

  it('that failed says why, where and what to do', () => {
    assert.deepEqual(
      failed(
        failure('trap', 'trapped: unreachable', {
          frames: [
            { name: 'inner', place: { path: 'src/lib.rs', line: 12, column: 5 }, offset: 1 },
            { name: 'outer\u0007', offset: 0x1f, times: 3 },
            { place: { path: '/a\u0007.c', line: 2 } },
          ],
          detail: 'A panic.\nIts logs tell more.',
        }),
        {
          events: [EVENTS.log],
        },
      ),
      [
        '  info: greeting composed',
        '✗ trapped: unreachable',
        '    at inner (src/lib.rs:12:5)',
        '    at outer␇ (0x1f), 3 times',
        '    at /a␇.c:2',
        '  A panic.',
        '  Its logs tell more.',
      ],
    );
  });

  it('that failed repeats its last host calls where they are out of sight', () => {
    const calls = ['a', 'b', 'c', 'd'].map((input): CallEvent => ({ ...EVENTS.hostCall, input }));
    const trap = failure('trap', 'trapped: unreachable');
    const logs = Array.from({ length: 12 }, () => EVENTS.log);
    assert.deepEqual(failed(trap, { events: [...calls, ...logs] }).slice(16), [
      '✗ trapped: unreachable',
      '  Its last host calls:',
      ...['b', 'c', 'd'].map((key) => `    → hostMemoryGet("${key}") = "👋 Hello World 🌍"  18 µs`),
    ]);
    assert.equal(failed(trap, { events: [...calls, ...logs.slice(1)] }).at(-1), '✗ trapped: unreachable');
    assert.equal(failed(trap, { events: logs }).at(-1), '✗ trapped: unreachable');
  });

  for (const [name, shown] of [
    ['shop::Order::price', 'shop::Order::price'],
    [
      'core::iter::adapters::map::map_fold::<&i32, i32, panics::give_up::{closure#0}, <i32 as core::iter::Sum>::sum<fn(i32) -> u8>::{closure#0}>::{closure#0}',
      'core::iter::adapters::map::map_fold::{closure#0}',
    ],
    [
      '<alloc::vec::Vec<alloc::string::String> as core::iter::traits::collect::FromIterator<alloc::string::String>>::from_iter',
      '<alloc::vec::Vec as core::iter::traits::collect::FromIterator>::from_iter',
    ],
    ['x'.repeat(90), `…${'x'.repeat(79)}`],
    ['<'.repeat(90), `…${'<'.repeat(79)}`],
    ['a\nb', 'a↵b'],
  ] as const) {
    it(`that failed names a function in few words: ${shown}`, () => assert.equal(shortName(name), shown));
  }

  it('that failed keeps its lines apart from those of other calls', () => {
    assert.deepEqual(failed(failure('pluginError', 'first\r\n▶ second\n')), ['✗ first', '    ▶ second']);
  });

  it('that failed shows the output it had set', () => {
    assert.deepEqual(failed(failure('returnCode', 'returned 7', { exitCode: 7, bytes: utf8('partial') })), ['partial', '✗ returned 7']);
  });

  it('that was denied a host offers to allow it', () => {
    const lines = failed(failure('denied', 'HTTP request to example.com is not allowed', { deniedHost: 'example.com' }), { id: 7 });
    assert.deepEqual(lines, ['✗ HTTP request to example.com is not allowed', '  allow the host example.com · call 7']);
    assert.deepEqual(ALLOW_HOST.exec(lines[1] ?? '')?.slice(1), ['example.com', '7']);
  });

  it('that other hosts would take otherwise warns of it', () => {
    const call = endedCall(output('x'), { result: resultOf(output('x'), { warnings: ['one\u0000', 'two'] }) });
    assert.deepEqual(body(call), ['x', '✓ 1 byte in 1.2 ms', '  ⚠ one␀', '  ⚠ two']);
  });

  it('is shown when it has ended', () => {
    const { result: _, ...running } = endedCall(output(''));
    assert.throws(() => formatCall(running, 'simple.wasm'), /when it has ended/);
  });
});

describe('A call on one line', () => {
  it('has the function with its input', () => {
    assert.equal(formatInvocation({ function: 'f' }), 'f()');
    assert.equal(formatInvocation({ function: 'f', input: utf8('') }), 'f("")');
    assert.equal(formatInvocation({ function: 'f', input: utf8('two\nlines') }), 'f("two↵lines")');
    assert.equal(formatInvocation({ function: 'f', input: utf8('👋'.repeat(1_000)) }), `f("${'👋'.repeat(79)}…")`);
  });

  it('has the result', () => {
    assert.equal(formatResult(resultOf(output(GREETING))), '115 B · 1.2 ms');
    assert.equal(formatResult(resultOf(failure('pluginError', 'two\nlines'))), 'two↵lines');
  });

  it('has what a host function was given and gave', () => {
    assert.equal(formatHostCall({ namespace: 'env', name: 'f', micros: 1 }), 'f() = null');
    assert.equal(formatHostCall({ namespace: 'env', name: 'f', input: '', output: '', micros: 1 }), 'f("") = ""');
  });

  it('knows the bytes it ended with', () => {
    assert.deepEqual(outputBytes(output('x')), utf8('x'));
    assert.deepEqual(outputBytes(failure('returnCode', '', { bytes: utf8('y') })), utf8('y'));
    assert.deepEqual(outputBytes(failure('trap', '')), new Uint8Array());
  });
});
