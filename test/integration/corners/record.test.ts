import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { call, execute, file, outputText, withSettings } from '../support';

const levels = async (): Promise<string[]> => (await call('logs.wasm', 'all')).logs.map(({ level, text }) => `${level}: ${text}`);

const configured = async (request: Parameters<typeof call>[2] = {}): Promise<string> =>
  outputText(await call('config.wasm', 'get', { input: 'key', ...request }));

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

  it('has a transcript of all of it where the settings ask for one, until the call is forgotten', async () => {
    const without = await call('floods.wasm', 'stdout', { input: '5000' });
    assert.ok(!('transcript' in without));
    await withSettings({ transcripts: true }, async () => {
      assert.ok(!('transcript' in (await call('echo.wasm', 'echo', { input: 'nothing happens in it' }))));
      const record = await call('floods.wasm', 'stdout', { input: '5000' });
      const transcript = record.transcript ?? assert.fail('no transcript');
      const text = readFileSync(transcript.fsPath, 'utf8');
      assert.equal(text.match(/^ {2}stdout: 0123456789abc/gm)?.length, 5_000 * 16);
      assert.ok(record.stdout.length < 2_000 * 1024);

      await execute('extism.showTranscript', record);
      assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), transcript.toString());
      const saved = file('saved.txt');
      await execute('extism.saveTranscript', record, saved);
      assert.equal(readFileSync(saved.fsPath, 'utf8'), text);
      await vscode.workspace.fs.delete(saved);

      const failed = await call('many-host-calls.wasm', 'call_host', { input: '1000000000', timeout: 1_000 });
      assert.equal(failed.outcome.kind === 'failure' && failed.outcome.reason, 'timeout');
      const lines = readFileSync(failed.transcript?.fsPath ?? '', 'utf8').split('\n');
      assert.ok(lines.length > 1_200, String(lines.length));
      assert.deepEqual([failed.hostCalls.length, failed.warnings], [1_000, []]);

      await execute('extism.clearCalls');
      assert.ok(!existsSync(transcript.fsPath));
    });
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
