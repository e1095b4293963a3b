import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { debugAdvice } from '../../../src/core/debugAdvice';

describe('Before a plug-in is debugged', () => {
  it('there is nothing to say where it has debug information', () => {
    assert.equal(debugAdvice({ debugInfo: 'dwarf', toolchain: 'Rust 1.96' }), undefined);
    assert.equal(debugAdvice({ debugInfo: 'sourceMap', toolchain: 'AssemblyScript' }), undefined);
  });

  for (const [toolchain, start] of [
    ['C', 'clang '],
    ['C++', 'clang++ '],
    ['Rust 1.96', 'cargo build'],
    ['Zig', 'zig build'],
    ['TinyGo 0.39', 'tinygo build'],
    ['AssemblyScript', 'asc '],
  ] as const) {
    it(`the build line of ${toolchain} is given`, () => {
      const { detail, buildLine = '' } = debugAdvice({ debugInfo: 'none', toolchain }) ?? assert.fail();
      assert.ok(buildLine.startsWith(start), detail);
      assert.ok(detail.includes(`\n\n${buildLine}\n\n`));
    });
  }

  it('no build line is given where there is none, or none is known', () => {
    assert.equal(debugAdvice({ debugInfo: 'none', toolchain: 'Go 1.26' }), undefined); // it has a line table of its own
    assert.equal(debugAdvice({ debugInfo: 'none' })?.buildLine, undefined);
    assert.equal(debugAdvice({ debugInfo: 'none', toolchain: 'constructor' })?.buildLine, undefined);
  });
});
