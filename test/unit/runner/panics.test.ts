import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { describe, it } from 'mocha';
import type { Frame } from '../../../src/core/call';
import { explainFailure } from '../../../src/core/failures/explain';
import { shortName } from '../../../src/core/format/call';
import { callPlugin, failureOf } from '../callPlugin';

/** `greet lib.rs:12`, as far as each is known. */
const brief = ({ name, place }: Frame): string =>
  [name && shortName(name), place && `${basename(place.path)}:${place.line}`].filter((part) => part !== undefined).join(' ');

interface Told {
  message: string;
  detail?: string;
  frames?: string[];
}

/** What is told of a call that fails. */
async function told(plugin: string, name: string): Promise<Told> {
  const result = await callPlugin({ plugin, function: name });
  const { message, detail, frames } = explainFailure(failureOf(result), result.events);
  return { message, ...(detail !== undefined && { detail }), ...(frames && { frames: frames.map(brief) }) };
}

const SILENT_RUST =
  'Why it panicked is told on stderr, which wasm32-unknown-unknown does not have: build for wasm32-wasip1, or log it in a std::panic::set_hook.';
const SILENT_ZIG =
  'Why it panicked is told on stderr, which wasm32-freestanding does not have: build for wasm32-wasi, or log it in a panic function of your own.';
const UNREACHABLE = 'It reached code that it says is unreachable: a panic or an abort, as a rule. Its logs and stderr tell more.';

const FAILURES: [plugin: string, name: string, Told][] = [
  ['failures/go/panics-go.wasm', 'give_up', { message: 'panicked: the greeting is empty', frames: ['main.giveUp main.go:18'] }],
  [
    'failures/go/panics-go.wasm',
    'index_too_large',
    {
      message: 'panicked: runtime error: index out of range [2] with length 2',
      frames: ['main.(*order).price main.go:7', 'main.indexTooLarge main.go:13'],
    },
  ],
  // without debug information: what it logged has the place
  [
    'failures/rust/panics-rust.wasm',
    'greet_nobody',
    { message: 'panicked: a name to greet', frames: ['lib.rs:22', 'panics::greet', 'greet_nobody'] },
  ],
  [
    'failures/rust/panics-rust.wasm',
    'index_too_large',
    { message: 'panicked: index out of bounds', detail: SILENT_RUST, frames: ['index_too_large'] },
  ],
  [
    'debugging/rust/panics.wasm',
    'index_too_large',
    {
      message: 'panicked: index out of bounds',
      detail: SILENT_RUST,
      frames: [
        '<usize as core::slice::index::SliceIndex<[i32]>>::index index.rs:272',
        '<[i32] as core::ops::index::Index<usize>>::index index.rs:19',
        '<alloc::vec::Vec<i32> as core::ops::index::Index<usize>>::index mod.rs:3830',
        '<panics::Order>::price lib.rs:10',
        'index_too_large lib.rs:18',
      ],
    },
  ],
  [
    'debugging/rust/panics.wasm',
    'give_up',
    {
      message: 'trapped: unreachable',
      detail: SILENT_RUST,
      frames: [
        'panics::checked lib.rs:30',
        'panics::give_up::{closure#0} lib.rs:24',
        'core::iter::adapters::map::map_fold::{closure#0} map.rs:88',
        '<core::slice::iter::Iter as core::iter::traits::iterator::Iterator>::fold macros.rs:279',
        '<core::iter::adapters::map::Map as core::iter::traits::iterator::Iterator>::fold map.rs:128',
        '<i32 as core::iter::traits::accum::Sum>::sum::<core::iter::adapters::map::Map> accum.rs:52',
        '<core::iter::adapters::map::Map as core::iter::traits::iterator::Iterator>::sum iterator.rs:3676',
        'give_up lib.rs:24',
      ],
    },
  ],
  [
    'failures/zig/panics-zig.wasm',
    'index_too_large',
    {
      message: 'panicked: out of bounds',
      detail: SILENT_ZIG,
      frames: ['panics.Order.price panics.zig:6', 'panics.index_too_large panics.zig:14'],
    },
  ],
  [
    'failures/zig/panics-zig.wasm',
    'add_too_much',
    { message: 'panicked: integer overflow', detail: SILENT_ZIG, frames: ['panics.add_too_much panics.zig:20'] },
  ],
  // by the source map
  [
    'failures/assemblyscript/aborts-debug.wasm',
    'index_too_large',
    {
      message: 'aborted: Index out of range',
      frames: [
        'array.ts:114',
        'aborts/sayAbort aborts.ts:19',
        '~lib/array/Array<i32>#__get',
        'aborts/price aborts.ts:23',
        'aborts/index_too_large aborts.ts:27',
      ],
    },
  ],
  [
    'failures/assemblyscript/aborts-release.wasm',
    'give_up',
    { message: 'aborted: the greeting is empty', frames: ['aborts.ts:31', 'function 92', 'function 71'] },
  ],
  [
    'failures/assemblyscript/aborts-silent.wasm',
    'give_up',
    { message: 'trapped: unreachable', detail: UNREACHABLE, frames: ['function 71'] },
  ],
  [
    'failures/assemblyscript/aborts-import.wasm',
    'give_up',
    {
      message: "nothing provides the plug-in's import env.abort (i32, i32, i32, i32) → ()",
      detail:
        'AssemblyScript imports it for what goes wrong, and Extism hosts do not have it. Build with --use abort= (a trap without a word) or --use abort=path/to/file/yourAbort, a function of your own that logs the message.',
    },
  ],
  [
    'debugging/cpp/basket.wasm',
    'null_discount',
    {
      message: 'trapped: null function or function signature mismatch',
      detail: 'It called a function through a pointer that is no function of that type.',
      frames: ['null_discount() basket.cpp:69'],
    },
  ],
];

describe('What a plug-in that panicked is told of', () => {
  for (const [plugin, name, expected] of FAILURES) {
    it(`${plugin} ${name}`, async () => assert.deepEqual(await told(plugin, name), expected));
  }
});
