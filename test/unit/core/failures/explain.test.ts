import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import type { CallEvent, Failure, Frame } from '../../../../src/core/call';
import { explainFailure } from '../../../../src/core/failures/explain';
import { timedOut } from '../../../../src/core/failures/ends';
import { failure } from '../../../../src/core/failures/failure';
import { describeTrap } from '../../../../src/core/failures/traps';
import { fuzz } from '../../fuzz';

const TRAP = describeTrap({ message: 'unreachable', frames: [] });
const stderr = (text: string): CallEvent => ({ kind: 'stderr', text });
const stdout = (text: string): CallEvent => ({ kind: 'stdout', text });
const log = (text: string): CallEvent => ({ kind: 'log', level: 'error', text });

const GO = `panic: runtime error: index out of range [5] with length 3 [recovered]
\tpanic: the second

goroutine 1 [running]:
panic({0x1, 0x2})
\t/usr/local/go/src/runtime/panic.go:792 +0x12
github.com/me/shop.(*Order).Price(...)
\t/work/shop/order.go:41
main.total({0x1400, 0x5})
\t/work/main.go:12 +0x2
created by main.main in goroutine 1
\t/work/main.go:30 +0x4

exit status 2
`;

/** What was printed or logged, and what is told of it: the message, and the first frame. */
const SAID: [what: string, events: CallEvent[], message: string, first?: Frame][] = [
  [
    'Rust',
    [
      stderr("\nthread '<unnamed>' (1) panicked at src/lib.rs:5:10:\n"),
      stderr('the greeting\nis empty\nnote: run with `RUST_BACKTRACE=1`…\n'),
    ],
    'panicked: the greeting\nis empty',
    { place: { path: 'src/lib.rs', line: 5, column: 10 } },
  ],
  [
    'Rust, twice',
    [stderr("thread 'main' panicked at src/a.rs:1:1:\nfirst\nnote: …\n\nthread 'main' panicked at src/b.rs:2:2:\nsecond\n")],
    'panicked: second',
    { place: { path: 'src/b.rs', line: 2, column: 2 } },
  ],
  [
    'Rust before 1.73',
    [stderr("thread 'main' panicked at 'it's empty', src/lib.rs:5:10\nnote: …")],
    "panicked: it's empty",
    { place: { path: 'src/lib.rs', line: 5, column: 10 } },
  ],
  [
    'Rust, in a log',
    [log('panicked at src/lib.rs:5:10:\nno name')],
    'panicked: no name',
    { place: { path: 'src/lib.rs', line: 5, column: 10 } },
  ],
  [
    'Go',
    [stderr(GO)],
    'panicked: the second',
    { name: 'github.com/me/shop.(*Order).Price', place: { path: '/work/shop/order.go', line: 41 } },
  ],
  ['Go itself', [stderr('fatal error: all goroutines are asleep - deadlock!\n')], 'panicked: all goroutines are asleep - deadlock!'],
  [
    'Go, as a program',
    [stderr('runtime: wasmexport function called before runtime initialization\n\tcall _start first\n')],
    'called before its runtime was initialized',
  ],
  ['TinyGo', [stdout('panic: runtime error at 0x00001a2b: nil pointer dereference\n')], 'panicked: runtime error: nil pointer dereference'],
  ['Zig', [stderr('thread 1 panic: integer overflow\nUnable to dump stack trace\n')], 'panicked: integer overflow'],
  [
    'AssemblyScript',
    [stderr('abort: Index out of range in ~lib/array.ts(114:42)\n')],
    'aborted: Index out of range',
    { place: { path: '~lib/array.ts', line: 114, column: 42 } },
  ],
  [
    'C',
    [stderr('Assertion failed: items > 0 (src/order.c: total: 12)\n')],
    'assertion failed: items > 0',
    { place: { path: 'src/order.c', line: 12 } },
  ],
  [
    'C++',
    [stderr('libc++abi: terminating due to uncaught exception of type std::bad_alloc\n')],
    'terminating due to uncaught exception of type std::bad_alloc',
  ],
];

/** What is told of a trap after an assertion said this. */
const failed = (said: string) => explainFailure(TRAP, [stderr(`Assertion failed: ${said}\n`)]);

describe('A failure is explained', () => {
  for (const [what, events, message, first] of SAID) {
    it(`by what the plug-in said: ${what}`, () => {
      const told = explainFailure(TRAP, [log('before'), ...events]);
      assert.equal(told.message, message);
      assert.deepEqual(told.frames?.[0], first);
      assert.doesNotMatch(told.detail ?? '', /unreachable|stderr/);
    });
  }

  it('by stderr before logs, and by logs before stdout', () => {
    const [said, logged, printed] = [stderr('panic: on stderr\n'), log('panic: in a log'), stdout('panic: on stdout\n')];
    assert.deepEqual(
      [[printed, logged, said], [printed, logged], [printed], []].map((events) => explainFailure(TRAP, events).message),
      ['panicked: on stderr', 'panicked: in a log', 'panicked: on stdout', 'trapped: unreachable'],
    );
  });

  it('with the place once, where a frame has it', () => {
    const frames: Frame[] = [{ name: 'greet', place: { path: '/work/shop/src/lib.rs', line: 5, column: 3 } }];
    const told = explainFailure({ ...TRAP, frames }, [log('panicked at src/lib.rs:5:10:\nno name')]);
    assert.deepEqual(told.frames, frames);
  });

  it('with what else is known of it', () => {
    const [panic] = [stderr('panic: no name\n')];
    assert.equal(explainFailure(failure('exit', 'exited with code 2', { exitCode: 2 }), [panic]).detail, 'It exited with code 2.');
    assert.equal(
      explainFailure(describeTrap({ message: 'unreachable', frames: [], error: 'no name' }), [panic]).detail,
      'Before that it had set the error: no name',
    );
    assert.match(explainFailure(TRAP, [stderr('called before runtime initialization\n')]).detail ?? '', /-buildmode=c-shared/);
  });

  it('in its own words where it is no panic', () => {
    const failures: Failure[] = [
      failure('pluginError', 'no name'),
      failure('returnCode', 'returned 7', { exitCode: 7 }),
      failure('exit', 'exited with code 0', { exitCode: 0 }),
      timedOut(5_000),
    ];
    for (const told of failures) assert.equal(explainFailure(told, [stderr('panic: long ago\n')]), told);
  });

  it('without what its language panics with', () => {
    const names = [
      '__rustc::rust_begin_unwind',
      'core::panicking::panic_fmt',
      'core::option::expect_failed',
      'shop::greet',
      'core::panicking::x',
    ];
    const told = describeTrap({ message: 'unreachable', frames: names.map((name) => ({ name })) });
    assert.deepEqual(
      [told.message, told.frames?.map(({ name }) => name)],
      ['panicked: expect() of a None', ['shop::greet', 'core::panicking::x']],
    );
    const only = [{ name: 'abort' }];
    assert.deepEqual(describeTrap({ message: 'unreachable', frames: only }).frames, only);
  });

  it('by its size, where that is what takes time', () => {
    const size = 24 * 1024 * 1024;
    assert.match(timedOut(5_000, { size, debugInfo: 'dwarf' }).detail ?? '', /\nIt is a debug build of 24\.0 MB; /);
    assert.doesNotMatch(timedOut(5_000, { size, debugInfo: 'none' }).detail ?? '', /debug build/);
  });

  it('of an assertion only where it has a file, a function and a line', () => {
    const { message, frames = [] } = failed('f (x) > 0 (my dir/a (1).c: f (int): 12)');
    assert.deepEqual([message, frames[0]?.place], ['assertion failed: f (x) > 0 (my dir/a', { path: '1).c', line: 12 }]);
    for (const said of ['x: 12)', 'x (a.c: 12)', 'x (: f: 12)', `x (${'a'.repeat(501)}: f: 12)`, `x (a.c: ${'f'.repeat(201)}: 12)`])
      assert.doesNotMatch(failed(said).message, /assertion/, said);
  });

  it('whatever was said', () => {
    for (const part of [
      'panicked at ',
      'panic: ',
      'abort: , ',
      'abort: (1 in ',
      'Assertion failed: (: ',
      "panicked at '",
      '\ngoroutine 1 [running]:\nf(',
      '\tx:1\n',
    ])
      explainFailure(TRAP, [stderr(part.repeat(200_000)), log(part.repeat(50_000))]);
    const words = fc.constantFrom(
      'panicked at ',
      'panic: ',
      'abort: ',
      'Assertion failed: ',
      ' in ',
      'a.rs:1:2',
      '(1:2)',
      '\n',
      ':',
      "'",
      'goroutine 1 [x]:\n',
      '\t/a:1\n',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string({ maxLength: 5 })), { maxLength: 40 }), (parts) => {
        const { frames = [] } = explainFailure(TRAP, [stderr(parts.join(''))]);
        for (const { place } of frames) assert.ok(place && Number.isFinite(place.line));
      }),
      fuzz(1_000),
    );
  });
});
