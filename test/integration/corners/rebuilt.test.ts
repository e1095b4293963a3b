import { strict as assert } from 'node:assert';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { call, execute, failureOf, file, listed, outputText, unlisted, withSettings, workbench } from '../support';

const ECHO = 'echo.wasm';
const CONFIG = 'config.wasm';

/** What a build does: it writes a file, of another plug-in here. */
async function build(plugin: string, source: string): Promise<void> {
  const target = file(plugin).fsPath;
  await mkdir(dirname(target), { recursive: true });
  await copyFile(file(source).fsPath, target);
}

const has = (name: string) => (info: { functions: string[] }) => info.functions.includes(name);

describe('a plug-in that is built', () => {
  const BUILT = 'built/plugin.wasm';

  it('appears in the list', async () => {
    await build(BUILT, ECHO);
    assert.deepEqual((await listed(file(BUILT))).functions, ['echo', 'echo_input_block']);
    assert.equal(outputText(await call(BUILT, 'echo', { input: 'first build' })), 'first build');
  });

  it('is described anew when it is built again, and whoever listens is told', async () => {
    let told = 0;
    const subscription = (await workbench()).onDidChangePlugins(() => (told += 1));
    await build(BUILT, CONFIG);
    assert.deepEqual((await listed(file(BUILT), has('get'))).functions, ['get']);
    subscription.dispose();
    assert.ok(told > 0);
  });

  it('runs its new code in the next call, which waits for nothing', async () => {
    for (let times = 0; times < 5; times += 1) {
      await build(BUILT, ECHO);
      assert.equal(outputText(await call(BUILT, 'echo', { input: 'again' })), 'again');
      await build(BUILT, CONFIG);
      assert.equal(outputText(await call(BUILT, 'get', { input: 'key', config: { key: `${times}` } })), `${times}`);
      failureOf(await call(BUILT, 'echo'), 'noSuchFunction');
    }
  });

  it('is a problem while it is half written, and heals when the rest is there', async () => {
    const whole = await readFile(file(ECHO).fsPath);
    await writeFile(file(BUILT).fsPath, whole.subarray(0, whole.length >> 1));
    const { functions } = await listed(file(BUILT), ({ problem }) => problem?.startsWith('truncated') === true);
    assert.deepEqual(functions, []);
    failureOf(await call(BUILT, 'echo'), 'notAModule');

    await writeFile(file(BUILT).fsPath, whole);
    assert.equal((await listed(file(BUILT), has('echo'))).problem, undefined);
    assert.equal(outputText(await call(BUILT, 'echo', { input: 'whole' })), 'whole');
  });

  it('leaves the list when it vanishes, and comes back', async () => {
    await rm(file(BUILT).fsPath);
    await unlisted(file(BUILT));
    failureOf(await call(BUILT, 'echo'), 'notAModule');

    await build(BUILT, ECHO);
    await listed(file(BUILT), has('echo'));
    assert.equal(outputText(await call(BUILT, 'echo', { input: 'back' })), 'back');
  });

  it('leaves the list with its folder', async () => {
    await rm(file('built').fsPath, { recursive: true });
    await unlisted(file(BUILT));
  });

  it('leaves the list though it was loaded and reloaded by hand', async () => {
    await build(BUILT, ECHO);
    await listed(file(BUILT));
    await execute('extism.loadPlugin', file(BUILT));
    await execute('extism.reloadPlugin', file(BUILT));
    await rm(file(BUILT).fsPath);
    await unlisted(file(BUILT));
  });

  it('moves with its folder', async () => {
    await build('before/plugin.wasm', ECHO);
    await listed(file('before/plugin.wasm'));
    await rename(file('before').fsPath, file('after').fsPath);
    await listed(file('after/plugin.wasm'));
    await unlisted(file('before/plugin.wasm'));
  });

  it('is not listed where the settings exclude it', async () => {
    const excluded = ['node_modules/tool/plugin.wasm', 'target/debug/deps/plugin.wasm', '.zig-cache/o/plugin.wasm'];
    for (const path of excluded) await build(path, ECHO);
    await build('target/debug/plugin.wasm', ECHO);
    await listed(file('target/debug/plugin.wasm'));
    const { plugins } = await workbench();
    assert.ok(!plugins.some(({ uri }) => excluded.some((path) => uri.path.endsWith(path))));
  });

  it('is listed where the settings exclude it and it is loaded by hand, until it is unloaded', async () => {
    const excluded = file('node_modules/tool/plugin.wasm');
    await execute('extism.loadPlugin', excluded);
    await execute('extism.refreshPlugins');
    await listed(excluded);
    await execute('extism.unloadPlugin', excluded);
    await unlisted(excluded);
  });

  it('is listed by the patterns that the settings have', async () => {
    await build('target/plugin.bin', ECHO);
    await withSettings({ 'files.include': ['target/*.bin', '*.wasm'], 'files.exclude': ['echo.*'] }, async () => {
      assert.deepEqual((await listed(file('target/plugin.bin'))).functions, ['echo', 'echo_input_block']);
      await unlisted(file(ECHO));
      await unlisted(file('linking/main.wasm'));
      await listed(file(CONFIG));
    });
    await listed(file(ECHO));
    await unlisted(file('target/plugin.bin'));
  });
});

describe("a manifest's module that is built", () => {
  const MANIFEST = 'manifest/plugin.extism.json';
  const MODULE = 'manifest/module.wasm';

  it('changes what the manifest has', async () => {
    await build(MODULE, ECHO);
    await writeFile(file(MANIFEST).fsPath, JSON.stringify({ wasm: [{ path: 'module.wasm' }], config: { key: 'of the manifest' } }));
    await listed(file(MANIFEST), has('echo'));
    await build(MODULE, CONFIG);
    assert.equal(outputText(await call(MANIFEST, 'get', { input: 'key' })), 'of the manifest');
    assert.deepEqual((await listed(file(MANIFEST), has('get'))).functions, ['get']);
  });

  it('is a problem of the manifest while it is not there', async () => {
    await rm(file(MODULE).fsPath);
    assert.match((await listed(file(MANIFEST), ({ problem }) => problem !== undefined)).problem ?? '', /module\.wasm/);
    failureOf(await call(MANIFEST, 'get'), 'notAModule');
    await build(MODULE, CONFIG);
    await listed(file(MANIFEST), ({ problem }) => problem === undefined);
  });

  it('does not hide that the manifest itself changed', async () => {
    await writeFile(file(MANIFEST).fsPath, JSON.stringify({ wasm: [{ path: 'module.wasm' }], config: { key: 'changed' } }));
    assert.equal(outputText(await call(MANIFEST, 'get', { input: 'key' })), 'changed');
    await writeFile(file(MANIFEST).fsPath, '{ "wasm": [');
    await listed(file(MANIFEST), ({ problem }) => problem !== undefined);
  });
});
