import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually';
import { blockOf, timeless } from './output';
import { textInSight, widenSideBar } from './screen';
import { openWorkbench, type Workbench } from './workbench';

const IMPORT = ['mail.wasm', 'Host functions', 'hostSendMail'];
const MISSING = [
  "mail.wasm  nothing provides the plug-in's import env.hostSendMail (i64) → i64",
  '  Functions',
  '    send',
  '  Host functions',
  '    hostSendMail  env · (i64) → i64 · not provided',
];

/** Of the block of a call. */
const HEAD = '▶ mail.wasm › send("")                                        TIME\n';

describe('A host function that nothing provides', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({
      workspace: 'host-functions',
      userSettings: { 'editor.autoClosingBrackets': 'never' },
      prepare: (folder) => {
        for (const name of ['.vscode', 'host-functions.ts', 'greeting.ts']) rmSync(join(folder, name), { recursive: true });
      },
    });
    await workbench.openView('Extism');
    await widenSideBar(workbench.page, 560);
  });

  after(() => workbench?.close());

  const plugins = () => workbench.tree('Plug-ins');
  const calls = () => workbench.tree('Calls');
  const expectPlugins = (...rows: string[]) => eventually(async () => deepStrictEqual(await plugins().rows(), rows));
  const expectCall = (...rows: string[]) =>
    eventually(async () => deepStrictEqual((await calls().rows()).map(timeless).slice(0, rows.length), rows));
  const send = () =>
    blockOf(workbench, async () => {
      await plugins().inlineAction(['mail.wasm', 'Functions', 'send'], 'Call Function…');
      await workbench.typeInput('');
    });

  const expectProvided = (by: string) =>
    expectPlugins('mail.wasm  318 B', ...MISSING.slice(1, -1), `    hostSendMail  env · (i64) → i64 · provided by ${by}`);

  it('is told of, and mocked by the button beside it', async () => {
    await expectPlugins(...MISSING);
    await plugins().inlineAction(IMPORT, 'Mock Host Function…');
    await eventually(async () =>
      deepStrictEqual(await workbench.pickItems(), [
        'A value  the same for every input',
        'By input  a value for each input; add more in the settings',
        'Its input  answers what it was given',
        'Null  offset 0',
        'An error  fails the call',
        'A number  for a function whose result is no offset',
      ]),
    );
    await workbench.screenshot('mocks');
    await workbench.pickItem('A value');
    await workbench.typeInput('queued 📬');
    await expectProvided('a mock: always "queued 📬"');
    strictEqual(
      await send(),
      `${HEAD}  → hostSendMail("to: someone@example.org") (mock) = "queued 📬"  DURATION\n✓ 0 bytes in DURATION\n\n`,
    );
    await calls().expand('send');
    await expectCall('send  ""  0 B · DURATION', '  hostSendMail("to: someone@example.org") (mock) = "queued 📬"  DURATION');
    await workbench.screenshot('mocked');
  });

  it('is told of by a call, and mocked by the button there', async () => {
    await plugins().inlineAction(IMPORT, 'Remove Mock');
    await expectPlugins(...MISSING);
    strictEqual((await send()).split('\n')[1], "✗ nothing provides the plug-in's import env.hostSendMail (i64) → i64");
    await expectCall("send  nothing provides the plug-in's import env.hostSendMail (i64) → i64");
    await calls().inlineAction(['send', 'hostSendMail'], 'Mock Host Function…');
    await workbench.pickItem('An error');
    await workbench.typeInput('no mail today');
    await expectProvided('a mock: the error "no mail today"');
    strictEqual(
      await send(),
      `${HEAD}  → hostSendMail("to: someone@example.org") (mock) failed: no mail today  DURATION\n✗ hostSendMail: no mail today\n\n`,
    );
    await plugins().inlineAction(IMPORT, 'Remove Mock');
    await expectPlugins(...MISSING);
  });

  it('is written in the workspace', async () => {
    const { page } = workbench;
    await plugins().contextMenu(IMPORT, 'Write Host Functions…');
    await page.locator('.tab.active', { hasText: 'host-functions.ts' }).waitFor();
    await expectProvided('host-functions.ts');
    await eventually(async () => {
      const stub = await textInSight(page.locator('.editor-instance'));
      ok(
        stub.includes('/** env.hostSendMail (i64) → i64 */\nexport function hostSendMail(input: string, context: Context): string {'),
        stub,
      );
    });
    await workbench.screenshot('own host functions');

    await page.locator('.editor-instance .view-line').first().click();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await page.keyboard.insertText('export const hostSendMail = (input: string): string => `sent: ${input}`;');
    await page.keyboard.press('Control+S');
    await page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
    strictEqual(
      await send(),
      `${HEAD}  → hostSendMail("to: someone@example.org") = "sent: to: someone@example.org"  DURATION\n✓ 0 bytes in DURATION\n\n`,
    );
  });
});
