import { strict as assert } from 'node:assert';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { call, failureOf, file, listed, outputText, workbench } from '../support';
import { lensesOf, open, write } from './editor';

const url = (of: Server): string => `http://127.0.0.1:${(of.address() as AddressInfo).port}/plugin.wasm`;

describe('calls of manifests', () => {
  let server: Server;
  let slow: Server;

  before(async () => {
    const bytes = await readFile(file('../corners/echo.wasm').fsPath);
    server = createServer((_, response) => response.end(bytes)).listen(0, '127.0.0.1');
    slow = createServer(() => undefined).listen(0, '127.0.0.1');
    await Promise.all([server, slow].map((each) => new Promise((resolve) => each.once('listening', resolve))));
  });

  after(() => {
    for (const each of [server, slow]) {
      each.close();
      each.closeAllConnections();
    }
  });

  it('in TOML have every field', async () => {
    await listed(file('whole.extism.toml'), ({ functions }) => functions.includes('say_hello'));
    assert.notEqual(outputText(await call('whole.extism.toml', 'say_hello')), '');
  });

  it('fetch a module when it is called, and know its functions from then on', async () => {
    await write('network.extism.json', { wasm: [{ url: url(server) }] });
    const { functions, problem } = await listed(file('network.extism.json'));
    assert.deepEqual([functions, problem], [[], undefined]);
    assert.equal(outputText(await call('network.extism.json', 'echo', { input: 'fetched' })), 'fetched');
    assert.deepEqual((await listed(file('network.extism.json'), (info) => info.functions.length > 0)).functions, [
      'echo',
      'echo_input_block',
    ]);
    assert.deepEqual(await lensesOf(await open('network.extism.json')), ['$(play) Call echo…', '$(play) Call echo_input_block…']);
  });

  it('have the time that the manifest gives them, for fetching too', async () => {
    await write('slow.extism.json', { wasm: [{ url: url(slow) }], timeout_ms: 400 });
    await listed(file('slow.extism.json'));
    assert.equal(failureOf(await call('slow.extism.json', 'echo'), 'timeout').message, 'timed out after 400 ms');
    assert.equal(failureOf(await call('slow.extism.json', 'echo', { timeout: 300 }), 'timeout').message, 'timed out after 300 ms');
  });

  it('have it too where the manifest is not listed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'extism-unlisted-'));
    const manifest = join(folder, 'loop.extism.json');
    const loop = file('../broken/loop.wasm').fsPath;
    await writeFile(manifest, JSON.stringify({ wasm: [{ path: loop }], timeout_ms: 500 }));
    const record = await (await workbench()).call({ plugin: vscode.Uri.file(manifest), function: 'spin' });
    assert.equal(failureOf(record, 'timeout').message, 'timed out after 500 ms');
    await rm(folder, { recursive: true });
  });
});
