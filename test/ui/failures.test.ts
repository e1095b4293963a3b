import { eventually } from './eventually';
import { widenSideBar } from './screen';
import { openWorkbench, type Workbench } from './workbench';

describe('What is broken', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ workspace: 'broken' });
    await workbench.openView('Extism');
  });

  it('shows in the tree with what is wrong', async () => {
    const view = workbench.tree('Plug-ins');
    await eventually(async () => {
      if ((await view.rows()).length < 18) throw new Error('not all');
    });
    await workbench.screenshot('broken narrow');
    await widenSideBar(workbench.page, 700);
    console.log((await view.rows()).join('\n'));
    await workbench.screenshot('broken wide');
    for (const name of ['missing-import.wasm', 'wrong-signature.wasm', 'old-abi.wasm', 'no-functions.wasm', 'imported-memory.wasm'])  {
      await view.expand(name);
    }
    console.log((await view.rows()).join('\n'));
    await workbench.screenshot('broken expanded');
  });
});
