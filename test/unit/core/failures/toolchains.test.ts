import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { functionFailure } from '../../../../src/core/failures/loading';
import { foreignToolchain } from '../../../../src/core/failures/toolchains';
import type { WasmModule } from '../../../../src/core/wasm/module';

const IMPORTS: [namespace: string, name: string, remedy: RegExp][] = [
  ['__wbindgen_placeholder__', '__wbindgen_throw', /wasm-bindgen/],
  ['wbg', '__wbg_log_1d3ae0273d8f4f8a', /wasm-bindgen/],
  ['./shop_bg.js', '__wbindgen_throw', /wasm-bindgen/],
  ['gojs', 'runtime.wasmExit', /GOOS=wasip1/],
  ['wasi_unstable', 'fd_write', /wasm32-wasip1/],
  ['wasi:io/streams@0.2.0', '[method]output-stream.write', /preview 2/],
  ['javy_quickjs_provider_v3', 'invoke', /extism-js/],
  ['GOT.mem', '__heap_base', /shared library/],
  ['env', '__memory_base', /shared library/],
  ['env', 'emscripten_resize_heap', /STANDALONE_WASM/],
  ['env', 'invoke_vii', /STANDALONE_WASM/],
  ['a', 'b', /STANDALONE_WASM/],
  ['env', 'abort', /--use abort=/],
  ['env', 'seed', /Math\.random/],
];

const program = (language: string, version = ''): WasmModule => ({
  size: 8,
  imports: [],
  exports: [{ name: '_start', kind: 'function', type: { params: [], results: [] } }],
  hasStartFunction: false,
  customSections: [],
  producers: new Map([
    ['language', new Map([[language, version]])],
    ['processed-by', new Map([['x', '1']])],
  ]),
});

describe('What a plug-in was built for', () => {
  for (const [namespace, name, remedy] of IMPORTS)
    it(`is told by ${namespace}.${name}`, () => assert.match(foreignToolchain([{ namespace, name }]) ?? '', remedy));

  it('is not told by a language that nobody knows', () => {
    const { detail } = functionFailure('greet', program('constructor'), []) ?? assert.fail();
    assert.match(detail ?? '', /Build it as a library, and export functions\.$/);
  });

  it('is not told by what any host may have', () => {
    for (const [namespace, name] of [
      ['env', 'hostMemoryGet'],
      ['extism:host/user', 'seed'],
      ['env', 'aborted'],
      ['a', 'send_mail'],
      ['go', 'send'],
    ] as const)
      assert.equal(foreignToolchain([{ namespace, name }]), undefined);
  });

  for (const [language, remedy] of [
    ['Go', /-buildmode=c-shared/],
    ['Rust', /cdylib/],
    ['C11', /-mexec-model=reactor/],
    ['Forth', /as a library/],
  ] as const) {
    it(`is a program of ${language}, where it exports no function`, () => {
      const { detail = '' } = functionFailure('greet', program(language, '1.26'), []) ?? {};
      assert.match(detail, /built as a program/);
      assert.match(detail, remedy);
    });
  }
});
