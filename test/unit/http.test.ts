import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunnerGone } from '../../src/vscode/runnerProcess';
import { fixtures } from '../host/paths';
import { until } from '../host/until';
import { callPlugin, failureOf, hasJspi, outputOf, type PluginResult, requestsOf, startRunner } from './callPlugin';
import { HttpServer, redirect, text } from './httpServer';

interface Sent {
  url: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  /** The fixture's function; its body is what it answers by default. */
  function?: 'body' | 'headers' | 'status' | 'twice';
  allowed?: string[];
  limits?: Record<string, number>;
}

const send = ({ url, method, headers, body = '', function: name = 'body', allowed = ['127.0.0.1'], limits = {} }: Sent) =>
  callPlugin({
    plugin: 'http/request.wasm',
    function: name,
    input: `${JSON.stringify({ url, method, headers })}\n${body}`,
    settings: { allowedHosts: allowed, limits },
  });

/** What a POST arrives as that is redirected with this status. */
async function postRedirected(server: HttpServer, status: number): Promise<unknown> {
  server.answer({ '/post': redirect('/echo', status) });
  const headers = { 'content-type': 'text/x-test', authorization: 'Bearer 1' };
  return JSON.parse(outputOf(await send({ url: server.url('/post'), method: 'POST', headers, body: 'sent' })));
}

async function errorOf(url: string, more: Partial<Sent> = {}): Promise<string> {
  const { reason, message } = failureOf(await send({ url, allowed: ['*'], ...more }));
  assert.equal(reason, 'httpError');
  return message;
}

describe('HTTP of plug-ins', () => {
  let server: HttpServer;
  let other: HttpServer;

  before(async function () {
    if (!hasJspi) this.skip();
    server = await HttpServer.start({
      '/hello': text('hello over HTTP'),
      '/missing': text('no such page', 404),
      '/headers': text('', 200, { 'x-answer': '42', 'content-type': 'text/plain' }),
      '/echo': ({ method, body, headers }, response) =>
        response.end(JSON.stringify({ method, body, type: headers['content-type'], authorization: headers.authorization })),
    });
    other = await HttpServer.start({
      '/secret': text('secret'),
      '/echo': ({ headers }, response) => response.end(String(headers.authorization)),
    });
  });

  after(() => {
    server?.stop();
    other?.stop();
  });

  it('gives a plug-in the body of a response, and records the request', async () => {
    const result = await callPlugin({
      plugin: 'corners/http.wasm',
      function: 'get',
      input: server.url('/hello'),
      settings: { allowedHosts: ['127.0.0.1'] },
    });
    assert.equal(outputOf(result), 'hello over HTTP');
    assert.deepEqual(requestsOf(result), [{ method: 'GET', url: server.url('/hello'), status: 200, bytes: 15 }]);
    assert.deepEqual(
      result.events.map(({ kind }) => kind),
      ['http', 'log'],
    );
  });

  it('records requests in order with everything else', async () => {
    const result = await send({ url: server.url('/hello'), function: 'twice' });
    assert.deepEqual(
      result.events.map(({ kind }) => kind),
      ['http', 'log', 'http'],
    );
  });

  it('sends method, headers and body', async () => {
    const result = await send({
      url: server.url('/echo'),
      method: 'put',
      headers: { 'content-type': 'text/x-test', authorization: 'Bearer 1' },
      body: 'sent',
    });
    assert.deepEqual(JSON.parse(outputOf(result)), { method: 'PUT', body: 'sent', type: 'text/x-test', authorization: 'Bearer 1' });
  });

  it('sends user and password of a URL in a header, and does not show them', async () => {
    const result = await send({ url: server.url('/echo').replace('//', '//us%65r:p%C3%A4ss@') });
    const { authorization } = JSON.parse(outputOf(result)) as { authorization: string };
    assert.equal(authorization, `Basic ${Buffer.from('user:päss').toString('base64')}`);
    assert.equal(requestsOf(result)[0]?.url, server.url('/echo'));
  });

  it('gives a plug-in the response headers', async () => {
    const headers: unknown = JSON.parse(outputOf(await send({ url: server.url('/headers'), function: 'headers' })));
    assert.equal((headers as Record<string, string>)['x-answer'], '42');
  });

  it('gives a plug-in the status of a response that says no', async () => {
    assert.equal(failureOf(await send({ url: server.url('/missing'), function: 'status' })).exitCode, 404);
    assert.equal(outputOf(await send({ url: server.url('/missing') })), 'no such page');
  });

  describe('to hosts that are not allowed', () => {
    it('names the host and the setting', async () => {
      const result = await send({ url: other.url('/secret'), allowed: ['example.com', '*.example.org'] });
      assert.deepEqual(result.outcome, {
        kind: 'failure',
        reason: 'denied',
        message: 'HTTP request to 127.0.0.1 is not allowed',
        detail: 'The setting "extism.allowedHosts" allows only example.com, *.example.org.',
        deniedHost: '127.0.0.1',
      });
      assert.deepEqual(other.received, []);
      assert.deepEqual(requestsOf(result), [{ method: 'GET', url: other.url('/secret'), error: 'the host is not allowed' }]);
    });

    it("names the manifest's list where it has one", async () => {
      const folder = await mkdtemp(join(tmpdir(), 'extism-http-'));
      try {
        const plugin = join(folder, 'request.extism.json');
        const manifest = { wasm: [{ path: join(fixtures, 'http', 'request.wasm') }], allowed_hosts: [] };
        await writeFile(plugin, JSON.stringify(manifest));
        const input = JSON.stringify({ url: other.url('/secret') });
        const { detail } = failureOf(await callPlugin({ plugin, function: 'body', input, settings: { allowedHosts: ['*'] } }));
        assert.equal(detail, 'The manifest\'s "allowed_hosts" allows no host.');
      } finally {
        await rm(folder, { recursive: true });
      }
    });

    it('follows no redirect there', async () => {
      server.answer({ '/away': redirect(other.url('/secret', 'localhost')) });
      const result = await send({ url: server.url('/away') });
      const { bytes: _, ...failure } = failureOf(result);
      assert.deepEqual(failure, {
        kind: 'failure',
        reason: 'denied',
        message: `HTTP request to localhost is not allowed: ${server.url('/away')} redirected to it`,
        detail: 'The setting "extism.allowedHosts" allows only 127.0.0.1. Hosts in Rust and Go follow redirects without looking there.',
        deniedHost: 'localhost',
      });
      assert.deepEqual(other.received, []);
      assert.deepEqual(
        requestsOf(result).map(({ status }) => status),
        [302, undefined],
      );
    });
  });

  describe('that is redirected', () => {
    it('gets the answer of the last, and records each', async () => {
      server.answer({ '/one': redirect('two'), '/two': redirect('/hello', 301) });
      const result = await send({ url: server.url('/one') });
      assert.equal(outputOf(result), 'hello over HTTP');
      assert.deepEqual(requestsOf(result), [
        { method: 'GET', url: server.url('/one'), status: 302 },
        { method: 'GET', url: server.url('/two'), status: 301 },
        { method: 'GET', url: server.url('/hello'), status: 200, bytes: 15 },
      ]);
    });

    for (const status of [301, 302, 303]) {
      it(`becomes a GET without a body by ${status}`, async () => {
        assert.deepEqual(await postRedirected(server, status), { method: 'GET', body: '', authorization: 'Bearer 1' });
      });
    }
    for (const status of [307, 308]) {
      it(`keeps method and body by ${status}`, async () => {
        assert.deepEqual(await postRedirected(server, status), {
          method: 'POST',
          body: 'sent',
          type: 'text/x-test',
          authorization: 'Bearer 1',
        });
      });
    }

    it('keeps its authorization from another server', async () => {
      server.answer({ '/other': redirect(other.url('/echo')) });
      assert.equal(outputOf(await send({ url: server.url('/other'), headers: { authorization: 'Bearer 1' } })), 'undefined');
    });

    it('gives up after 20 redirects', async () => {
      const hops = Array.from({ length: 21 }, (_, index) => [`/hop${index}`, redirect(`/hop${index + 1}`)] as const);
      server.answer({ ...Object.fromEntries(hops), '/hop21': text('arrived') });
      assert.equal(outputOf(await send({ url: server.url('/hop1') })), 'arrived');
      const { reason, message } = failureOf(await send({ url: server.url('/hop0') }));
      assert.equal(reason, 'httpError');
      assert.equal(message, `${server.url('/hop0')} redirected more than 20 times`);
    });

    it('goes to http and https URLs only', async () => {
      server.answer({ '/file': redirect('file:///etc/passwd'), '/broken': redirect('http://') });
      assert.match(failureOf(await send({ url: server.url('/file') })).message, /only http and https URLs can: .*\/file redirected to it$/);
      assert.match(failureOf(await send({ url: server.url('/broken') })).message, /redirected to what is no URL$/);
    });
  });

  describe('of large responses', () => {
    it('takes as much as the limit says', async () => {
      server.answer({ '/large': text('x'.repeat(1000)) });
      const limited = (maxHttpResponseBytes: number): Promise<PluginResult> =>
        send({ url: server.url('/large'), limits: { maxHttpResponseBytes } });
      assert.equal(outputOf(await limited(1000)).length, 1000);
      const { reason, message, detail } = failureOf(await limited(999));
      assert.equal(reason, 'httpError');
      assert.equal(message, `the response of ${server.url('/large')} is larger than 999 B`);
      assert.match(detail ?? '', /maxHttpResponseBytes.*max_http_response_bytes/);
      assert.equal(failureOf(await limited(0)).reason, 'httpError');
    });

    it('takes 50 MB where there is no limit, and then ends the connection', async () => {
      let sent = 0;
      const closed = new Promise<void>((resolve) => {
        server.answer({
          '/endless': (_, response) => {
            const chunk = Buffer.alloc(1024 * 1024);
            const more = (): void => {
              for (let room = true; room && !response.destroyed; sent += chunk.length) room = response.write(chunk);
            };
            response.on('drain', more);
            response.on('close', resolve);
            more();
          },
        });
      });
      assert.match(failureOf(await send({ url: server.url('/endless') })).message, /is larger than 50\.0 MB$/);
      await closed;
      assert.ok(sent > 50 * 1024 * 1024);
    });
  });

  describe('that gets no answer', () => {
    it('tells why', async () => {
      const gone = await HttpServer.start({});
      gone.stop();
      const { port } = new URL(server.url('/'));
      server.answer({ '/reset': (_, response) => response.destroy() });
      assert.equal(
        await errorOf('http://127.0.0.1:4/'),
        'cannot GET http://127.0.0.1:4/: 127.0.0.1:4 refused the connection: nothing listens there',
      );
      assert.match(await errorOf('http://no-such-host.invalid/'), /"no-such-host\.invalid"/);
      assert.match(await errorOf(server.url('/reset')), /closed the connection before it had answered$/);
      assert.match(await errorOf(`https://127.0.0.1:${port}/`), new RegExp(`cannot GET https://127\\.0\\.0\\.1:${port}/: 127`));
      assert.match(await errorOf('http://127.0.0.1:1/'), /refuses that port$/);
      assert.equal(await errorOf('not a URL'), 'cannot send an HTTP request to "not a URL": it is no URL');
      assert.match(await errorOf('file:///etc/passwd'), /^file:\/\/\/etc\/passwd cannot be requested, only http and https URLs can$/);
      assert.match(await errorOf('http://127.0.0.1/', { headers: { 'a b': 'c' } }), /has a header that is none/);
    });

    it('says what is wrong with a request that cannot be read', async () => {
      const result = await callPlugin({ plugin: 'http/request.wasm', function: 'body', input: '{"url"' });
      assert.match(failureOf(result).message, /^cannot read the plug-in's HTTP request: /);
      const nothing = await callPlugin({ plugin: 'http/request.wasm', function: 'body', input: 'null\n' });
      assert.equal(failureOf(nothing).message, "cannot read the plug-in's HTTP request: it is no JSON object");
    });

    it('is told of while it waits, for the call may end by that', async () => {
      const waiting = new Promise<void>((resolve) => server.answer({ '/slow': () => resolve() }));
      const seen: unknown[] = [];
      const runner = startRunner();
      const call = callPlugin({
        plugin: 'http/request.wasm',
        function: 'body',
        input: JSON.stringify({ url: server.url('/slow') }),
        settings: { allowedHosts: ['127.0.0.1'] },
        runner,
        onEvent: (event) => seen.push(event),
      });
      const ended = assert.rejects(call, RunnerGone);
      await waiting;
      await until('the request to be told of', () => seen.length > 0);
      runner.kill();
      await ended;
      assert.equal(seen.length, 1);
      const [{ micros, ...event }] = seen as [{ micros: number }];
      assert.deepEqual(event, { kind: 'http', method: 'GET', url: server.url('/slow') });
      assert.ok(micros >= 90_000, String(micros));
    });
  });

  it('is for functions that a host calls', async () => {
    const result = await callPlugin({ plugin: 'http/initialize.wasm', function: 'nothing', settings: { allowedHosts: ['127.0.0.1'] } });
    assert.equal(failureOf(result).message, 'had to wait for an answer where it cannot wait');
  });
});

describe('HTTP of plug-ins without JSPI', () => {
  it('says what it needs', async function () {
    if (hasJspi) this.skip();
    const result = await callPlugin({
      plugin: 'corners/http.wasm',
      function: 'get',
      input: 'http://127.0.0.1/',
      settings: { allowedHosts: ['127.0.0.1'] },
    });
    assert.match(failureOf(result).detail ?? '', /Node.* 24/);
  });
});
