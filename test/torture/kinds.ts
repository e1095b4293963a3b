import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancellationTokenSource, commands, Uri } from 'vscode';
import { fixtures } from '../host/paths';
import { until } from '../host/until';
import type { Chamber, Torture } from './chamber';
import { compileHoard } from './hoard';
import { runners } from './processes';

interface Kind {
  torture: Torture;
  /** One that takes seconds is done once for so many runs of the others. */
  every?: number;
}

type Ends = Parameters<Chamber['expect']>[0];
type Request = Parameters<Chamber['call']>[2];

/** Milliseconds: as long as anything that ends takes, and longer than a warm runner takes to get into the loop. */
const SOON = 60;
/** Of what would take long, where it is cut short. */
const SHORT = 2 * SOON;
/** Of what is to have the time to do its worst. */
const LONG = 3_000;
const GIGABYTE_IN_KIB = '1048576';
const MIB = 1024 ** 2;

const kind = (torture: Torture, every?: number): Kind => ({ torture, ...(every !== undefined && { every }) });

const ends = (reasons: Ends, plugin: string, name: string, request: Request = {}): Kind =>
  kind(async (chamber) => {
    await chamber.expect(reasons, chamber.plugin(plugin), name, request);
  });

/** The first time and every hundredth takes as long, or does as much, as a kind can. */
const isWhole = (run: number): boolean => run % 100 === 0;

/** Cut short but where it is done whole. */
const mostlyShort = (reasons: Ends, plugin: string, name: string, request: Request = {}): Kind =>
  kind(async (chamber, run) => {
    const timeout = isWhole(run) ? LONG : SHORT;
    await chamber.expect([...reasons, 'timeout'], chamber.plugin(plugin), name, { ...request, timeout });
  });

/** Kills every runner before, in or after a call. */
const killedRunner: Torture = async (chamber) => {
  const call = chamber.expect(['runnerDied', 'timeout', 'cancelled'], chamber.plugin('broken/loop'), 'spin', { timeout: 2 * SHORT });
  await sleep(Math.random() * SHORT);
  const killed = runners();
  for (const pid of killed) process.kill(pid, 'SIGKILL');
  await call;
  await until('the killed to be gone', () => !killed.some((pid) => existsSync(`/proc/${pid}`)));
};

/** Does something to a plug-in's file while a call of it runs. */
const whileItRuns = (change: (path: string) => void): Kind =>
  kind(async (chamber) => {
    const plugin = chamber.copy('broken/loop');
    // where the runner has not read the file by then, it reads what it has become
    const call = chamber.expect(['timeout', 'notAModule', 'noSuchFunction'], plugin, 'spin', { timeout: SHORT });
    await sleep(Math.random() * SHORT);
    change(plugin.fsPath);
    await call;
    await chamber.call(plugin, 'echo', { input: 'x', timeout: SOON });
  });

/** Calls a plug-in whose host functions are this file, cut short but where it is done whole. */
const withHostFunctions = (source: string, reasons: Ends): Kind =>
  kind(async (chamber, run) => {
    if (run === 0) {
      writeFileSync(join(chamber.folder, 'tortured.js'), source);
      await chamber.keepSetting('hostFunctionsFile', 'tortured.js');
    }
    const timeout = isWhole(run) || !reasons.includes('timeout') ? LONG : SHORT;
    await chamber.expect(reasons, chamber.plugin('broken/missing-import'), 'send', { timeout });
  });

/** A file that no call of any plug-in can load: it is gone before the ordinary call. */
const unreadableHostFunctions: Torture = async (chamber) => {
  const path = join(chamber.folder, 'tortured.js');
  await chamber.keepSetting('hostFunctionsFile', 'tortured.js');
  writeFileSync(path, 'exports.hostSendMail = (');
  await chamber.expect(['hostFunctionError'], chamber.plugin('broken/missing-import'), 'send', { timeout: LONG });
  rmSync(path);
};

/** What a manifest of this text is: refused in words, without harm. */
const manifest = (text: string | Buffer): Kind =>
  kind(async (chamber) => {
    const file = Uri.file(join(chamber.folder, 'tortured.extism.json'));
    await writeFile(file.fsPath, text);
    await assert.rejects(chamber.api.load(file), { name: 'UserError' });
    await chamber.expect(['notAModule', 'hashMismatch', 'missingImport'], file, 'run', { timeout: 5_000 });
    await rm(file.fsPath);
    await commands.executeCommand('extism.unloadPlugin', file);
  });

/** A file that the search of the workspace finds; it is listed, with a problem or without. */
const found = (name: string, make: (path: string) => void): Kind =>
  kind(async (chamber) => {
    const folder = join(chamber.folder, 'found');
    mkdirSync(folder);
    make(join(folder, name));
    await commands.executeCommand('extism.refreshPlugins');
    rmSync(folder, { recursive: true });
    await forgotten(chamber, folder);
  });

async function forgotten(chamber: Chamber, folder: string): Promise<void> {
  await commands.executeCommand('extism.refreshPlugins');
  await until('the found plug-ins to be forgotten', () => chamber.api.plugins.every(({ uri }) => !uri.fsPath.startsWith(folder + sep)));
}

/** What is opened as a plug-in although it is no file: it must be neither read for ever nor waited for. */
const noFile = (path: (chamber: Chamber) => string): Kind =>
  kind(async (chamber) => {
    const plugin = Uri.file(path(chamber));
    await assert.rejects(chamber.api.load(plugin), { name: 'UserError', message: /is no file/ });
    await chamber.expect(['notAModule'], plugin, 'run', { timeout: 5_000 });
    await commands.executeCommand('extism.unloadPlugin', plugin);
    rmSync(join(chamber.folder, 'tortured.wasm'), { force: true });
  });

const echo = join(fixtures, 'corners', 'echo.wasm');
const flips = Object.entries({ hostMemory: { hello: 'flipped' }, timeout: 'nonsense', wasi: 'off', limits: { maxPages: -1 } });

const fifo = ({ folder }: Chamber): string => {
  const path = join(folder, 'tortured.wasm');
  execFileSync('mkfifo', [path]);
  return path;
};

let hoard: Promise<string> | undefined;
/** Made before anything is measured. */
const large = new Uint8Array(64 * MIB).fill(65);
const bomb = Buffer.from(`{"wasm":[${'{},'.repeat(17_000_000)}]}`);

async function manyFiles(chamber: Chamber): Promise<void> {
  const folder = join(chamber.folder, 'many');
  await mkdir(folder);
  const files = Array.from({ length: 10_000 }, (_, index) => join(folder, `plugin-${index}.wasm`));
  for (const path of files) await copyFile(echo, path);
  await commands.executeCommand('extism.refreshPlugins');
  assert.ok(chamber.api.plugins.length >= 1_900, `${chamber.api.plugins.length} are listed`);
  await rm(folder, { recursive: true });
  await forgotten(chamber, folder);
}

/** Every kind of harm that a plug-in, a file or a setting can try, each followed by an ordinary call. */
export const kinds: Record<string, Kind> = {
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
  '4 GiB of linear memory, all written': mostlyShort(['trap', 'outOfMemory', 'runnerDied'], 'broken/allocate', 'linear'),
  'Extism memory without end': mostlyShort(['outOfMemory', 'runnerDied'], 'broken/allocate', 'kernel'),
  'host memory without end': kind(async (chamber) => {
    hoard ??= compileHoard();
    await chamber.expect(['hostFunctionError', 'timeout'], Uri.file(await hoard), 'hoard', { timeout: LONG });
  }),
  '1 GB of stdout': mostlyShort(['output'], 'corners/floods', 'stdout', { input: GIGABYTE_IN_KIB }),
  '1 GB of stderr': mostlyShort(['output'], 'corners/floods', 'stderr', { input: GIGABYTE_IN_KIB }),
  '1 GB of logs': mostlyShort(['output', 'outOfMemory'], 'corners/floods', 'logs', { input: GIGABYTE_IN_KIB }),
  '1 GB of output': mostlyShort(['output', 'outOfMemory', 'trap', 'runnerDied'], 'corners/floods', 'output', { input: GIGABYTE_IN_KIB }),
  'a million host calls': mostlyShort(['output', 'outOfMemory'], 'corners/many-host-calls', 'call_host', { input: '1000000' }),
  '64 MiB in and out': kind(async (chamber) => {
    const { outcome } = await chamber.expect(['output'], chamber.plugin('corners/echo'), 'echo_input_block', { input: large });
    assert.equal(outcome.bytes?.length, large.length);
  }),
  '100 calls at once over 10 plug-ins': kind(async (chamber, run) => {
    const plugins = Array.from({ length: 10 }, (_, index) => (run === 0 ? chamber.copy('corners/echo', index) : undefined));
    const uris = plugins.map((uri, index) => uri ?? Uri.file(join(chamber.folder, `copy-${index}`, 'echo.wasm')));
    await Promise.all(Array.from({ length: 100 }, (_, index) => chamber.ordinaryCall(uris[index % 10])));
  }, 10),
  'a cancelled loop': kind(async (chamber) => {
    const source = new CancellationTokenSource();
    const call = chamber.api.call({ plugin: chamber.plugin('broken/loop'), function: 'spin' }, source.token);
    await sleep(Math.random() * SHORT);
    source.cancel();
    const { outcome } = await call;
    assert.ok(outcome.kind === 'failure' && outcome.reason === 'cancelled');
  }),
  'a runner that is killed': kind(killedRunner),
  'a file replaced in a call': whileItRuns((path) => copyFileSync(echo, path)),
  'a file cut short in a call': whileItRuns((path) => truncateSync(path, 20)),
  'a file deleted in a call': whileItRuns((path) => rmSync(path)),
  // of another user for those who may read everything
  'a file made unreadable in a call': whileItRuns((path) => {
    if (process.getuid?.() !== 0) return chmodSync(path, 0);
    rmSync(path);
    mkdirSync(path);
  }),
  'settings flipped in a call': kind(async (chamber, run) => {
    const call = chamber.expect(['timeout'], chamber.plugin('broken/loop'), 'spin', { timeout: 2 * SHORT });
    const now = flips.filter((_, index) => isWhole(run) || index === run % flips.length);
    await chamber.withSettings(Object.fromEntries(now), () => call);
  }),
  'host functions that loop': withHostFunctions('exports.hostSendMail = () => { for (;;); };', ['timeout']),
  'host functions that throw': withHostFunctions('exports.hostSendMail = () => { throw new Error("no"); };', ['hostFunctionError']),
  'host functions that exit': withHostFunctions('exports.hostSendMail = () => process.exit(7);', ['runnerDied']),
  'host functions that leak timers': withHostFunctions('exports.hostSendMail = () => { setInterval(() => {}, 1); return "x"; };', [
    'output',
  ]),
  'host functions that fill the heap': withHostFunctions(
    'exports.hostSendMail = () => { for (const all = []; ; ) all.push(Array.from({ length: 10_000 }, () => ({}))); };',
    ['timeout', 'outOfMemory'],
  ),
  'host functions that write 1 GB': withHostFunctions(
    'exports.hostSendMail = () => { for (let i = 0; i < 1024; i++) process.stdout.write("x".repeat(1048576)); return "x"; };',
    ['output', 'timeout', 'outOfMemory'], // Node keeps what the editor is too busy to take
  ),
  'host functions that do not parse': kind(unreadableHostFunctions),
  'a manifest that is a JSON bomb': manifest('['.repeat(200_000)),
  'a manifest of 50 MB of brackets': manifest(bomb),
  'a manifest of __proto__': manifest('{"__proto__": {"wasm": []}, "wasm": [{"__proto__": {"path": "x"}}]}'),
  'a manifest that leaves the workspace': manifest('{"wasm": [{"path": "../../../../../../etc/passwd"}]}'),
  'a manifest whose module is a device': manifest('{"wasm": [{"path": "/dev/zero"}]}'),
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
  'a pipe that nobody writes to': noFile(fifo),
  'a device that never ends': noFile(() => '/dev/zero'),
  '10,000 files': kind(manyFiles, 50),
};
