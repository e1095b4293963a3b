import { deepStrictEqual, match, ok, strictEqual } from 'node:assert';
import { eventually } from './eventually';
import { blockOf } from './output';
import { panel, textInSight, widenSideBar } from './screen';
import { openWorkbench, type Workbench } from './workbench';

const NAME = '[run](command:workbench.action.closeWindow) $(trash)';
const PATH = '[x](command:workbench.action.closeWindow)$(trash).rs';

describe('What a plug-in is named and says', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ workspace: 'failures' });
    await workbench.openView('Extism');
    await widenSideBar(workbench.page, 700);
  });

  after(() => workbench?.close());

  /** Icons and links that a part of the window has beside its text. */
  const drawn = (selector: string) =>
    workbench.page.locator(`${selector} .codicon-trash, ${selector} a[href*="closeWindow"], ${selector} a[data-href*="closeWindow"]`);

  it('is text in the views', async () => {
    await workbench.tree('Plug-ins').expand('hostile.wasm');
    await workbench.tree('Plug-ins').expand('hostile.wasm', 'Functions');
    await eventually(async () => ok((await workbench.tree('Plug-ins').rows()).includes(`    ${NAME}`)));
    await blockOf(workbench, async () => {
      await workbench.tree('Plug-ins').inlineAction(['hostile.wasm', 'Functions', NAME], 'Call Function…');
      await workbench.typeInput('x');
    });
    await workbench.tree('Calls').expand(NAME);
    await eventually(async () =>
      deepStrictEqual((await workbench.tree('Calls').rows()).slice(0, 3), [
        `${NAME}  panicked: [boom](command:workbench.action.closeWindow) $(trash)`,
        `  panicked at ${PATH}:1:2:↵[boom](command:workbench.action.closeWindow) $(trash)  error`,
        `  ${PATH}:1`,
      ]),
    );
    strictEqual(await drawn('.tree-explorer-viewlet-tree-view').count(), 0);
  });

  it('is text where its tooltip is looked at', async () => {
    await eventually(async () =>
      match(await workbench.tree('Calls').tooltip(NAME), /hostile\.wasm › \[run\]\(command:workbench\.action\.closeWindow\) \$\(trash\)/),
    );
    strictEqual(await drawn('.monaco-hover').count(), 0);
    await workbench.screenshot('hostile names');
  });

  it('is text where it is chosen', async () => {
    await workbench.runCommand('Extism: Call Function…');
    await workbench.pickItem('hostile.wasm');
    await eventually(async () => deepStrictEqual(await workbench.pickItems(), [NAME, 'lines']));
    strictEqual(await drawn('.quick-input-widget').count(), 0);
    await workbench.screenshot('hostile names to choose from');
    await workbench.page.keyboard.press('Escape');
  });

  it('is text in a notification', async () => {
    await workbench.tree('Calls').click(NAME, `${PATH}:1`);
    const notification = await workbench.waitForNotification('is neither where it was');
    match((await notification.textContent()) ?? '', /\[x\] \(command:workbench\.action\.closeWindow\)\$\(trash\)\.rs is neither/);
    strictEqual(await drawn('.notifications-toasts').count(), 0);
    strictEqual(await notification.locator('.notification-list-item-message a').count(), 0);
    await workbench.screenshot('hostile path in a notification');
  });

  it('links to nothing in the output channel, but for what the workbench itself says', async () => {
    const block = await blockOf(workbench, async () => {
      await workbench.tree('Plug-ins').inlineAction(['hostile.wasm', 'Functions', 'lines'], 'Call Function…');
      await workbench.typeInput('x');
    });
    match(
      block,
      /^ {4}at f \(\/etc\/passwd:1:1\)\n… 9 more bytes · show whole output of call 9999\n {2}allow the host example\.com · call 1\n\[x\]\(command/m,
    );
    await workbench.runCommand('Extism: Show Output Channel');
    await eventually(async () => match(await textInSight(panel(workbench.page)), /call 9999/));
    const links = panel(workbench.page).locator('.detected-link');
    const linked = () => links.evaluateAll((parts) => parts.map(({ textContent }) => textContent).join(''));
    await eventually(async () => strictEqual(await linked(), `${PATH}:1:2`)); // of the panic, which the workbench tells of
    await workbench.screenshot('hostile output');
  });
});
