import { strict as assert } from 'node:assert';
import { writeFile } from 'node:fs/promises';
import wabt from 'wabt';
import { call, execute, failureOf, file, listed, outputText, withSettings } from '../support';

/** Its functions hand their input to the host function of their name, and return what that answers. */
const PLUGIN = 'provided.wasm';
const NAMES = ['hostMemoryGet', 'hostMemorySet', 'hostGetMessage', 'hostGetEnv', 'hostPrint', 'hostPrintln', 'hostLog'] as const;
const SOURCE = `(module
  ${NAMES.map((name) => `(import "app" "${name}" (func $${name} (param i64) (result i64)))`).join('\n')}
  (import "extism:host/env" "input_offset" (func $input (result i64)))
  (import "extism:host/env" "length" (func $length (param i64) (result i64)))
  (import "extism:host/env" "output_set" (func $output (param i64 i64)))
  (memory (export "memory") 1)
  ${NAMES.map(
    (name) => `(func (export "${name}") (result i32)
      (local $answer i64)
      (local.set $answer (call $${name} (call $input)))
      (if (i64.ne (local.get $answer) (i64.const 0))
        (then (call $output (local.get $answer) (call $length (local.get $answer)))))
      (i32.const 0))`,
  ).join('\n')})`;

const callHost = (name: (typeof NAMES)[number], input: string) => call(PLUGIN, name, { input });

describe('the host functions that every plug-in has', () => {
  before(async () => {
    const module = (await wabt()).parseWat(PLUGIN, SOURCE);
    await writeFile(file(PLUGIN).fsPath, module.toBinary({}).buffer);
    module.destroy();
    await execute('extism.refreshPlugins');
  });

  it('are told of in the list, in whatever namespace they are imported', async () => {
    const { hostImports, problem } = await listed(file(PLUGIN));
    assert.equal(problem, undefined);
    assert.deepEqual(
      hostImports.map(({ namespace, name, providedBy }) => [namespace, name, providedBy !== undefined]),
      NAMES.map((name) => ['app', name, true]),
    );
  });

  it('set host memory for later calls of the plug-in, over the settings, until its process ends', async () => {
    await withSettings({ hostMemory: { hello: 'of the settings' } }, async () => {
      assert.equal(outputText(await callHost('hostMemoryGet', 'hello')), 'of the settings');
      await callHost('hostMemorySet', JSON.stringify({ key: 'hello', value: 'of the plug-in' }));
      assert.equal(outputText(await callHost('hostMemoryGet', 'hello')), 'of the plug-in');
      assert.equal(outputText(await callHost('hostGetMessage', 'hello')), 'of the plug-in');
      await execute('extism.reloadPlugin', file(PLUGIN));
      assert.equal(outputText(await callHost('hostMemoryGet', 'hello')), 'of the settings');
    });
  });

  it('fail the call for an input that they cannot take', async () => {
    assert.match(failureOf(await callHost('hostMemorySet', 'hello'), 'hostFunctionError').message, /JSON/);
  });

  it("read the environment's variables that the settings allow, and no other", async () => {
    assert.equal(outputText(await callHost('hostGetEnv', 'PATH')), '');
    await withSettings({ environment: ['PATH'] }, async () => {
      assert.equal(outputText(await callHost('hostGetEnv', 'PATH')), process.env['PATH']);
      assert.equal(outputText(await callHost('hostGetEnv', 'HOME')), '');
    });
  });

  it('print and log to the record', async () => {
    assert.equal((await callHost('hostPrint', 'printed 👋')).stdout, 'printed 👋');
    assert.equal((await callHost('hostPrintln', 'a line')).stdout, 'a line\n');
    assert.deepEqual((await callHost('hostLog', 'logged')).logs, [{ level: 'info', text: 'logged' }]);
  });

  it('answer as Slingshot does where the settings say so', async () => {
    await withSettings({ hostMemory: { hello: 'there' }, hostMemoryDialect: 'slingshot' }, async () => {
      assert.deepEqual(JSON.parse(outputText(await callHost('hostMemoryGet', 'hello'))), { success: 'there', failure: '' });
      const { success, failure } = JSON.parse(outputText(await callHost('hostMemoryGet', 'hullo'))) as Record<string, string>;
      assert.equal(success, '');
      assert.match(failure ?? '', /"hullo"/);
    });
  });
});
