import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { checkManifest } from '../../src/core/manifest/checkManifest';
import { FetchedModules } from '../../src/core/plugin/fetchedModules';
import { NO_PROVIDERS } from '../../src/core/plugin/hostImports';
import { parseSettings, type RawSettings } from '../../src/core/settings';
import { fileProblems, withFileProblems } from '../../src/vscode/manifest/fileProblems';
import { readPlugin } from '../../src/vscode/readPlugin';
import { FileHashes, sha256 } from '../../src/vscode/sha256';
import { readFixtureModule } from './fixtures';
import { corner, ManifestFolder } from './manifestFolder';

const ECHO = readFileSync(corner('echo.wasm'));
const ECHO_HASH = createHash('sha256').update(ECHO).digest('hex');
const WRONG = '0'.repeat(64);

describe("A manifest's files", () => {
  const folder = new ManifestFolder();
  const hashes = new FileHashes();
  const manifest = join(folder.path, 'a.extism.json');

  /** Messages and the texts of fixes of everything that is wrong. */
  const told = async (content: object): Promise<[string, string[]][]> => {
    const checked = checkManifest({ text: JSON.stringify(content), format: 'json' });
    const problems = withFileProblems(checked.problems, await fileProblems(manifest, checked, hashes));
    return problems.map(({ message, fixes }) => [message, fixes.flatMap(({ edits }) => edits.map(({ text }) => text))]);
  };

  before(() => {
    folder.write('echo.wasm', ECHO);
    mkdirSync(join(folder.path, 'data'));
  });

  after(() => folder.remove());

  it('are not waited for where they are pipes, which nobody may ever write to', async () => {
    const pipe = join(folder.path, 'pipe.wasm');
    execFileSync('mkfifo', [pipe]);
    await assert.rejects(sha256(pipe), /is no file/);
    await assert.rejects(hashes.get(pipe), /is no file/);
  });

  it('are right where they are there and have their hashes', async () => {
    const wasm = [
      { path: 'echo.wasm', hash: ECHO_HASH, name: 'a' },
      { data: ECHO.toString('base64'), hash: ECHO_HASH, name: 'b' },
      { url: 'https://example.com/', hash: WRONG },
    ];
    assert.deepEqual(await told({ wasm, allowed_paths: { 'ro:data': '/data', [join(folder.path, 'data')]: '/' } }), []);
  });

  it('are missed, with one of nearly that name', async () => {
    assert.deepEqual(await told({ wasm: [{ path: './ecko.wasm', hash: WRONG }] }), [
      [`there is no file "./ecko.wasm" from here: ${join(folder.path, 'ecko.wasm')}`, ['"echo.wasm"']],
    ]);
    assert.deepEqual(await told({ wasm: [{ path: 'nowhere/echo.wasm' }] }), [
      [`there is no file "nowhere/echo.wasm" from here: ${join(folder.path, 'nowhere', 'echo.wasm')}`, []],
    ]);
    assert.deepEqual(await told({ wasm: [{ path: 'data' }] }), [['"data" is a folder, not a module', []]]);
    assert.deepEqual(await told({ wasm: [{ path: 'echo.wasm' }], allowed_paths: { 'ro:nowhere': '/', 'echo.wasm': '/' } }), [
      ['there is no folder "nowhere" from here: no call will succeed without it', []],
      ['there is no folder "echo.wasm" from here: no call will succeed without it', []],
    ]);
  });

  it('have other hashes, which are offered', async () => {
    assert.deepEqual(await told({ wasm: [{ path: 'echo.wasm', hash: WRONG }] }), [
      [`this is not the hash of "echo.wasm", which has the SHA-256 ${ECHO_HASH}`, [`"${ECHO_HASH}"`]],
    ]);
    assert.deepEqual(await told({ wasm: [{ data: ECHO.toString('base64'), hash: WRONG }] }), [
      [`this is not the hash of the data, which has the SHA-256 ${ECHO_HASH}`, [`"${ECHO_HASH}"`]],
    ]);
    assert.deepEqual(await told({ wasm: [{ path: 'echo.wasm', hash: 'what' }] }), [
      ['wasm[0].hash must be a SHA-256 in hex: 64 digits from 0 to 9 and a to f, and has 4 characters', [`"${ECHO_HASH}"`]],
    ]);
  });

  it('are hashed again when they change', async () => {
    const path = folder.write('changing.wasm', 'one');
    const one = await hashes.get(path);
    assert.equal(await hashes.get(path), one);
    folder.write('changing.wasm', 'two');
    utimesSync(path, 1, 1);
    assert.notEqual(await hashes.get(path), one);
  });

  it('are described, and what is to be fetched once it was', async () => {
    const { settings } = parseSettings({} as RawSettings);
    const fetched = new FetchedModules();
    const url = 'https://example.com/echo.wasm';
    const read = (wasm: object[]) => readPlugin(folder.manifest({ wasm }), 'manifest', { settings, providers: NO_PROVIDERS, fetched });

    const { description, modulePaths } = await read([{ path: 'echo.wasm' }]);
    assert.deepEqual([description?.functions, description?.fetched], [['echo', 'echo_input_block'], undefined]);
    assert.deepEqual(modulePaths, [join(folder.path, 'echo.wasm')]);

    const before = await read([{ url }]);
    assert.deepEqual([before.description?.functions, before.description?.fetched, before.problem], [[], 'main', undefined]);
    const linked = await read([{ url, name: 'lib' }, { path: 'echo.wasm' }]);
    assert.deepEqual([linked.description?.functions.length, linked.description?.fetched], [2, 'others']);

    let changes = 0;
    fetched.onDidChange(() => (changes += 1));
    fetched.set(url, await readFixtureModule('corners/echo.wasm'));
    const after = await read([{ url }]);
    assert.deepEqual([changes, after.description?.functions, after.description?.fetched], [1, ['echo', 'echo_input_block'], undefined]);
  });

  it('are not read where the manifest is wrong, which is said with its place', async () => {
    const { settings } = parseSettings({} as RawSettings);
    const known = { settings, providers: NO_PROVIDERS, fetched: new FetchedModules() };
    const read = (name: string, text: string) => readPlugin(folder.write(name, text), 'manifest', known);
    assert.deepEqual((await read('b.extism.json', '{ "wasm": [{}] }')).problem, {
      message: 'wasm[0] must have one of "path", "data" and "url", and has none (line 1, column 12)',
    });
    assert.deepEqual((await read('b.extism.toml', 'wasm = [')).problem, { message: 'not TOML: unfinished array (line 1, column 8)' });
    assert.match((await read('c.extism.toml', '[[wasm]]\npath = "no.wasm"')).problem?.message ?? '', /there is no file .*no\.wasm/);
  });
});
