import { deepStrictEqual, match, ok, strictEqual } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HttpServer, text } from '../unit/httpServer';
import { eventually } from './eventually';
import { blockOf } from './output';
import { panel, textInSight, widenSideBar } from './screen';
import { openWorkbench, type Workbench } from './workbench';

describe('A host that a plug-in may not ask', () => {
  let server: HttpServer;
  let workbench: Workbench;

  before(async () => {
    server = await HttpServer.start({ '/hello': text('hello over HTTP') });
    const input = JSON.stringify({ url: server.url('/hello') });
    workbench = await openWorkbench({
      workspace: 'http',
      keybindings: [
        { key: 'ctrl+alt+1', command: 'extism.callFunction', args: { plugin: 'request.wasm', function: 'body', input } },
        { key: 'ctrl+alt+2', command: 'extism.callFunction', args: { plugin: 'request.extism.json', function: 'body', input } },
        { key: 'ctrl+alt+3', command: 'extism.allowHost', args: { plugin: 'request.wasm', host: '*.example.com' } },
      ],
    });
    await workbench.openView('Extism');
    await widenSideBar(workbench.page, 560);
  });

  after(() => server?.stop());

  const read = (...names: string[]): string => readFileSync(join(String(workbench.workspace), ...names), 'utf8');
  const repeat = async (): Promise<string> => blockOf(workbench, () => workbench.answerNotification('is allowed now', 'Repeat Call'));
  const lastCall = async (): Promise<string> => {
    const rows = await workbench.tree('Calls').rows();
    return rows[0] ?? '';
  };

  it('is named, and allowed in the settings', async () => {
    const denied = await blockOf(workbench, () => workbench.page.keyboard.press('Control+Alt+1'));
    match(denied, /^ {2}⇄ GET .*\/hello failed: the host is not allowed {2}DURATION$/m);
    match(denied, /^✗ HTTP request to 127\.0\.0\.1 is not allowed\n {2}The setting "extism\.allowedHosts" allows no host\.$/m);

    await eventually(async () => match(await lastCall(), /^body .*not allowed$/));
    await workbench.tree('Calls').expand('body');
    await workbench.screenshot('HTTP denied');
    await workbench.tree('Calls').inlineAction(['body', 'Allow host 127.0.0.1'], 'Allow Host…');
    await workbench.waitForNotification('it is in the setting extism.allowedHosts');
    deepStrictEqual(JSON.parse(read('.vscode', 'settings.json')), { 'extism.allowedHosts': ['127.0.0.1'] });

    const allowed = await repeat();
    match(allowed, /^ {2}⇄ GET http:\/\/127\.0\.0\.1:\d+\/hello 200 · 15 B {2}DURATION\nhello over HTTP\n✓ 15 bytes in DURATION$/m);
    await workbench.screenshot('HTTP allowed');
  });

  it("is allowed in the manifest where that has a list, by the output's link", async () => {
    const denied = await blockOf(workbench, () => workbench.page.keyboard.press('Control+Alt+2'));
    match(denied, /^ {2}The manifest's "allowed_hosts" allows only api\.example\.com\.$/m);
    const [offer = ''] = /allow the host 127\.0\.0\.1 · call \d+$/m.exec(denied) ?? [];
    await workbench.runCommand('Extism: Show Output Channel');
    await eventually(async () => ok((await textInSight(panel(workbench.page))).includes(offer)));
    const link = panel(workbench.page).locator('.detected-link', { hasText: offer.replaceAll(' ', '\u00a0') });
    await link.waitFor();
    await workbench.screenshot('HTTP denied by a manifest');
    await link.click({ modifiers: ['ControlOrMeta'] });
    await workbench.waitForNotification('it is in the allowed_hosts of request.extism.json');
    await eventually(() =>
      strictEqual(
        read('request.extism.json'),
        '{\n  "wasm": [{ "path": "request.wasm" }],\n  "allowed_hosts": [\n    "api.example.com",\n    "127.0.0.1"\n  ]\n}\n',
      ),
    );
    match(await repeat(), /200 · 15 B/);
  });

  it('is chosen in the palette, or named in a keybinding', async () => {
    await workbench.runCommand('Extism: Allow Host…');
    await eventually(async () =>
      deepStrictEqual(await workbench.pickItems(), ['127.0.0.1  request.extism.json', '127.0.0.1  request.wasm']),
    );
    await workbench.pickItem('127.0.0.1', 'request.wasm');
    await workbench.page.keyboard.press('Control+Alt+3');
    await eventually(() =>
      deepStrictEqual(JSON.parse(read('.vscode', 'settings.json')), { 'extism.allowedHosts': ['127.0.0.1', '*.example.com'] }),
    );
  });
});
