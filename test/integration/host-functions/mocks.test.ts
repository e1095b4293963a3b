import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { call, execute, failureOf, file, listed, outputText, withSettings } from '../support';

const MAIL = 'mail.wasm';
const INPUT = 'to: someone@example.org';

async function withMock(mock: unknown, work: () => Promise<void>): Promise<void> {
  await withSettings({ hostFunctionsFile: '', mocks: { env: { hostSendMail: mock } } }, work);
}

describe('a mock', () => {
  for (const [what, mock, answer] of [
    ['a value', { value: 'answered' }, 'answered'],
    ['a value that is no string', { value: { ok: true } }, '{"ok":true}'],
    ['a value for its input', { map: { [INPUT]: 'for it' } }, 'for it'],
    ['a value for any other input', { map: { another: 'not this' }, otherwise: 'for others' }, 'for others'],
    ['null for any other input', { map: { another: 'not this' } }, undefined],
    ['its input', { echo: true }, INPUT],
    ['null', { null: true }, undefined],
  ] as const) {
    it(`answers with ${what} from the next call on`, async () => {
      await withMock(mock, async () => {
        const record = await call(MAIL, 'send');
        outputText(record);
        const { input, output, mocked } = record.hostCalls[0] ?? assert.fail('no host call');
        assert.deepEqual([input, output, mocked], [INPUT, answer, true]);
      });
    });
  }

  it('fails the call with its error', async () => {
    await withMock({ error: 'no mail today' }, async () => {
      assert.equal(failureOf(await call(MAIL, 'send'), 'hostFunctionError').message, 'hostSendMail: no mail today');
    });
  });

  it('is told of in the list, until it is removed', async () => {
    await withMock({ value: 'listed' }, async () => {
      const { problem } = await listed(file(MAIL), ({ hostImports }) => hostImports[0]?.providedBy?.includes('mock') === true);
      assert.equal(problem, undefined);
      await execute('extism.removeMock', { plugin: MAIL, namespace: 'env', name: 'hostSendMail' });
      await listed(file(MAIL), ({ problem }) => problem?.includes('hostSendMail') === true);
      assert.deepEqual(vscode.workspace.getConfiguration('extism').get('mocks'), {});
      failureOf(await call(MAIL, 'send'), 'missingImport');
    });
  });

  it("of the user's settings is removed there", async () => {
    const mocks = { env: { hostSendMail: { value: 'of the user' }, other: { null: true } } };
    await withSettings({ hostFunctionsFile: '' }, async () => {
      await withSettings(
        { mocks },
        async () => {
          assert.equal((await call(MAIL, 'send')).hostCalls[0]?.output, 'of the user');
          await execute('extism.removeMock', { plugin: MAIL, namespace: 'env', name: 'hostSendMail' });
          failureOf(await call(MAIL, 'send'), 'missingImport');
          const { globalValue, workspaceValue } = vscode.workspace.getConfiguration('extism').inspect('mocks') ?? {};
          assert.deepEqual([globalValue, workspaceValue], [{ env: { other: { null: true } } }, undefined]);
        },
        vscode.ConfigurationTarget.Global,
      );
    });
  });

  it('is not removed from settings that are malformed, which would be lost', async () => {
    const mocks = { env: { hostSendMail: { value: 'sound' } }, also: 'wrong' };
    await withSettings({ hostFunctionsFile: '', mocks }, async () => {
      await execute('extism.removeMock', { plugin: MAIL, namespace: 'env', name: 'hostSendMail' });
      assert.deepEqual(vscode.workspace.getConfiguration('extism').get('mocks'), mocks);
    });
  });

  it('that is malformed is left out, and the others count', async () => {
    await withSettings(
      { hostFunctionsFile: '', mocks: { env: { other: 1, hostSendMail: { value: 'sound' } }, also: 'wrong' } },
      async () => {
        assert.equal((await call(MAIL, 'send')).hostCalls[0]?.output, 'sound');
      },
    );
  });
});
