import { deepStrictEqual, match, strictEqual } from 'node:assert';
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixtures } from '../host/paths';
import { eventually } from './eventually';
import { outputOf } from './output';
import { openWorkbench, type Workbench } from './workbench';

const corner = (name: string): string => join(fixtures, 'corners', name);

describe('A plug-in that is built again', () => {
  let workbench: Workbench;
  let file: string;

  before(async () => {
    workbench = await openWorkbench({
      workspace: 'sample',
      prepare: (folder) => {
        for (const name of ['go', 'c', 'rust', 'zig', 'assemblyscript', 'greet.extism.json'])
          rmSync(join(folder, name), { recursive: true });
        file = join(folder, 'plugin.wasm');
        copyFileSync(corner('echo.wasm'), file);
      },
    });
    await workbench.openView('Extism');
  });

  after(() => workbench?.close());

  const expectPlugins = (...rows: string[]) => eventually(async () => deepStrictEqual(await workbench.tree('Plug-ins').rows(), rows));
  const expectHash = () =>
    eventually(async () => {
      const hash = createHash('sha256').update(readFileSync(file)).digest('hex');
      match(await workbench.tree('Plug-ins').tooltip('plugin.wasm'), new RegExp(`SHA-256:\\s${hash}`));
    });
  const call = (name: string, input: string) =>
    outputOf(workbench, async () => {
      await workbench.tree('Plug-ins').inlineAction(['plugin.wasm', 'Functions', name], 'Call Function…');
      await workbench.typeInput(input);
    });

  it('shows so, and the next call runs the new code', async () => {
    await expectPlugins('plugin.wasm  564 B', '  Functions', '    echo', '    echo_input_block');
    await expectHash();
    strictEqual(await call('echo', 'first build'), 'first build');
    copyFileSync(corner('no-output.wasm'), file);
    await expectPlugins('plugin.wasm  54 B', '  Functions', '    no_output');
    await expectHash();
    strictEqual(await call('no_output', ''), '');
  });

  it('says that it is half written, and heals', async () => {
    const whole = readFileSync(corner('echo.wasm'));
    writeFileSync(file, whole.subarray(0, 200));
    await expectPlugins('plugin.wasm  truncated: the import section should end at byte 278, but the file ends at byte 200');
    await workbench.screenshot('half written');
    writeFileSync(file, whole);
    await expectPlugins('plugin.wasm  564 B', '  Functions', '    echo', '    echo_input_block');
    strictEqual(await call('echo', 'healed'), 'healed');
  });

  it('shows no more when it is gone', async () => {
    rmSync(file);
    await expectPlugins();
    await eventually(async () => strictEqual((await workbench.tree('Plug-ins').welcomeText()).slice(0, 22), 'No plug-in was found i'));
  });
});
