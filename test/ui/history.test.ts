import { deepStrictEqual, match, strictEqual } from 'node:assert';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixtures } from '../host/paths';
import { eventually } from './eventually';
import { blockOf, timeless } from './output';
import { saveAs, textInSight, widenSideBar } from './screen';
import { openWorkbench, type Workbench } from './workbench';

/** An item of a pick list, without how long its call took and when it was. */
const timelessItem = (item: string): string => item.replace(/ · [^·]* · \d\d:.*/, '');

describe('A call that has ended', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({
      workspace: 'sample',
      userSettings: { 'diffEditor.useInlineViewWhenSpaceIsLimited': false },
      prepare: (folder) => {
        for (const name of ['echo.wasm', 'binary.wasm', 'floods.wasm']) copyFileSync(join(fixtures, 'corners', name), join(folder, name));
      },
    });
    await workbench.openView('Extism');
    await widenSideBar(workbench.page, 500);
  });

  after(() => workbench?.close());

  const calls = () => workbench.tree('Calls');
  const call = (file: string, name: string, input: string) =>
    blockOf(workbench, async () => {
      await workbench.tree('Plug-ins').inlineAction([file, 'Functions', name], 'Call Function…');
      await workbench.typeInput(input);
    });
  const expectCalls = (...rows: string[]) => eventually(async () => deepStrictEqual((await calls().rows()).map(timeless), rows));
  const tab = (title: string) => workbench.page.locator('.tab.active').filter({ has: workbench.page.getByText(title, { exact: true }) });
  const language = () => workbench.page.locator('.statusbar-item[id="status.editor.mode"]').innerText();

  it('is repeated', async () => {
    const first = await call('echo.wasm', 'echo', 'again');
    strictEqual(await blockOf(workbench, () => calls().titleAction('Repeat Last Call')), first);
    strictEqual(await blockOf(workbench, () => workbench.runCommand('Extism: Repeat Last Call')), first);
    strictEqual(await blockOf(workbench, () => calls().inlineAction('echo', 'Repeat Call')), first);
    const row = 'echo  "again"  5 B · DURATION';
    await expectCalls(row, row, row, row);
    await calls().titleAction('Clear Calls');
    await expectCalls();
    await workbench.screenshot('calls cleared');
  });

  it('shows its output in an editor, in its language', async () => {
    await call('echo.wasm', 'echo', '{"name":"Extism","tags":["a","b"]}');
    await calls().inlineAction('echo', 'Show Call Output in Editor');
    await tab('echo.json').waitFor();
    await eventually(async () => strictEqual(await language(), 'JSON'));
    await eventually(async () =>
      strictEqual(await textInSight(workbench.page.locator('.editor-instance')), '{"name":"Extism","tags":["a","b"]}'),
    );
    await workbench.screenshot('output in an editor');
  });

  it('shows binary output as a dump', async () => {
    await call('binary.wasm', 'output', '');
    await calls().inlineAction('output', 'Show Call Output in Editor');
    await tab('output.hex').waitFor();
    await workbench.screenshot('binary output');
  });

  it('gives the exact bytes of its output', async () => {
    await calls().contextMenu('output', 'Save Call Output…');
    const file = join(String(workbench.workspace), 'saved.bin');
    await saveAs(workbench, 'output.bin', file);
    const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString('hex');
    await eventually(() => strictEqual(readFileSync(file, 'hex'), everyByte));
  });

  it('is compared with another', async () => {
    await call('echo.wasm', 'echo', '{"name":"Workbench"}');
    await eventually(async () =>
      strictEqual(timeless(String((await calls().rows())[0])), 'echo  echo.wasm  "{"name":"Workbench"}"  20 B · DURATION'),
    );
    await calls().contextMenu('echo', 'Compare Call Outputs…');
    await eventually(async () =>
      deepStrictEqual((await workbench.pickItems()).map(timelessItem), [
        'output("")  binary.wasm · 256 B',
        'echo("{"name":"Extism","tags":["a","b"]}")  echo.wasm · 34 B',
      ]),
    );
    await workbench.screenshot('compare with');
    await workbench.pickItem('echo("{"name":"Extism","tags":["a","b"]}")');
    await tab('echo("{"name":"Extism","tags":["a","b"]}") ↔ echo("{"name":"Workbench"}")').waitFor();
    const sides = workbench.page.locator('.monaco-diff-editor .editor');
    await eventually(async () => {
      deepStrictEqual(await textInSight(sides.first()), '{"name":"Extism","tags":["a","b"]}');
      deepStrictEqual(await textInSight(sides.last()), '{"name":"Workbench"}');
    });
    await workbench.screenshot('outputs compared');
  });

  it('says how to have what its record leaves out, and has it then', async () => {
    const leftOut = async (how: string, lead: string) => {
      strictEqual(
        (await call('floods.wasm', 'logs', '2000')).match(/^ {2}… .*/m)?.[0].replace(/\d+$/, 'N'),
        `  … 900 more events left out · ${how} · call N`,
      );
      await eventually(async () => strictEqual(timeless(String((await calls().rows())[0])), lead));
    };
    await leftOut('to keep all, turn on extism.transcripts', 'logs  floods.wasm  "2000"  0 B · DURATION');
    await calls().click('logs', '… 900 more events left out');
    await workbench.waitForNotification('Turn on "extism.transcripts"');
    await workbench.screenshot('no transcript');
    await workbench.answerNotification('Turn on "extism.transcripts"', 'Open Settings');
    await workbench.page.locator('.setting-item-label').filter({ hasText: 'Transcripts' }).waitFor();

    const settings = join(String(workbench.workspace), '.vscode', 'settings.json');
    writeFileSync(settings, JSON.stringify({ ...JSON.parse(readFileSync(settings, 'utf8')), 'extism.transcripts': true }));
    await workbench.page.locator('.setting-item').filter({ hasText: 'Modified in' }).waitFor();
    await workbench.page.keyboard.press('Escape');
    await calls().titleAction('Clear Calls');
    await leftOut('show transcript', 'logs  "2000"  0 B · DURATION');
    await calls().contextMenu('logs', 'Show Transcript');
    const transcript = workbench.page.locator('.tab.active').filter({ hasText: /^call-\d+\.txt$/ });
    const name = await transcript.textContent();
    await eventually(async () =>
      match(await textInSight(workbench.page.locator('.editor-instance')), /^▶ floods\.wasm › logs\("2000"\)\n {2}info: 0123/),
    );
    await workbench.screenshot('transcript');

    await calls().contextMenu('logs', 'Save Transcript…');
    const file = join(String(workbench.workspace), 'saved.txt');
    await saveAs(workbench, String(name).trim(), file);
    await eventually(() => strictEqual(readFileSync(file, 'utf8').match(/^ {2}info: /gm)?.length, 32_000));
  });
});
