import { ok } from 'node:assert';
import { playScenario } from './scenario';
import { openWorkbench } from './workbench';

describe('The extension file', () => {
  it('plays the scenario where it is installed', async function () {
    this.timeout(180_000); // it is packaged first
    const workbench = await openWorkbench({ workspace: 'sample', vsix: true });
    await playScenario(workbench);

    await workbench.openView('Extensions');
    const installed = workbench.page.locator('.extension-list-item', { hasText: 'Extism Workbench' });
    await installed.waitFor();
    ok(await installed.isVisible());
    await workbench.screenshot('installed');
    await workbench.close();
  });
});
