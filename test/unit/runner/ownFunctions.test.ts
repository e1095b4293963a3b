import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { basename } from 'node:path';
import { after, describe, it } from 'mocha';
import { callPlugin, eventsOf, failureOf, hasJspi, type PluginCall, type PluginResult } from '../callPlugin';
import { TemporaryPlugins } from '../wat';

const temporary = new TemporaryPlugins();
after(() => temporary.remove());

/** Sends a mail, which is the plug-in's import. */
async function send(source: string, settings: PluginCall['settings'] = {}, file = 'host-functions.mjs'): Promise<PluginResult> {
  const ownFunctions = temporary.write(file, source);
  return callPlugin({ plugin: 'broken/missing-import.wasm', function: 'send', settings, request: { ownFunctions } });
}
describe('Host functions of the workspace', () => {
  const mail = { kind: 'hostCall', namespace: 'env', name: 'hostSendMail', input: 'to: someone@example.org', inputBytes: 23 };

  it('are given the text, its bytes, the config and a log, and answer with text', async () => {
    const result = await send(
      `export function hostSendMail(text, { bytes, config, log, memory }) {
        log(text + ' ' + bytes.length + ' ' + config.greeting + ' ' + memory.size, 'warn');
        return { sent: true };
      }`,
      { config: { greeting: 'hi' } },
    );
    assert.deepEqual(eventsOf(result), [
      { kind: 'log', level: 'warn', text: 'to: someone@example.org 23 hi 0' },
      { ...mail, output: '{"sent":true}', outputBytes: 13 },
    ]);
  });

  for (const [value, answer] of [
    ['undefined', {}],
    ['null', {}],
    ["''", { output: '', outputBytes: 0 }],
    ['42', { output: '42', outputBytes: 2 }],
    ['2n ** 62n + 1n', { output: '4611686018427387905', outputBytes: 19 }],
    ['Uint8Array.of(255, 0)', { output: '0xff00', outputBytes: 2 }],
    ['Uint8Array.of(104, 105).buffer', { output: 'hi', outputBytes: 2 }],
    ['new DataView(Uint8Array.of(0, 104, 105).buffer, 1)', { output: 'hi', outputBytes: 2 }],
    ['() => 1', { error: 'returned a function, which JSON has not' }],
  ] as const) {
    it(`answer with ${value}`, async () => {
      assert.deepEqual(eventsOf(await send(`export const hostSendMail = () => ${value};`)), [{ ...mail, ...answer }]);
    });
  }

  it('fail the call with what they throw, and where', async () => {
    const { reason, message, detail } = failureOf(await send("export function hostSendMail() {\n  throw new Error('no server');\n}"));
    assert.deepEqual({ reason, message }, { reason: 'hostFunctionError', message: 'hostSendMail: no server' });
    assert.match(detail ?? '', /host-functions\.mjs:2:\d+/);
  });

  for (const file of ['my folder/höst-functions.mjs', 'my folder/host functions.cjs']) {
    it(`tell where they threw in ${file}`, async () => {
      mkdirSync(temporary.path('my folder'), { recursive: true });
      const start = file.endsWith('.cjs') ? 'exports.hostSendMail = ' : 'export const hostSendMail = ';
      const { detail } = failureOf(await send(`${start}() => {\n  throw new Error('no server');\n};`, {}, file));
      assert.match(detail ?? '', new RegExp(`^at (\\S+ )?\\(?${basename(file)}:2:9\\)?$`));
      const broken = failureOf(await send(`throw new Error('at the top');`, {}, file));
      assert.match(broken.detail ?? '', /:1:7\)?$/);
    });
  }

  it('print to the record of the call, also while they are loaded', async () => {
    const result = await send(
      `console.warn('loading');
      export function hostSendMail() {
        console.log('to %s', 'you', { sent: true });
        console.error('late');
      }`,
    );
    assert.deepEqual(eventsOf(result), [
      { kind: 'log', level: 'warn', text: 'loading' },
      { kind: 'log', level: 'info', text: 'to you { sent: true }' },
      { kind: 'log', level: 'error', text: 'late' },
      mail,
    ]);
  });

  for (const [file, source] of [
    ['host-functions.cjs', "module.exports = { hostSendMail: () => 'sent' };"],
    ['host-functions.mjs', "export default { hostSendMail: () => 'sent' };"],
  ] as const) {
    it(`may be in one object: ${source}`, async () => {
      assert.deepEqual(eventsOf(await send(source, {}, file)), [{ ...mail, output: 'sent', outputBytes: 4 }]);
    });
  }

  it('may wait for something where the platform lets them', async () => {
    const result = await send('export async function hostSendMail(text) {\n  return text.toUpperCase();\n}');
    if (hasJspi) assert.deepEqual(eventsOf(result), [{ ...mail, output: 'TO: SOMEONE@EXAMPLE.ORG', outputBytes: 23 }]);
    else assert.match(failureOf(result).message, /^hostSendMail: is async, /);
  });

  it('have to say that they wait', async () => {
    const { message } = failureOf(await send('export const hostSendMail = () => Promise.resolve(1);'));
    assert.match(message, /^hostSendMail: returned a promise: declare it with "async function"/);
  });

  it('say why they cannot be loaded', async () => {
    const { reason, message } = failureOf(await send("throw new Error('not today');"));
    assert.deepEqual([reason, message], ['hostFunctionError', 'cannot load the host functions of host-functions.mjs: not today']);
  });

  it('win over mocks, which answer where there are none', async () => {
    const settings = { mocks: { env: { hostSendMail: { value: 'mocked' } } } };
    assert.deepEqual(eventsOf(await send("export const hostSendMail = () => 'own';", settings)), [
      { ...mail, output: 'own', outputBytes: 3 },
    ]);
    assert.deepEqual(eventsOf(await send('export const other = 1;', settings)), [
      { ...mail, mocked: true, output: 'mocked', outputBytes: 6 },
    ]);
    const { message } = failureOf(await send('export {};', { mocks: { env: { hostSendMail: { error: 'no server' } } } }));
    assert.equal(message, 'hostSendMail: no server');
  });
});
