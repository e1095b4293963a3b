import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findMoved, isLibrary } from '../../../src/core/movedSources';

const moved = (missing: string[], present: string[]): Record<string, string> => Object.fromEntries(findMoved(missing, present));

describe('Sources that were moved', () => {
  it('are found by the longest end of their paths', () => {
    assert.deepEqual(moved(['/build/plug-in/src/a.c'], ['/home/me/old/a.c', '/home/me/src/a.c']), {
      '/build/plug-in/src/a.c': '/home/me/src/a.c',
    });
    assert.deepEqual(moved(['C:\\build\\src\\a.c'], ['/home/me/src/a.c']), { 'C:\\build\\src\\a.c': '/home/me/src/a.c' });
  });

  it('are not guessed where two files are as likely', () => {
    assert.deepEqual(moved(['/build/a.c'], ['/home/one/a.c', '/home/two/a.c']), {});
  });

  it('do not share a file', () => {
    const present = ['/home/me/src/lib.rs'];
    assert.deepEqual(moved(['/one/src/lib.rs', '/two/src/lib.rs'], present), {});
    assert.deepEqual(moved(['/one/src/lib.rs', '/two/me/src/lib.rs'], present), { '/two/me/src/lib.rs': '/home/me/src/lib.rs' });
  });

  it('are not those of libraries', () => {
    for (const path of [
      '/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/lib.rs',
      '/home/you/.cargo/registry/src/index.crates.io-6f17d22bba15001f/serde-1.0.0/src/lib.rs',
      '/opt/wasi-sdk/share/stdio.c',
      '/usr/lib/zig/std/mem.zig',
    ])
      assert.ok(isLibrary(path), path);
    assert.ok(!isLibrary('/home/you/library/src/lib.rs'));
  });
});
