import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { formatType, isCallable, isOldAbi, kernelFunction, sameType } from '../../../../src/core/plugin/abi';
import type { FunctionType } from '../../../../src/core/wasm/module';

const type = (params: string[], results: string[]): FunctionType => ({ params, results });
const callable = (name: string): boolean => isCallable(name, type([], ['i32']));
const oldAbi = (module: string, name: string): boolean => isOldAbi({ module, name, kind: 'function' });

describe('The ABI', () => {
  it('lets a host call functions without parameters that return an i32 or nothing', () => {
    for (const [signature, wanted] of [
      [type([], ['i32']), true],
      [type([], []), true],
      [type([], ['i64']), false],
      [type([], ['i32', 'i32']), false],
      [type(['i32'], ['i32']), false],
      [type(['i32'], []), false],
    ] as const) {
      assert.equal(isCallable('say_hello', signature), wanted, formatType(signature));
    }
  });

  it('tells the first of a thousand types, and how many more there are', () => {
    const many = Array.from({ length: 1_000 }, () => 'i64');
    assert.equal(formatType(type(many, ['i32'])), `(${'i64, '.repeat(19)}i64 and 980 more) → i32`);
    assert.ok(sameType(type(many, []), type([...many], [])));
    assert.ok(!sameType(type(many, []), type([...many.slice(1), 'i32'], [])));
  });

  it('tells what toolchains export for themselves by its name', () => {
    const noise =
      '_start _initialize malloc free calloc realloc memory hs_init asyncify_start_unwind asyncify_get_state __wasm_call_ctors __heap_base __proto__';
    const functions = 'start initialize _run main free_all asyncify hs_exit _ constructor toString';
    assert.deepEqual(noise.split(' ').filter(callable), []);
    assert.deepEqual(functions.split(' ').filter(callable), functions.split(' '));
  });

  it('knows the functions of the kernel, and no property of every object', () => {
    assert.deepEqual(kernelFunction('store_u64'), type(['i64', 'i64'], []));
    assert.deepEqual(kernelFunction('input_length'), type([], ['i64']));
    assert.deepEqual(['toString', '__proto__', 'constructor', 'extism_alloc'].map(kernelFunction), Array(4).fill(undefined));
  });

  it('tells the interface of before October 2023', () => {
    assert.deepEqual(
      [oldAbi('env', 'extism_alloc'), oldAbi('env', 'hostMemoryGet'), oldAbi('extism:host/env', 'extism_alloc')],
      [true, false, false],
    );
  });

  it('writes and compares types', () => {
    assert.deepEqual([type([], []), type(['i64'], ['i64']), type(['i32', 'f64'], ['i32', 'i64'])].map(formatType), [
      '() → ()',
      '(i64) → i64',
      '(i32, f64) → (i32, i64)',
    ]);
    assert.equal(sameType(type(['i64'], []), type(['i64'], [])), true);
    assert.equal(sameType(type(['i64'], []), type([], ['i64'])), false);
    assert.equal(sameType(type(['i64', 'i64'], []), type(['i64'], [])), false);
  });
});
