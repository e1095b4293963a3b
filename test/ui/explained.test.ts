import { deepStrictEqual, match, ok, strictEqual } from 'node:assert';
import { eventually } from './eventually';
import { blockOf } from './output';
import { panel, textInSight, widenSideBar } from './screen';
import { openWorkbench, type Workbench } from './workbench';

/** Clicks where the link is: what is hovered with Ctrl is drawn anew. */
async function followLink(workbench: Workbench, text: string): Promise<void> {
  const box = await panel(workbench.page).locator('.detected-link', { hasText: text }).boundingBox();
  ok(box, 'the link is in sight');
  await workbench.page.keyboard.down('Control');
  await workbench.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await workbench.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await workbench.page.keyboard.up('Control');
}

for (const theme of ['light', 'dark'] as const) {
  describe(`A failure and its source, ${theme}`, () => {
    let workbench: Workbench;

    before(async () => {
      workbench = await openWorkbench({ workspace: 'failures', theme });
      await workbench.openView('Extism');
      await widenSideBar(workbench.page, 600);
    });

    after(() => workbench?.close());

    const calls = () => workbench.tree('Calls');
    const call = (file: string, name: string) =>
      blockOf(workbench, async () => {
        await workbench.tree('Plug-ins').inlineAction([file, 'Functions', name], 'Call Function…');
        await workbench.typeInput('x');
      });
    const cursorIsIn = (file: string, line: number) =>
      eventually(async () => {
        strictEqual(await workbench.page.locator('.tab.active').getAttribute('data-resource-name'), file);
        match((await workbench.page.locator('[id="status.editor.selection"]').textContent()) ?? '', new RegExp(`Ln ${line},`));
      });

    it('are told in the same words in the Calls view and the output channel', async () => {
      const block = await call('panics-zig.wasm', 'index_too_large');
      match(
        block,
        /^▶ panics-zig\.wasm › index_too_large\("x"\) +TIME\n✗ panicked: out of bounds\n {4}at panics\.Order\.price \(zig\/panics\.zig:6:\d+\)\n {4}at panics\.index_too_large \(zig\/panics\.zig:14:\d+\)\n {2}Why it panicked is told on stderr/,
      );
      await calls().expand('index_too_large');
      await eventually(async () =>
        deepStrictEqual((await calls().rows()).slice(0, 4), [
          'index_too_large  panicked: out of bounds',
          '  panics.Order.price  panics.zig:6',
          '  panics.index_too_large  panics.zig:14',
          '  Why it panicked is told on stderr, which wasm32-freestanding does not have: build for wasm32-wasi, or log it in a panic function of your own.',
        ]),
      );
    });

    it('opens from the Calls view', async () => {
      await calls().click('index_too_large', 'panics.Order.price');
      await cursorIsIn('panics.zig', 6);
    });

    it('opens from the output channel, also where only the plug-in said where it was', async () => {
      const block = await call('panics-go.wasm', 'index_too_large');
      match(
        block,
        /✗ panicked: runtime error: index out of range \[2\] with length 2\n {4}at main\.\(\*order\)\.price \(panics\/main\.go:7\)\n/,
      );
      await workbench.runCommand('Extism: Show Output Channel');
      const place = 'panics/main.go:7';
      await eventually(async () => match(await textInSight(panel(workbench.page)), /main\.go:7\)/));
      const link = panel(workbench.page).locator('.detected-link', { hasText: place });
      await link.waitFor();
      await calls().expand('index_too_large');
      await workbench.screenshot(`failure explained, ${theme}`);
      await followLink(workbench, place);
      await cursorIsIn('main.go', 7);
    });

    it('is said to be elsewhere where it is not to be found', async () => {
      await workbench.runCommand('Extism: Clear Calls');
      await call('aborts-debug.wasm', 'index_too_large');
      await calls().expand('index_too_large');
      await calls().click('index_too_large', 'array.ts:114');
      await workbench.waitForNotification('~lib/array.ts is neither where it was');
    });
  });
}
