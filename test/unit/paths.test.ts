import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixtures } from '../host/paths';
import { callPlugin, failureOf, outputOf, type PluginResult, startRunner } from './callPlugin';
import type { RunnerProcess } from '../../src/vscode/runnerProcess';

/** WASI's errnos, as the fixture returns them. */
const INVALID = 28;
const NOT_FOUND = 44;
const READ_ONLY = 69;
const OUTSIDE = 76;

/** The handles of the folders, one read-only and one not; they are numbered by path, where `ro:` is the later one. */
const RW = 3;
const RO = 4;

async function refusalOf(path: string): Promise<string> {
  const settings = { allowedPaths: { [path]: '/data' } };
  const { reason, message, detail } = failureOf(
    await callPlugin({ plugin: 'paths/files.wasm', function: 'read', input: '3file', settings }),
  );
  assert.equal(reason, 'denied');
  assert.equal(detail, `The setting "extism.allowedPaths" names it: "${path}".`);
  return message;
}

describe('allowed paths', () => {
  let root: string;
  let runner: RunnerProcess;

  const call = (name: string, input: string): Promise<PluginResult> => {
    const allowedPaths = { [`ro:${at('ro')}`]: '/ro', [at('rw')]: '/rw' };
    return callPlugin({ plugin: 'paths/files.wasm', function: name, input, settings: { allowedPaths }, runner });
  };
  /** The errno that a function of the fixture returns; 0 where it went well. */
  const errno = async (name: string, input: string): Promise<number> => {
    const { outcome } = await call(name, input);
    if (outcome.kind === 'output') return 0;
    assert.equal(outcome.reason, 'returnCode', outcome.message);
    return outcome.exitCode ?? 0;
  };
  const read = async (input: string, name = 'read'): Promise<string> => outputOf(await call(name, input));
  const at = (...names: string[]): string => join(root, ...names);

  before(() => {
    runner = startRunner();
  });
  after(() => runner.kill());

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'extism-paths-')));
    for (const folder of ['ro', 'rw', 'outside', 'ro/folder', 'rw/folder']) mkdirSync(at(folder));
    for (const file of ['ro/file', 'rw/file', 'outside/file', 'ro/folder/file', 'rw/folder/file']) writeFileSync(at(file), file);
  });

  afterEach(() => rmSync(root, { recursive: true }));

  describe('that are read-only', () => {
    it('can be read', async () => {
      assert.equal(await read(`${RO}file`), 'ro/file');
      assert.equal(await read(`${RO}folder/../folder/file`), 'ro/folder/file');
      assert.equal(await errno('stat', `${RO}folder`), 0);
      assert.equal(await errno('read', `${RO}none`), NOT_FOUND);
    });

    it('can be read by programs that ask for all rights', async () => {
      assert.equal(await read(`${RO}file`, 'read_asking_for_more'), 'ro/file');
    });

    for (const [name, input] of [
      ['write', `${RO}file`],
      ['create', `${RO}new`],
      ['truncate', `${RO}file`],
      ['create_directory', `${RO}new`],
      ['remove_directory', `${RO}folder`],
      ['unlink_file', `${RO}file`],
      ['set_times', `${RO}file`],
      ['rename', `${RO}file\n${RO}new`],
      ['rename', `${RO}file\n${RW}new`],
      ['rename', `${RW}file\n${RO}new`],
      ['link', `${RO}file\n${RW}new`],
      ['link', `${RW}file\n${RO}new`],
      ['symlink', `${RO}file\n${RO}new`],
      ['create_in_opened', `${RO}folder\n${RO}new`],
      ['create_in_renumbered', `${RO}\n${RW}new`],
    ] as const) {
      it(`refuse ${name} ${JSON.stringify(input)}`, async () => {
        const times = (): number[] => ['ro', 'ro/file', 'ro/folder'].map((path) => statSync(at(path)).mtimeMs);
        const before = times();
        assert.equal(await errno(name, input), READ_ONLY);
        assert.deepEqual(times(), before);
        assert.deepEqual(readdirSync(at('ro')).toSorted(), ['file', 'folder']);
        assert.deepEqual(readdirSync(at('ro', 'folder')), ['file']);
        assert.equal(readFileSync(at('ro', 'file'), 'utf8'), 'ro/file');
        assert.deepEqual(readdirSync(at('rw')).toSorted(), ['file', 'folder']);
      });
    }

    it('let nothing be changed through what is open', async () => {
      const { mtimeMs } = statSync(at('ro', 'file'));
      assert.equal(await errno('change_what_is_open', `${RO}file`), 0);
      assert.equal(readFileSync(at('ro', 'file'), 'utf8'), 'ro/file');
      assert.equal(statSync(at('ro', 'file')).mtimeMs, mtimeMs);
    });

    it('leave those beside them as they are', async () => {
      assert.equal(await errno('create', `${RW}new`), 0);
      assert.equal(readFileSync(at('rw', 'new'), 'utf8'), 'written');
      assert.equal(await errno('rename', `${RW}new\n${RW}folder/new`), 0);
      assert.equal(await errno('create_in_opened', `${RW}folder\n${RW}made`), 0);
      assert.equal(await errno('unlink_file', `${RW}folder/new`), 0);
      assert.deepEqual(readdirSync(at('rw', 'folder')).toSorted(), ['file', 'made']);
    });
  });

  describe('with symbolic links', () => {
    beforeEach(() => {
      for (const folder of ['ro', 'rw']) {
        symlinkSync('../outside', at(folder, 'away'));
        symlinkSync(at('outside'), at(folder, 'far-away'));
        symlinkSync('../outside/file', at(folder, 'file-away'));
        symlinkSync('away/file', at(folder, 'file-through-away'));
        symlinkSync('away/new', at(folder, 'nothing-through-away'));
        symlinkSync('folder', at(folder, 'near'));
        symlinkSync('near/file', at(folder, 'file-near'));
      }
    });

    it('are followed within a folder', async () => {
      assert.equal(await read(`${RO}near/file`), 'ro/folder/file');
      assert.equal(await read(`${RO}file-near`), 'ro/folder/file');
      assert.equal(await errno('create', `${RW}near/new`), 0);
      assert.equal(readFileSync(at('rw', 'folder', 'new'), 'utf8'), 'written');
    });

    for (const handle of [RO, RW]) {
      it(`lead nowhere else from ${handle === RO ? 'a read-only' : 'a'} folder`, async () => {
        for (const path of ['away/file', 'far-away/file', 'file-away', 'file-through-away', '../outside/file', 'folder/../../outside/file'])
          for (const name of ['read', 'read_no_link', 'stat']) assert.equal(await errno(name, handle + path), OUTSIDE, `${name} ${path}`);
        assert.equal(await errno('read', handle + at('outside', 'file')), OUTSIDE);
        assert.equal(await errno('readlink', `${handle}away/file`), OUTSIDE);
      });
    }

    it('can be looked at themselves', async () => {
      assert.equal(await errno('stat_link', `${RO}file-away`), 0);
      assert.equal(await errno('stat_link', `${RO}away`), 0);
      assert.equal(await errno('stat', `${RO}away/`), OUTSIDE);
    });

    it('have nothing made or changed elsewhere', async () => {
      for (const [name, input] of [
        ['create', `${RW}away/new`],
        ['create', `${RW}nothing-through-away`],
        ['write', `${RW}file-through-away`],
        ['create_directory', `${RW}away/new`],
        ['unlink_file', `${RW}away/file`],
        ['set_times', `${RW}file-through-away`],
        ['rename', `${RW}file\n${RW}away/new`],
        ['rename', `${RW}away/file\n${RW}new`],
        ['link', `${RW}away/file\n${RW}new`],
        ['symlink', `${RW}file\n${RW}away/new`],
        ['create_in_opened', `${RW}away\n${RW}new`],
      ] as const)
        assert.equal(await errno(name, input), OUTSIDE, `${name} ${input}`);
      assert.deepEqual(readdirSync(at('outside')), ['file']);
      assert.equal(readFileSync(at('outside', 'file'), 'utf8'), 'outside/file');
    });

    it('cannot be made to lead elsewhere', async () => {
      for (const target of ['../outside', '../../outside', at('outside')])
        assert.notEqual(await errno('symlink', `${RW}${target}\n${RW}folder/link`), 0, target);
      assert.deepEqual(readdirSync(at('rw', 'folder')), ['file']);
    });
  });

  it('take no NUL in a path', async () => {
    assert.equal(await errno('read', `${RO}file\0`), INVALID);
  });

  describe('that cannot be opened', () => {
    it('are named', async () => {
      assert.equal(await refusalOf(at('none')), `cannot give the plug-in the folder ${at('none')}: there is no such folder`);
      assert.equal(await refusalOf(`ro:${at('none')}`), `cannot give the plug-in the folder ${at('none')}: there is no such folder`);
      assert.equal(
        await refusalOf('none'),
        `cannot give the plug-in the folder ${join(fixtures, 'paths', 'none')}: there is no such folder`,
      );
      assert.match(await refusalOf(at('ro', 'file')), /it is a file, and only a folder can be given$/);
    });

    it('do not matter to a plug-in without WASI', async () => {
      const settings = { allowedPaths: { [at('none')]: '/data' } };
      assert.equal(outputOf(await callPlugin({ plugin: 'corners/echo.wasm', function: 'echo', input: 'hello', settings })), 'hello');
    });
  });

  it("start at the manifest's folder, whose list wins", async () => {
    const plugin = at('files.extism.json');
    writeFileSync(plugin, JSON.stringify({ wasm: [{ path: join(fixtures, 'paths', 'files.wasm') }], allowed_paths: { 'ro:ro': '/data' } }));
    const settings = { allowedPaths: { [at('rw')]: '/rw' } };
    assert.equal(outputOf(await callPlugin({ plugin, function: 'read', input: '3file', settings })), 'ro/file');
    assert.equal(failureOf(await callPlugin({ plugin, function: 'create', input: '3new', settings })).exitCode, READ_ONLY);
    assert.equal(failureOf(await callPlugin({ plugin, function: 'read', input: '4file', settings })).exitCode, OUTSIDE);
  });
});
