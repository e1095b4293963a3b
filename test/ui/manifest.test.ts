import { deepStrictEqual, match, strictEqual } from 'node:assert';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HttpServer } from '../unit/httpServer';
import { readFixture } from '../unit/fixtures';
import { eventually } from './eventually';
import { blockOf } from './output';
import { openFile } from './screen';
import { openWorkbench, type Workbench } from './workbench';

describe('A manifest', () => {
  let server: HttpServer;
  let workbench: Workbench;

  before(async () => {
    server = await HttpServer.start({ '/echo.wasm': (_, response) => void response.end(Buffer.from(readFixture('corners/echo.wasm'))) });
    workbench = await openWorkbench({ workspace: 'sample' });
    await workbench.openView('Extism');
  });

  after(() => server?.stop());

  const read = (...path: string[]): string => readFileSync(join(String(workbench.workspace), ...path), 'utf8');

  it('is created from a module, and called from its first line', async () => {
    await workbench.tree('Plug-ins').contextMenu('simple-c.wasm', 'Create Manifest…');
    await eventually(async () => deepStrictEqual(await workbench.pickItems(), ['Without its hash', 'With its hash']));
    await workbench.pickItem('Without its hash');
    await eventually(() =>
      strictEqual(read('c', 'simple-c.extism.json'), '{\n  "wasm": [\n    {\n      "path": "simple-c.wasm"\n    }\n  ]\n}\n'),
    );

    await workbench.page.locator('.codelens-decoration a', { hasText: 'Call count_vowels…' }).click();
    const block = await blockOf(workbench, () => workbench.typeInput('manifests'));
    match(block, /^▶ simple-c\.extism\.json › count_vowels\("manifests"\)/);
  });

  it('tells what is wrong with it, and mends it', async () => {
    const file = join(String(workbench.workspace), 'greet.extism.json');
    writeFileSync(file, read('greet.extism.json').replace('"hi"', '3'));
    await openFile(workbench, 'greet.extism.json');
    const squiggle = workbench.page.locator('.squiggly-error');
    await squiggle.first().waitFor();
    await workbench.page.locator('.monaco-editor .view-line', { hasText: 'greeting' }).click(); // the editor has the focus from then on
    await workbench.page.keyboard.press('F8'); // to the problem, in a widget that tells it
    await workbench.page.locator('.marker-widget').waitFor();
    await workbench.page.keyboard.press('Escape');
    await workbench.page.locator('.marker-widget').waitFor({ state: 'detached' });
    await workbench.screenshot('Manifest with a mistake');
    await workbench.page.keyboard.press('Control+.');
    await workbench.page.locator('.action-widget').getByText('Quote the value').click();
    await squiggle.first().waitFor({ state: 'detached' });
    await workbench.page.keyboard.press('Control+S');
    await eventually(() => match(read('greet.extism.json'), /"greeting": "3"/));
  });

  it('is opened by the button beside it, whether it is well or broken', async () => {
    const plugins = workbench.tree('Plug-ins');
    const broken = join(String(workbench.workspace), 'broken.extism.json');
    writeFileSync(broken, '{ "wasm": [');
    for (const name of ['greet.extism.json', 'broken.extism.json']) {
      await plugins.inlineAction(name, 'Open Manifest');
      await workbench.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    }
    await workbench.screenshot('A broken manifest, opened');
    rmSync(broken);
  });

  it('is found in the Explorer', async () => {
    await workbench.tree('Plug-ins').contextMenu('simple-c.wasm', 'Reveal in Explorer View');
    await workbench.page.locator('.explorer-folders-view .monaco-list-row.selected', { hasText: 'simple-c.wasm' }).waitFor();
    await workbench.screenshot('A plug-in revealed in the Explorer');
    await workbench.openView('Extism');
  });

  it('has modules fetched when they are called, by a function that is named', async () => {
    const manifest = join(String(workbench.workspace), 'c', 'simple-c.extism.json');
    writeFileSync(manifest, JSON.stringify({ wasm: [{ url: server.url('/echo.wasm') }] }));
    const plugins = workbench.tree('Plug-ins');
    await plugins.inlineAction(['simple-c.extism.json', 'Functions', 'Fetched when called'], 'Call Function…');
    await workbench.typeInput('echo');
    const block = await blockOf(workbench, () => workbench.typeInput('from the network'));
    match(block, /\nfrom the network\n✓ 16 bytes/);
    await eventually(async () =>
      match(
        (await plugins.rows()).join('\n'),
        /simple-c\.extism\.json {2}manifest · 1 module\n {2}Functions\n {4}echo\n {4}echo_input_block/,
      ),
    );
    await workbench.screenshot('Manifest of a module on the network');
  });
});
