import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { fixtures } from '../../host/paths';
import { call, execute, file, listed, outputText, withSettings, workbench } from '../support';

const levels = async (): Promise<string[]> => (await call('logs.wasm', 'all')).logs.map(({ level, text }) => `${level}: ${text}`);

const configured = async (request: Parameters<typeof call>[2] = {}): Promise<string> =>
  outputText(await call('config.wasm', 'get', { input: 'key', ...request }));

/** The document that an output is shown in. */
const show = async (input: string): Promise<vscode.TextDocument> => {
  await execute('extism.showCallOutput', await call('echo.wasm', 'echo', { input }));
  return vscode.window.activeTextEditor?.document ?? assert.fail('no editor');
};

describe('the record of a call', () => {
  it('has all that happened', async () => {
    const before = Date.now();
    const record = await call('many-host-calls.wasm', 'call_host', { input: '3', hostMemory: { hello: '👋' } });
    const { id, startedAt, millis, memoryPages, hostCalls, outcome, ...rest } = record;
    assert.ok(Number.isInteger(id));
    assert.ok(startedAt >= before && startedAt <= Date.now());
    for (const phase of ['start', 'compile', 'instantiate', 'call', 'total'] as const) assert.ok(millis[phase] >= 0, phase);
    assert.ok(millis.call > 0 && millis.total >= millis.call);
    assert.deepEqual(memoryPages, { before: 1, after: 1 });
    assert.deepEqual(outcome, { kind: 'output', bytes: new TextEncoder().encode('3') });
    for (const { micros, ...hostCall } of hostCalls) {
      assert.ok(Number.isInteger(micros) && micros >= 0);
      assert.deepEqual(hostCall, {
        namespace: 'env',
        name: 'hostMemoryGet',
        input: 'hello',
        inputBytes: 5,
        output: '👋',
        outputBytes: 4,
        hit: true,
      });
    }
    assert.equal(hostCalls.length, 3);
    const { plugin, function: name, input, logs, stdout, stderr } = rest;
    assert.equal(plugin.toString(), file('many-host-calls.wasm').toString());
    assert.deepEqual(
      { name, input, logs, stdout, stderr },
      { name: 'call_host', input: new Uint8Array([51]), logs: [], stdout: '', stderr: '' },
    );
  });

  it('has logs of the levels that the settings ask for', async () => {
    const all = ['trace: trace text', 'debug: debug text', 'info: info text', 'warn: warn text', 'error: error text'];
    assert.deepEqual(await levels(), all.slice(2));
    await withSettings({ logLevel: 'trace' }, async () => assert.deepEqual(await levels(), all));
    await withSettings({ logLevel: 'error' }, async () => assert.deepEqual(await levels(), all.slice(4)));
  });

  it('has the first and the last of a flood, and the call is as it would be without', async () => {
    const record = await call('many-host-calls.wasm', 'call_host', { input: '20000' });
    assert.equal(outputText(record), '20000');
    assert.ok(record.hostCalls.length >= 1_000 && record.hostCalls.length < 20_000);
  });

  it('has no host calls where the settings turn that off', async () => {
    await withSettings({ trace: false }, async () => {
      assert.deepEqual((await call('many-host-calls.wasm', 'call_host', { input: '3' })).hostCalls, []);
    });
  });

  it('has the bytes of an output, whatever they are', async () => {
    const { outcome } = await call('binary.wasm', 'output');
    assert.deepEqual(outcome, { kind: 'output', bytes: Uint8Array.from({ length: 256 }, (_, byte) => byte) });
  });

  it('has an output of no bytes where the plug-in set none, or an empty one', async () => {
    for (const [plugin, name] of [
      ['no-output.wasm', 'no_output'],
      ['empty-block.wasm', 'empty_block'],
    ] as const)
      assert.deepEqual((await call(plugin, name)).outcome, { kind: 'output', bytes: new Uint8Array() });
  });

  it('has the input as it was given: none, an empty one, bytes', async () => {
    const none = await call('echo.wasm', 'echo');
    assert.ok(!('input' in none));
    assert.equal(outputText(none), '');
    const empty = await call('echo.wasm', 'echo', { input: '' });
    assert.deepEqual(empty.input, new Uint8Array());
    assert.equal(outputText(empty), '');
    const bytes = Uint8Array.of(0, 255, 128, 10);
    const binary = await call('echo.wasm', 'echo', { input: bytes });
    assert.deepEqual([binary.input, binary.outcome], [bytes, { kind: 'output', bytes }]);
  });

  it('has what the config of the call gave, else that of the settings', async () => {
    assert.equal(await configured(), '<missing>');
    await withSettings({ config: { key: 'of the settings' } }, async () => {
      assert.equal(await configured(), 'of the settings');
      assert.equal(await configured({ config: { key: 'of the call' } }), 'of the call');
      assert.equal(await configured({ config: {} }), '<missing>');
    });
  });
});

describe('functions with names that are hard to handle', () => {
  for (const plugin of ['hostile-names.wasm', 'unicode-names.wasm']) {
    it(`are listed and called: ${plugin}`, async () => {
      const { functions } = await listed(file(plugin));
      assert.ok(functions.length > 5);
      for (const name of functions) {
        assert.equal(outputText(await call(plugin, name)), 'ok', JSON.stringify(name));
        const record = await execute('extism.callFunction', { plugin, function: name, input: '' });
        assert.equal(record?.function, name);
      }
    });
  }
});

describe("an output's document", () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  for (const [language, text] of [
    ['json', '{"list":[1,2.50],\n "text":"👋"}'],
    ['xml', '<?xml version="1.0"?><a/>'],
    ['html', '<!doctype html><title>A</title>'],
    ['plaintext', 'ordinary\n\ttext, with no line end'],
    ['plaintext', '{ this is no JSON }'],
  ] as const) {
    it(`is the very text, in ${language}`, async () => {
      const document = await show(text);
      assert.equal(document.getText(), text);
      assert.equal(document.languageId, language);
    });
  }

  it('is a dump of bytes that are no text', async () => {
    await execute('extism.showCallOutput', await call('binary.wasm', 'output'));
    const { document } = vscode.window.activeTextEditor ?? assert.fail('no editor');
    assert.equal(document.lineCount, 16);
    assert.equal(document.lineAt(4).text, '00000040  40 41 42 43 44 45 46 47  48 49 4a 4b 4c 4d 4e 4f  |@ABCDEFGHIJKLMNO|');
  });

  it('is there for a call of a function with any name', async () => {
    const { functions } = await listed(file('hostile-names.wasm'));
    for (const name of functions) {
      await execute('extism.showCallOutput', await call('hostile-names.wasm', name));
      assert.equal(vscode.window.activeTextEditor?.document.getText(), 'ok', JSON.stringify(name));
    }
  });

  it('is of any size', async () => {
    const record = await call('floods.wasm', 'output', { input: '3000' });
    await execute('extism.showCallOutput', record);
    assert.equal(vscode.window.activeTextEditor?.document.getText().length, 3000 * 1024);
  });

  it('is the output that a failed call had set', async () => {
    const plugin = vscode.Uri.file(join(fixtures, 'broken', 'return-code.wasm'));
    await execute('extism.showCallOutput', await (await workbench()).call({ plugin, function: 'seven' }));
    assert.equal(vscode.window.activeTextEditor?.document.getText(), 'partial');
  });
});
