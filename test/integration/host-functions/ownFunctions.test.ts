import { strict as assert } from 'node:assert';
import { readFile, rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { CallRecord } from '../../../src/api';
import { call, execute, failureOf, file, listed, outputText, withSettings } from '../support';

const FILE = 'host-functions.ts';
const MAIL = 'mail.wasm';

const provider = async (): Promise<string | undefined> => (await listed(file(MAIL))).hostImports[0]?.providedBy;

const providedBy = (by: string | undefined) => listed(file(MAIL), ({ hostImports }) => hostImports[0]?.providedBy === by);

async function send(): Promise<CallRecord> {
  const record = await call(MAIL, 'send', { config: { from: 'me' } });
  outputText(record);
  return record;
}

/** What the host function answered. */
const answer = async (): Promise<string | undefined> => (await send()).hostCalls[0]?.output;

const write = (source: string, path = FILE): Promise<void> => writeFile(file(path).fsPath, source);

describe("the workspace's own host functions", () => {
  let before: string;
  beforeEach(async () => {
    before = await readFile(file(FILE).fsPath, 'utf8');
  });
  afterEach(() => write(before));

  it('are called, in TypeScript and with what they import', async () => {
    const { hostCalls, logs } = await send();
    const { micros, ...hostCall } = hostCalls[0] ?? assert.fail('no host call');
    assert.ok(micros >= 0);
    assert.deepEqual(hostCall, {
      namespace: 'env',
      name: 'hostSendMail',
      input: 'to: someone@example.org',
      inputBytes: 23,
      output: 'sent: to: someone@example.org',
      outputBytes: 29,
    });
    assert.deepEqual(logs, [{ level: 'info', text: 'mail 1: to: someone@example.org' }]);
  });

  it('are told of in the list', async () => {
    assert.match((await provider()) ?? '', /host-functions\.ts/);
    assert.equal((await listed(file(MAIL))).problem, undefined);
  });

  it('keep nothing from one call to the next', async () => {
    await send();
    assert.deepEqual((await send()).logs, [{ level: 'info', text: 'mail 1: to: someone@example.org' }]);
  });

  it('are called anew when they were saved in an editor', async () => {
    const editor = await vscode.window.showTextDocument(file(FILE));
    const saves = 'export const hostSendMail = () => "saved";';
    await editor.edit((edit) => edit.replace(new vscode.Range(0, 0, editor.document.lineCount, 0), saves));
    await editor.document.save();
    assert.equal(await answer(), 'saved');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('are called anew when another program wrote them', async () => {
    await write(
      'export const hostSendMail = (input: string, { config }: { config: Record<string, string> }) => `${config.from}, ${input}`;',
    );
    assert.equal(await answer(), 'me, to: someone@example.org');
  });

  it('are called anew when what they import was written', async () => {
    assert.equal(await answer(), 'sent: to: someone@example.org');
    await write("export const greeting: string = 'posted';", 'greeting.ts');
    assert.equal(await answer(), 'posted: to: someone@example.org');
    await write("export const greeting: string = 'sent';\n", 'greeting.ts');
  });

  it('are waited for', async () => {
    await write(`
      import { setTimeout } from 'node:timers/promises';
      export async function hostSendMail(input: string): Promise<string> {
        await setTimeout(20);
        return 'later: ' + input;
      }`);
    assert.equal(await answer(), 'later: to: someone@example.org');
  });

  it('answer with bytes, an object or nothing', async () => {
    for (const [source, expected] of [
      ['new Uint8Array([0, 255])', '0x00ff'],
      ['({ ok: [true] })', '{"ok":[true]}'],
      ['undefined', undefined],
    ] as const) {
      await write(`export function hostSendMail() { return ${source}; }`);
      assert.equal(await answer(), expected);
    }
  });

  for (const [what, declared] of [
    ['', 'function'],
    [', while it is waited for', 'async function'],
  ] as const) {
    it(`fail the call where they throw${what}, and tell where`, async () => {
      await write(
        `interface Unused {\n  a: string;\n}\nexport ${declared} hostSendMail(input: string) {\n  throw new Error('no mail today');\n}\n`,
      );
      const record = await call(MAIL, 'send');
      const { message, detail } = failureOf(record, 'hostFunctionError');
      assert.equal(message, 'hostSendMail: no mail today');
      assert.match(detail ?? '', /host-functions\.ts:5:9/);
      assert.equal(record.hostCalls[0]?.error, 'no mail today');
    });
  }

  it('fail the call where their file cannot be loaded, and not once it can', async () => {
    await write('export function hostSendMail( {');
    assert.match(failureOf(await call(MAIL, 'send'), 'hostFunctionError').message, /host-functions\.ts/);
    await write("throw new Error('at the top');\nexport const hostSendMail = () => 'never';\n");
    assert.match(failureOf(await call(MAIL, 'send'), 'hostFunctionError').message, /at the top/);
    await write("export const hostSendMail = () => 'mended';");
    assert.equal(await answer(), 'mended');
  });

  it('may hang and be ended, as a plug-in may', async () => {
    await write('export function hostSendMail(): string { for (;;); }');
    failureOf(await call(MAIL, 'send', { timeout: 300 }), 'timeout');
    await write("export const hostSendMail = () => 'well again';");
    assert.equal(await answer(), 'well again');
  });

  it('may end their process, which fails the call alone', async () => {
    await write('export function hostSendMail(): string { process.exit(3); }');
    failureOf(await call(MAIL, 'send'), 'runnerDied');
    await write("export const hostSendMail = () => 'well again';");
    assert.equal(await answer(), 'well again');
  });

  it('may be in JavaScript', async () => {
    await write('export const hostSendMail = (input) => `JavaScript, ${input}`;\n', 'other.js');
    await write('exports.hostSendMail = async (input) => `CommonJS, ${input}`;\n', 'other.cjs');
    await withSettings({ hostFunctionsFile: 'other.js' }, async () => {
      assert.equal(await answer(), 'JavaScript, to: someone@example.org');
      await providedBy('other.js');
    });
    await withSettings({ hostFunctionsFile: './other.cjs' }, async () => {
      assert.equal(await answer(), 'CommonJS, to: someone@example.org');
      await providedBy('other.cjs');
    });
  });

  it('are missing where their file is', async () => {
    await rm(file(FILE).fsPath);
    const { detail } = failureOf(await call(MAIL, 'send'), 'missingImport');
    assert.match(detail ?? '', /the file that "extism.hostFunctionsFile" names, .*, which is not there/);
    await listed(file(MAIL), ({ problem }) => problem?.includes('hostSendMail') === true);
    await write(before);
    await providedBy(FILE);
  });

  it('win over mocks', async () => {
    await withSettings({ mocks: { env: { hostSendMail: { value: 'a mock' } } } }, async () => {
      assert.equal(await answer(), 'sent: to: someone@example.org');
    });
  });

  for (const path of ['stubs.ts', 'stubs.js', 'stubs.cjs']) {
    it(`are written by a command where they are missing: ${path}`, async () => {
      await withSettings({ hostFunctionsFile: path }, async () => {
        await providedBy(undefined);
        await execute('extism.writeHostFunctions', MAIL);
        assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, file(path).fsPath);
        await providedBy(path);
        assert.deepEqual((await send()).logs, [{ level: 'info', text: 'hostSendMail' }]);
      });
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    });
  }
});
