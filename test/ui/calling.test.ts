import { deepStrictEqual, strictEqual } from 'node:assert';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixtures } from '../host/paths';
import { eventually } from './eventually';
import { timeless } from './output';
import { BLOCK, INPUT } from './scenario';
import { chooseFile, inputButton, inputTitle, inputValue, openFile } from './screen';
import { openWorkbench, type Workbench } from './workbench';

/** The first line of every block in the output channel, without its time. */
const heads = (workbench: Workbench): string[] =>
  [...workbench.outputText('Extism').matchAll(/^▶ (.*?)  +\d\d:.*$/gm)].map(([, head]) => head ?? '');

describe('A function is called', () => {
  let workbench: Workbench;
  let called: string[];

  before(async () => {
    workbench = await openWorkbench({
      workspace: 'sample',
      prepare: (folder) => {
        copyFileSync(join(fixtures, 'corners', 'echo.wasm'), join(folder, 'echo.wasm'));
        writeFileSync(join(folder, 'input.txt'), 'one\ntwo 👋\n');
      },
      keybindings: [
        { key: 'ctrl+alt+h', command: 'extism.callFunction', args: { plugin: 'go/simple.wasm', function: 'say_hello', input: INPUT } },
        { key: 'ctrl+alt+j', command: 'extism.callFunction', args: { plugin: 'echo.wasm', function: 'echo' } },
      ],
    });
  });

  after(() => workbench?.close());

  beforeEach(async () => {
    await workbench.openView('Extism');
    called = heads(workbench);
  });

  afterEach(() => workbench.page.keyboard.press('Escape')); // what a test that failed has left open

  const expectCall = (head: string) => eventually(() => deepStrictEqual(heads(workbench), [...called, head]));
  const callEcho = () => workbench.tree('Plug-ins').inlineAction(['echo.wasm', 'Functions', 'echo'], 'Call Function…');

  it('from the palette, which asks for plug-in, function and input', async () => {
    await workbench.runCommand('Extism: Call Function…');
    await eventually(async () =>
      deepStrictEqual(await workbench.pickItems(), [
        'echo.wasm',
        'greet.extism.json  Go 1.26',
        'simple-assemblyscript.wasm  assemblyscript · AssemblyScript',
        'simple-c.wasm  c · C',
        'simple.wasm  go · Go 1.26',
        'simple-rust.wasm  rust · Rust 1.96',
        'simple-zig.wasm  zig · Zig',
        'Another file…',
      ]),
    );
    await eventually(async () => strictEqual(await inputTitle(workbench.page), 'Call Function'));
    await workbench.screenshot('palette plug-in');
    await workbench.pickItem('echo.wasm');
    await eventually(async () => deepStrictEqual(await workbench.pickItems(), ['echo', 'echo_input_block']));
    await workbench.screenshot('palette function');
    await workbench.pickItem('echo_input_block');
    await workbench.typeInput('from the palette');
    await expectCall('echo.wasm › echo_input_block("from the palette")');
  });

  it('from the palette, which does not ask for the only function', async () => {
    await workbench.runCommand('Extism: Call Function…');
    await workbench.pickItem('simple-zig.wasm', 'zig · Zig');
    await workbench.typeInput(INPUT);
    await expectCall(`simple-zig.wasm › say_hello("${INPUT}")`);
  });

  it("from a file's context menu in the Explorer", async () => {
    await workbench.openView('Explorer');
    await workbench.tree('Explorer Section').contextMenu(['go', 'simple.wasm'], 'Call Function…');
    await workbench.typeInput(INPUT);
    await expectCall(`simple.wasm › say_hello("${INPUT}")`);
  });

  it('by a keybinding with arguments', async () => {
    await workbench.page.keyboard.press('Control+Alt+H');
    await expectCall(`simple.wasm › say_hello("${INPUT}")`);
    strictEqual(timeless(workbench.outputText('Extism')).slice(-BLOCK.length), BLOCK);
  });

  it('by a keybinding that leaves the input to be asked for', async () => {
    await workbench.page.keyboard.press('Control+Alt+J');
    await workbench.typeInput('by a key');
    await expectCall('echo.wasm › echo("by a key")');
  });

  it('with an empty text and without input, which differ', async () => {
    await callEcho();
    await workbench.typeInput('');
    await expectCall('echo.wasm › echo("")');
    called = heads(workbench);
    await callEcho();
    await inputButton(workbench.page, 'Call without input');
    await expectCall('echo.wasm › echo()');
  });

  it("with the editor's whole text or its selection", async () => {
    await openFile(workbench, 'input.txt');
    await callEcho();
    await workbench.screenshot('input of echo');
    await inputButton(workbench.page, "Use the editor's whole text");
    await expectCall('echo.wasm › echo("one↵two 👋↵")');
    called = heads(workbench);

    await workbench.page.locator('.editor-instance .view-line').first().click();
    await workbench.page.keyboard.press('Home');
    await workbench.page.keyboard.press('Shift+End');
    await callEcho();
    await inputButton(workbench.page, "Use the editor's selection");
    await expectCall('echo.wasm › echo("one")');
    called = heads(workbench);

    await workbench.page
      .locator('.editor-instance .view-line')
      .first()
      .click({ button: 'right', position: { x: 5, y: 5 } });
    await workbench.page.locator('.context-view .action-label[aria-label^="Call Function with Selection…"]').hover();
    await workbench.screenshot('menu of the editor');
    await workbench.page.keyboard.press('Enter');
    await workbench.pickItem('echo.wasm');
    await workbench.pickItem('echo_input_block');
    await expectCall('echo.wasm › echo_input_block("one")');
    called = heads(workbench);

    await workbench.runCommand('Extism: Call Function with File…');
    await workbench.pickItem('echo.wasm');
    await workbench.pickItem('echo_input_block');
    await expectCall('echo.wasm › echo_input_block("one↵two 👋↵")');
  });

  it('with the last input of that function, unless another is typed', async () => {
    await callEcho();
    await workbench.typeInput('remembered');
    await expectCall('echo.wasm › echo("remembered")');
    called = heads(workbench);

    await callEcho();
    await eventually(async () => strictEqual(await inputValue(workbench.page), 'remembered'));
    await workbench.page.keyboard.type('typed over it');
    await workbench.page.keyboard.press('Enter');
    await expectCall('echo.wasm › echo("typed over it")');

    await workbench.tree('Plug-ins').inlineAction(['echo.wasm', 'Functions', 'echo_input_block'], 'Call Function…');
    await eventually(async () => strictEqual(await inputValue(workbench.page), 'from the palette'));
    await workbench.page.keyboard.press('Escape');
  });

  it('of a plug-in elsewhere, which the view loads whatever is focused there', async () => {
    await workbench.tree('Plug-ins').click('simple-c.wasm');
    await workbench.tree('Plug-ins').titleAction('Load Plug-in…');
    await chooseFile(workbench.page, join(fixtures, 'corners', 'binary.wasm'));
    await workbench.tree('Plug-ins').inlineAction(['binary.wasm', 'Functions', 'output'], 'Call Function…');
    await workbench.typeInput('');
    await expectCall('binary.wasm › output("")');
  });

  it('not at all where a question is left', async () => {
    await workbench.runCommand('Extism: Call Function…');
    await workbench.page.keyboard.press('Escape');
    await callEcho();
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('Control+Alt+H');
    await expectCall(`simple.wasm › say_hello("${INPUT}")`);
    deepStrictEqual(await workbench.notifications(), []);
  });
});
