import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import { callPlugin, eventsOf, failureOf, hasJspi, type PluginCall, type PluginResult } from '../callPlugin';
import { TemporaryPlugins } from '../wat';

const temporary = new TemporaryPlugins();
after(() => temporary.remove());

/** Sends a mail, which is the plug-in's import. */
async function send(source: string, settings: PluginCall['settings'] = {}): Promise<PluginResult> {
  const ownFunctions = temporary.write('host-functions.mjs', source);
  return callPlugin({ plugin: 'broken/missing-import.wasm', function: 'send', settings, request: { ownFunctions } });
}
describe('Host functions of the workspace', function () {
  this.timeout(20_000);

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
    ['Uint8Array.of(255, 0)', { output: '0xff00', outputBytes: 2 }],
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
