import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { describe, it } from 'mocha';
import type { Frame } from '../../../src/core/call';
import { debugSections } from '../../../src/runner/symbols';
import { callPlugin, failureOf } from '../callPlugin';
import { readFixture } from '../fixtures';

/** `greet lib.rs:12`, as far as each is known. */
const brief = ({ name, place }: Frame): string =>
  [name, place && `${basename(place.path)}:${place.line}`].filter((part) => part !== undefined).join(' ');

/** What the plug-in's own source has to do with a failure; with what it calls, from the outside in. */
async function framesOf(plugin: string, name: string): Promise<string[]> {
  const mocks = { env: { hostSendMail: { null: true }, hostSendMailLater: { null: true } } };
  const { frames = [] } = failureOf(await callPlugin({ plugin, function: name, settings: { mocks } }));
  return frames.map(brief);
}

describe('Debug information', () => {
  it('is copied out of a module once', async () => {
    const sections = debugSections(await WebAssembly.compile(readFixture('debugging/c/traps.wasm')));
    assert.ok(sections('info')?.length);
    assert.equal(sections('info'), sections('info'));
  });
});

describe('The frames of a trap', () => {
  it('have the file and line of a plug-in in C', async () => {
    assert.deepEqual(await framesOf('debugging/c/traps.wasm', 'give_up'), ['give_up traps.c:18']);
  });

  it('have the names, file and line of a plug-in in C++', async () => {
    assert.deepEqual(await framesOf('debugging/cpp/basket.wasm', 'null_discount'), ['null_discount() basket.cpp:69']);
  });

  it('have the names, file and line of a plug-in in Rust, those of copied functions too', async () => {
    const frames = await framesOf('debugging/rust/panics.wasm', 'index_too_large');
    assert.deepEqual(frames.slice(frames.findIndex((frame) => frame.includes('SliceIndex'))), [
      '<usize as core::slice::index::SliceIndex<[i32]>>::index index.rs:272',
      '<[i32] as core::ops::index::Index<usize>>::index index.rs:19',
      '<alloc::vec::Vec<i32> as core::ops::index::Index<usize>>::index mod.rs:3830',
      '<panics::Order>::price lib.rs:10',
      'index_too_large lib.rs:18',
    ]);
  });

  it('have the file and line of a plug-in in Go, by its own line table', async () => {
    assert.deepEqual(await framesOf('debugging/go/orders.wasm', 'index_too_large'), [
      'main.order.price main.go:11',
      'main.indexTooLarge main.go:17',
      'index_too_large',
    ]);
  });
});
