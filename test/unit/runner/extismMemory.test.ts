import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import { callPlugin, failureOf, outputOf, type PluginResult } from '../callPlugin';
import { KERNEL, LETTER, TemporaryPlugins } from '../wat';

const temporary = new TemporaryPlugins();
after(() => temporary.remove());

/** Calls `run`, whose body this is, with 10 MiB of Extism memory. */
async function run(name: string, body: string, imports = ''): Promise<PluginResult> {
  const text = `(module ${KERNEL} ${imports} (memory 1) ${LETTER} (func (export "run") (result i32) (local $i i32) ${body} (i32.const 0)))`;
  const plugin = await temporary.compile(`${name}.wasm`, text);
  return callPlugin({ plugin, function: 'run', settings: { limits: { maxPages: 160 } } });
}

const times = (count: number, body: string): string =>
  `(loop $again ${body} (local.set $i (i32.add (local.get $i) (i32.const 1))) (br_if $again (i32.lt_u (local.get $i) (i32.const ${count}))))`;

const SET = '(import "extism:host/env" "var_set" (func $var_set (param i64 i64)))';
const GET = '(import "extism:host/env" "var_get" (func $var_get (param i64) (result i64)))';
const setLetterA = (bytes: number): string => `(call $var_set (call $letter (i32.const 97)) (call $alloc (i64.const ${bytes})))`;

describe('Extism memory', () => {
  it('has room again for what a plug-in gave to the host', async () => {
    assert.equal(outputOf(await run('sets', times(60, setLetterA(400_000)), SET)), '');
  });

  it('has no room for more of what the host stores than of what the plug-in does', async () => {
    const gets = `${setLetterA(500_000)} ${times(4_000, '(drop (call $var_get (call $letter (i32.const 97))))')}`;
    const { message, reason } = failureOf(await run('gets', gets, SET + GET));
    assert.deepEqual([reason, message], ['outOfMemory', 'ran out of memory']);
  });

  it('has no room for more answers of host functions either', async () => {
    const text = `(module ${KERNEL} ${LETTER} (memory 1)
      (func (export "run") (result i32) (local $i i32)
        ${times(200, '(drop (call $hostMemoryGet (call $letter (i32.const 97))))')} (i32.const 0)))`;
    const plugin = await temporary.compile('answers.wasm', text);
    const settings = { limits: { maxPages: 160 }, hostMemory: { a: 'x'.repeat(100_000) } };
    assert.equal(failureOf(await callPlugin({ plugin, function: 'run', settings })).message, 'ran out of memory');
  });

  for (const [what, offset, length] of [
    ['as long as can be said', 0, -1],
    ['longer than what is left of its block', 5, 8],
  ] as const) {
    it(`has no output ${what}`, async () => {
      const body = `(call $output_set (i64.add (call $alloc (i64.const 8)) (i64.const ${offset})) (i64.const ${length}))`;
      assert.equal(failureOf(await run(`output${offset}`, body)).message, 'set an output that is longer than its block of Extism memory');
    });
  }

  it('tells that a block was freed which is read', async () => {
    const imports = `(import "extism:host/env" "free" (func $free (param i64)))
      (import "extism:host/env" "load_u64" (func $load_u64 (param i64) (result i64)))`;
    const body =
      '(local $block i64) (local.set $block (call $alloc (i64.const 8))) (call $free (local.get $block)) (drop (call $load_u64 (local.get $block)))';
    assert.equal(failureOf(await run('freed', body, imports)).message, 'read from an Extism memory block that does not exist');
  });
});
