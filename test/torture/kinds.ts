import { strict as assert } from 'node:assert';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  closeSync,
  ftruncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancellationTokenSource, commands, Uri, workspace } from 'vscode';
import { fixtures } from '../host/paths';
import { until } from '../host/until';
import type { Chamber } from './chamber';

type Torture = (chamber: Chamber) => Promise<void>;

const SOON = 300;
const GIGABYTE_IN_KIB = '1048576';

const ends =
  (reasons: Parameters<Chamber['expect']>[0], plugin: string, name: string, request: Parameters<Chamber['call']>[2] = {}): Torture =>
  async (chamber) => {
    await chamber.expect(reasons, chamber.plugin(plugin), name, request);
  };

/** The runner processes of this window: children of the extension host. */
function runners(): number[] {
  return readdirSync('/proc').flatMap((entry) => {
    try {
      const [, , , parent] = readFileSync(`/proc/${entry}/stat`, 'utf8').split(' ');
      return Number(parent) === process.pid && readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes('runner.js') ? [Number(entry)] : [];
    } catch {
      return []; // not a process, or gone by now
    }
  });
}

/** Kills every runner before, in or after a call. */
const killedRunner: Torture = async (chamber) => {
  const plugin = chamber.plugin('broken/loop');
  const call = chamber.expect(['runnerDied', 'timeout', 'cancelled'], plugin, 'spin', { timeout: 2_000 });
  await sleep(Math.random() * 200);
  const killed = runners();
  for (const pid of killed) process.kill(pid, 'SIGKILL');
  await call;
  await until('the killed to be gone', () => !killed.some((pid) => existsSync(`/proc/${pid}`)));
};

/** Does something to a plug-in's file while a call of it runs. */
const whileItRuns =
  (change: (path: string) => void): Torture =>
  async (chamber) => {
    const plugin = chamber.copy('broken/loop');
    // where the runner has not read the file by then, it reads what it has become
    const call = chamber.expect(['timeout', 'notAModule', 'noSuchFunction'], plugin, 'spin', { timeout: SOON });
    await sleep(Math.random() * 100);
    change(plugin.fsPath);
    await call;
    await chamber.call(plugin, 'echo', { input: 'x', timeout: SOON });
    rmSync(join(plugin.fsPath, '..'), { recursive: true });
  };

/** Calls a plug-in whose host functions are this file. */
const withHostFunctions =
  (source: string, reasons: Parameters<Chamber['expect']>[0]): Torture =>
  async (chamber) => {
    writeFileSync(join(chamber.folder, 'tortured.js'), source);
    await chamber.withSettings({ hostFunctionsFile: 'tortured.js' }, async () => {
      await chamber.expect(reasons, chamber.plugin('broken/missing-import'), 'send', { timeout: SOON });
    });
  };

/** What a manifest of this text is: refused in words, without harm. */
const manifest =
  (text: string): Torture =>
  async (chamber) => {
    const file = Uri.file(join(chamber.folder, 'tortured.extism.json'));
    writeFileSync(file.fsPath, text);
    await assert.rejects(chamber.api.load(file), { name: 'UserError' });
    await chamber.expect(['notAModule', 'hashMismatch', 'missingImport'], file, 'run', { timeout: 5_000 });
    rmSync(file.fsPath);
    await commands.executeCommand('extism.unloadPlugin', file);
  };

/** A file that the search of the workspace finds; it is listed, with a problem or without. */
const found =
  (name: string, make: (path: string) => void): Torture =>
  async (chamber) => {
    const folder = join(chamber.folder, 'found');
    mkdirSync(folder);
    make(join(folder, name));
    await commands.executeCommand('extism.refreshPlugins');
    rmSync(folder, { recursive: true });
    await commands.executeCommand('extism.refreshPlugins');
    await until('the found plug-ins to be forgotten', () => chamber.api.plugins.every(({ uri }) => !uri.path.includes('/found/')));
  };

const echo = join(fixtures, 'corners', 'echo.wasm');

/** Every kind of harm that a plug-in, a file or a setting can try, each followed by an ordinary call. */
export const kinds: Record<string, Torture> = {
  'endless loop in a function': ends(['timeout'], 'broken/loop', 'spin', { timeout: SOON }),
  'endless loop in _start, which no host runs': ends(['output'], 'broken/loop-start', 'run', { timeout: 5_000 }),
  'endless loop in _initialize': ends(['timeout'], 'broken/loop-initialize', 'run', { timeout: SOON }),
  'endless loop in the start section': ends(['timeout'], 'broken/loop-section', 'run', { timeout: SOON }),
  'recursion without end': ends(['trap'], 'broken/trap', 'recurse'),
  unreachable: ends(['trap'], 'broken/trap', 'unreachable'),
  'out of bounds': ends(['trap'], 'broken/trap', 'out_of_bounds'),
  'division by zero': ends(['trap'], 'broken/trap', 'divide_by_zero'),
  'a wild indirect call': ends(['trap'], 'broken/trap', 'indirect'),
  'exit 0': ends(['output'], 'broken/exit', 'exit0'),
  'exit 3': ends(['exit'], 'broken/exit', 'exit3'),
  'exit 255': ends(['exit'], 'broken/exit', 'exit255'),
  'linear memory without end': ends(['trap', 'timeout', 'outOfMemory', 'runnerDied'], 'broken/allocate', 'linear', { timeout: 3_000 }),
  'Extism memory without end': ends(['timeout', 'outOfMemory', 'runnerDied'], 'broken/allocate', 'kernel', { timeout: 3_000 }),
  '1 GB of stdout': ends(['output', 'timeout'], 'corners/floods', 'stdout', { input: GIGABYTE_IN_KIB, timeout: 3_000 }),
  '1 GB of logs': ends(['output', 'timeout', 'outOfMemory', 'trap'], 'corners/floods', 'logs', { input: GIGABYTE_IN_KIB, timeout: 3_000 }),
  '1 GB of output': ends(['output', 'timeout', 'outOfMemory', 'trap', 'runnerDied'], 'corners/floods', 'output', {
    input: GIGABYTE_IN_KIB,
    timeout: 3_000,
  }),
  'a million host calls': ends(['output', 'outOfMemory', 'timeout'], 'corners/many-host-calls', 'call_host', {
    input: '1000000',
    timeout: 10_000,
  }),
  '64 MiB in and out': async (chamber) => {
    const input = new Uint8Array(64 * 1024 ** 2).fill(65);
    const { outcome } = await chamber.expect(['output'], chamber.plugin('corners/echo'), 'echo_input_block', { input });
    assert.equal(outcome.bytes?.length, input.length);
  },
  '100 calls at once over 10 plug-ins': async (chamber) => {
    const plugins = Array.from({ length: 10 }, () => chamber.copy('corners/echo'));
    const calls = Array.from({ length: 100 }, (_, index) => chamber.ordinaryCall(plugins[index % 10]));
    await Promise.all(calls);
    for (const plugin of plugins) rmSync(join(plugin.fsPath, '..'), { recursive: true });
  },
  'a cancelled loop': async (chamber) => {
    const source = new CancellationTokenSource();
    const call = chamber.api.call({ plugin: chamber.plugin('broken/loop'), function: 'spin' }, source.token);
    await sleep(Math.random() * 200);
    source.cancel();
    const { outcome } = await call;
    assert.ok(outcome.kind === 'failure' && outcome.reason === 'cancelled');
  },
  'a runner that is killed': killedRunner,
  'a file replaced in a call': whileItRuns((path) => copyFileSync(echo, path)),
  'a file cut short in a call': whileItRuns((path) => truncateSync(path, 20)),
  'a file deleted in a call': whileItRuns((path) => rmSync(path)),
  'a file made unreadable in a call': whileItRuns((path) => chmodSync(path, 0)),
  'settings flipped in a call': async (chamber) => {
    const call = chamber.expect(['timeout'], chamber.plugin('broken/loop'), 'spin', { timeout: SOON });
    await chamber.withSettings(
      { hostMemory: { hello: 'flipped' }, timeout: 'nonsense', wasi: 'off', limits: { maxPages: -1 } },
      () => call,
    );
  },
  'host functions that loop': withHostFunctions('exports.hostSendMail = () => { for (;;); };', ['timeout']),
  'host functions that throw': withHostFunctions('exports.hostSendMail = () => { throw new Error("no"); };', ['hostFunctionError']),
  'host functions that exit': withHostFunctions('exports.hostSendMail = () => process.exit(7);', ['runnerDied']),
  'host functions that leak timers': withHostFunctions('exports.hostSendMail = () => { setInterval(() => {}, 1); return "x"; };', [
    'output',
  ]),
  'host functions that do not parse': withHostFunctions('exports.hostSendMail = (', ['hostFunctionError']),
  'a manifest that is a JSON bomb': manifest('['.repeat(200_000)),
  'a manifest of __proto__': manifest('{"__proto__": {"wasm": []}, "wasm": [{"__proto__": {"path": "x"}}]}'),
  'a manifest that leaves the workspace': manifest('{"wasm": [{"path": "../../../../../../etc/passwd"}]}'),
  'a symlink loop': found('loop', (path) => {
    mkdirSync(path);
    symlinkSync(path, join(path, 'again'));
    copyFileSync(echo, join(path, 'echo.wasm'));
  }),
  'a name of odd characters': found('a\n"%20#?*\u202e👋.wasm', (path) => copyFileSync(echo, path)),
  'a sparse file of 2 GB': found('sparse.wasm', (path) => {
    copyFileSync(echo, path);
    const file = openSync(path, 'r+');
    ftruncateSync(file, 2 * 1024 ** 3);
    closeSync(file);
  }),
};

/** Once only, since it takes long: many files at once. */
export async function manyFiles(chamber: Chamber): Promise<void> {
  const folder = join(chamber.folder, 'many');
  mkdirSync(folder);
  for (let index = 0; index < 1_000; index += 1) copyFileSync(echo, join(folder, `plugin-${index}.wasm`));
  await commands.executeCommand('extism.refreshPlugins');
  assert.ok(chamber.api.plugins.length >= 1_000);
  rmSync(folder, { recursive: true });
  await commands.executeCommand('extism.refreshPlugins');
  await until('a thousand plug-ins to be forgotten', () => chamber.api.plugins.every(({ uri }) => !uri.path.includes('/many/')));
  assert.ok(workspace.workspaceFolders);
}
