import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseSettings, type RawSettings } from '../../src/core/settings';
import type { RunRequest } from '../../src/protocol/runner';
import type { RunEvent } from '../../src/vscode/runnerProcess';
import { callPlugin, failureOf, outputOf, startRunner } from './callPlugin';
import { HttpServer, redirect } from './httpServer';
import { corner, ManifestFolder } from './manifestFolder';

const ECHO = readFileSync(corner('echo.wasm'));
const ECHO_HASH = createHash('sha256').update(ECHO).digest('hex');

const request = (path: string, name: string): RunRequest => ({
  path,
  kind: 'manifest',
  function: name,
  settings: parseSettings({} as RawSettings).settings,
  environment: {},
  keepInstance: false,
});

describe('Calls of manifests', () => {
  const folder = new ManifestFolder();
  let server: HttpServer;

  const echo = (manifest: object, input = 'x') => callPlugin({ plugin: folder.manifest(manifest), function: 'echo', input });
  const echoed = async (manifest: object): Promise<string> => outputOf(await echo(manifest));
  const refusal = async (manifest: object): Promise<string> => {
    const { reason, message, detail } = failureOf(await echo(manifest));
    return [reason, message, detail].join(' | ');
  };

  const url = (path: string) => ({ url: server.url(path) });
  const greet = async (wasm: object[]): Promise<string> =>
    outputOf(await callPlugin({ plugin: folder.manifest({ wasm }), function: 'say_hello' }));
  const vars = (memory: object) =>
    callPlugin({ plugin: folder.manifest({ wasm: [{ path: corner('vars.wasm') }], memory }), function: 'count' });

  before(async () => {
    server = await HttpServer.start({
      '/echo.wasm': (_, response) => void response.end(ECHO),
      '/moved.wasm': redirect('/echo.wasm'),
      '/page.wasm': (_, response) => void response.end('<!doctype html>'),
      '/never.wasm': () => undefined,
    });
  });

  after(() => {
    server.stop();
    folder.remove();
  });

  it('have modules from files, from the manifest itself and from the network', async () => {
    assert.equal(await echoed({ wasm: [{ path: corner('echo.wasm'), hash: ECHO_HASH }] }), 'x');
    assert.equal(await echoed({ wasm: [{ data: ECHO.toString('base64'), hash: ECHO_HASH.toUpperCase() }] }), 'x');
    assert.equal(await echoed({ wasm: [{ data: ECHO.toString('base64').replace(/=+$/, '') }] }), 'x');
    assert.equal(await echoed({ wasm: [{ url: server.url('/moved.wasm'), hash: ECHO_HASH }] }), 'x');
  });

  it('fetch with the method and the headers that the manifest names', async () => {
    const headers = { Authorization: 'Bearer me' };
    assert.equal(await echoed({ wasm: [{ url: server.url('/echo.wasm'), method: 'post', headers }] }), 'x');
    const { method, headers: received } = server.received.at(-1) ?? assert.fail();
    assert.deepEqual([method, received.authorization], ['POST', 'Bearer me']);
  });

  it('say why a module cannot be had, or is another one', async () => {
    const wrong = '0'.repeat(64);
    assert.match(await refusal({ wasm: [{ path: 'no.wasm' }] }), /^notAModule \| cannot read .*no\.wasm: there is no such file/);
    assert.match(await refusal({ wasm: [url('/no.wasm')] }), /^notAModule \| cannot fetch .*\/no\.wasm: the server answered 404 Not Found/);
    assert.match(await refusal({ wasm: [url('/page.wasm')] }), /^notAModule \| not a WebAssembly module: bad magic/);
    assert.match(await refusal({ wasm: [{ url: 'http://127.0.0.1:9/a.wasm' }] }), /^notAModule \| cannot fetch .*127\.0\.0\.1:9.*: .*127/);
    for (const source of [{ path: corner('echo.wasm') }, { data: ECHO.toString('base64') }, url('/echo.wasm')]) {
      const expected = `hashMismatch | the module "main" is not the one that the manifest's hash is of | Its SHA-256 is ${ECHO_HASH}, the manifest says ${wrong}.`;
      assert.equal(await refusal({ wasm: [{ ...source, hash: wrong }] }), expected);
    }
  });

  it('are refused with the first mistake of the manifest and its place', async () => {
    const path = folder.write('mistakes.extism.json', '{\n  "wasm": [{ "path": "a.wasm" }],\n  "config": { "a": 1 }\n}');
    const { reason, message } = failureOf(await callPlugin({ plugin: path, function: 'echo' }));
    assert.deepEqual([reason, message], ['notAModule', 'config.a must be a string, and is a number (line 3, column 20)']);
  });

  it('link modules by their names, whichever is the main one', async () => {
    const lib = { path: corner('linking/lib.wasm'), name: 'lib' };
    const main = { path: corner('linking/main.wasm') };
    const expected = await greet([lib, { ...main, name: 'main' }]);
    assert.notEqual(expected, '');
    assert.equal(await greet([lib, main]), expected);
    assert.equal(await greet([main, lib]), expected); // the one without a name is the main one, here as in Rust and Go
    assert.equal(await greet([lib, { ...main, name: 'other' }]), expected); // and else the last
  });

  it('give config, which wins over the settings, whatever its keys', async () => {
    const plugin = folder.write(
      'config.extism.json',
      `{ "wasm": [{ "path": ${JSON.stringify(corner('config.wasm'))} }], "config": { "a": "manifest", "__proto__": "odd" } }`,
    );
    const settings = { config: { a: 'settings', b: 'settings' } };
    const get = async (key: string): Promise<string> => outputOf(await callPlugin({ plugin, function: 'get', input: key, settings }));
    assert.deepEqual([await get('a'), await get('b'), await get('__proto__')], ['manifest', 'settings', 'odd']);
  });

  it('hold to the limits of memory', async () => {
    assert.equal(outputOf(await vars({ max_var_bytes: 100 })), '1');
    assert.equal((await vars({ max_var_bytes: 0 })).outcome.kind, 'failure');
    const pages = failureOf(await echo({ wasm: [{ path: corner('echo.wasm') }], memory: { max_pages: 0 } }));
    assert.equal(pages.reason, 'outOfMemory', JSON.stringify(pages));
    assert.match(pages.detail ?? '', /the manifest's "memory"/);

    const greedy = folder.write(
      'greedy.extism.json',
      JSON.stringify({ wasm: [{ path: corner('../broken/allocate.wasm') }], memory: { max_pages: 64 } }),
    );
    const [linear, kernel] = await Promise.all(['linear', 'kernel'].map((name) => callPlugin({ plugin: greedy, function: name })));
    assert.ok(linear && kernel);
    assert.ok(linear.memoryPages.after > 32 && linear.memoryPages.after <= 64, JSON.stringify(linear.memoryPages));
    assert.equal(failureOf(kernel).reason, 'outOfMemory');
  });

  it('are as good in TOML', async () => {
    const text = `[[wasm]]\npath = '${corner('echo.wasm')}'\nhash = "${ECHO_HASH}"\n`;
    assert.equal(outputOf(await callPlugin({ plugin: folder.write('echo.extism.toml', text), function: 'echo', input: 'x' })), 'x');
  });

  it('tell their time-out before anything is fetched, at every call, and what was fetched', async () => {
    const runner = startRunner();
    try {
      await runner.ready;
      const events: RunEvent[] = [];
      const path = folder.manifest({ wasm: [{ url: server.url('/echo.wasm') }], timeout_ms: 4321 });
      await runner.run(request(path, 'echo'), (event) => events.push(event));
      await runner.run(request(path, 'echo'), (event) => events.push(event));
      const told = events.filter(({ kind }) => kind !== 'callEvents');
      assert.deepEqual(
        told.map((event) => (event.kind === 'fetched' ? [event.url, event.module.exports[0]?.name] : event)),
        [{ kind: 'manifestTimeout', millis: 4321 }, [server.url('/echo.wasm'), 'echo'], { kind: 'manifestTimeout', millis: 4321 }],
      );
    } finally {
      runner.kill();
    }

    const waiting = startRunner();
    await waiting.ready;
    const path = folder.manifest({ wasm: [{ url: server.url('/never.wasm') }], timeout_ms: 1234 });
    const millis = await new Promise<number>((resolve, reject) => {
      waiting.run(request(path, 'echo'), (event) => event.kind === 'manifestTimeout' && resolve(event.millis)).catch(reject);
    }).finally(() => waiting.kill());
    assert.equal(millis, 1234);
  });
});
