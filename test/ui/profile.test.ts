import { match, strictEqual } from 'node:assert';
import { until } from '../host/until';
import { eventually } from './eventually';
import { openWorkbench } from './workbench';

const LONG_TEXT = 'banana '.repeat(500);

describe('Profiling a function', function () {
  this.timeout(180_000);

  it('shows where the time went in VS Code’s own table, from where a row leads to its source', async () => {
    const workbench = await openWorkbench({ workspace: 'sample', userSettings: { 'window.commandCenter': false } });
    const { page } = workbench;
    await workbench.openView('Extism');
    await workbench.tree('Plug-ins').contextMenu(['simple-c.wasm', 'Functions', 'count_vowels'], 'Profile Function…');
    await workbench.typeInput(LONG_TEXT);
    await workbench.typeInput('50');
    await workbench.waitForNotification('Profiled count_vowels: 50 calls.');

    const link = await until('the row of is_vowel', async () => {
      for (const frame of page.frames()) {
        const found = frame
          .locator('a, [role=link], button')
          .filter({ hasText: /simple\.c:65/ })
          .first();
        if (await found.count().catch(() => 0)) return found;
      }
      return undefined;
    });
    await page.waitForTimeout(500);
    await workbench.screenshot('profile');
    await link.click();
    await page.locator('.tab.active', { hasText: 'simple.c' }).waitFor();
    await page.locator('.statusbar-item', { hasText: 'Ln 65,' }).waitFor();
    await page.locator('.tab:not(.active)', { hasText: 'count_vowels.cpuprofile' }).waitFor();
    await workbench.screenshot('profile-source');
    await workbench.close();
  });

  it('can be cancelled, and then leaves no profile', async () => {
    const workbench = await openWorkbench({ workspace: 'sample', userSettings: { 'window.commandCenter': false } });
    const { page } = workbench;
    await workbench.openView('Extism');
    await workbench.tree('Plug-ins').contextMenu(['simple-c.wasm', 'Functions', 'count_vowels'], 'Profile Function…');
    await workbench.typeInput(LONG_TEXT);
    await workbench.typeInput('1000000');
    await page.locator('.notification-toast', { hasText: /Profiling count_vowels: [\d,]+ of 1,000,000 calls/ }).waitFor();
    await workbench.screenshot('profile-under-way');
    await workbench.answerNotification('Profiling count_vowels', 'Cancel');
    await workbench.waitForOutput('Extism', '✗ cancelled');
    await page.locator('.notification-toast', { hasText: 'Profiling' }).waitFor({ state: 'hidden' });
    await eventually(async () => match((await workbench.tree('Calls').rows())[0] ?? '', /count_vowels.*cancelled/));
    strictEqual(await page.locator('.tab', { hasText: '.cpuprofile' }).count(), 0);
    strictEqual(
      (await workbench.notifications()).some((message) => message.includes('Profiled')),
      false,
    );
    await workbench.screenshot('profile-cancelled');
    await workbench.close();
  });
});
