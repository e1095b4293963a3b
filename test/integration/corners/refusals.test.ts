import { strict as assert } from 'node:assert';
import { call, failureOf, outputText, withSettings } from '../support';

describe('a call that is refused something', () => {
  it('tells that a module is not the one that its manifest means', async () => {
    const { message, detail } = failureOf(await call('manifests/hash-of-another.extism.json', 'echo'), 'hashMismatch');
    assert.match(message, /hash/);
    assert.match(detail ?? '', /SHA-256 is [0-9a-f]{64}, the manifest says [0-9a-f]{64}/);
  });

  it('tells which host it may not reach, and where to allow it', async () => {
    const { message, detail } = failureOf(await call('http.wasm', 'get', { input: 'http://example.org/' }), 'denied');
    assert.match(message, /example\.org/);
    assert.match(detail ?? '', /"extism\.allowedHosts"/);
  });

  it('is ended by the time-out of the settings', async () => {
    await withSettings({ timeout: 300 }, async () => {
      const { message } = failureOf(await call('many-host-calls.wasm', 'call_host', { input: '2000000000' }), 'timeout');
      assert.equal(message, 'timed out after 300 ms');
    });
    assert.equal(outputText(await call('many-host-calls.wasm', 'call_host', { input: '1' })), '1');
  });
});
