import { deepStrictEqual } from 'node:assert';
import { eventually } from './eventually';
import { playScenario, PLUGIN_ROWS } from './scenario';
import { openFile, widenSideBar } from './screen';
import { openWorkbench } from './workbench';

// As tidy as a picture for the README wants it.
const userSettings = {
  'window.commandCenter': false,
  'workbench.layoutControl.enabled': false,
  'editor.fontSize': 13,
  'editor.minimap.enabled': false,
};

for (const theme of ['light', 'dark'] as const) {
  describe(`The sample, ${theme}`, () => {
    it('calls say_hello by the button beside it', async () => {
      const workbench = await openWorkbench({ workspace: 'sample', theme, userSettings });
      await openFile(workbench, 'main.go');
      await workbench.openView('Extism');
      await widenSideBar(workbench.page, 470);
      await eventually(async () =>
        deepStrictEqual(await workbench.tree('Plug-ins').rows(), [
          'greet.extism.json  manifest · 1 module · WASI',
          'simple-assemblyscript.wasm  AssemblyScript · 17 KB',
          'simple-c.wasm  C · 12 KB',
          'simple.wasm  Go 1.26 · 1.8 MB · WASI',
          'simple-rust.wasm  Rust 1.96 · 634 KB',
          'simple-zig.wasm  Zig · 51 KB',
        ]),
      );

      await playScenario(workbench);
      await eventually(async () => deepStrictEqual((await workbench.tree('Plug-ins').rows()).slice(3, 8), PLUGIN_ROWS));
      await eventually(async () =>
        deepStrictEqual(await workbench.tree('Host Memory').rows(), ['hello  👋 Hello World 🌍', 'message  I 💜 Extism 😍']),
      );
      deepStrictEqual(await workbench.notifications(), []);
      await workbench.page.locator('.editor-instance .view-line').nth(2).click();
      await workbench.screenshot(`scenario-${theme}`);
      await workbench.close();
    });
  });
}
