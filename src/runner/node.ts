// All that the runner needs of Node. A runner in a browser's Worker would replace this file alone.
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  opendirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import * as Module from 'node:module';
import type { Socket } from 'node:net';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { CpuProfile } from '../core/profile/pluginProfile';
import type { Port } from '../protocol/rpc';

/** The bytes of a file in a buffer of their own. */
export const readFile = (path: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(path));

/** The bytes of a file that is one, and not larger than this; undefined of any other. */
export function readOrdinaryFile(path: string, most: number): Uint8Array | undefined {
  const stat = statSync(path);
  return stat.isFile() && stat.size <= most ? readFileSync(path) : undefined;
}

/** Whether there is a file of this absolute path. */
export const isThere = (path: string): boolean => isAbsolute(path) && existsSync(path);

/** Changes when the file does. */
export function fileRevision(path: string): string {
  const stats = statSync(path, { bigint: true });
  if (!stats.isFile()) throw new Error('it is no file'); // a pipe or a device would be read for ever
  const { mtimeNs, size, ino } = stats;
  return `${mtimeNs} ${size} ${ino}`;
}

export const urlOfPath = (path: string): string => pathToFileURL(path).href;

export const resolvePath = (manifest: string, path: string): string => resolve(dirname(manifest), path);

/** The file that a URL in another file names; undefined where it is not on disk. */
export function pathOfUrl(url: string, from: string): string | undefined {
  const { href } = new URL(url, pathToFileURL(from));
  return href.startsWith('file:') ? fileURLToPath(href) : undefined;
}

/** The first of some relative paths that is there, in the file's folder or one above it. */
export function findUpwards(file: string, paths: readonly string[]): string | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const found = paths.map((path) => resolve(folder, path)).find((path) => existsSync(path));
    if (found !== undefined || folder === dirname(folder)) return found;
  }
}

let temporaryFolder: string | undefined;

/** In a folder that is gone with this process, unless it is killed, and out of which no name leads. Returns where it is. */
export function writeTemporaryFile(name: string, content: string): string {
  if (temporaryFolder === undefined) {
    const created = mkdtempSync(join(tmpdir(), `extism-sources-${process.pid}-`));
    temporaryFolder = created;
    process.on('exit', () => rmSync(created, { recursive: true, force: true }));
  }
  const inside = name.replaceAll(/(?<![^\\/])\.\.(?![^\\/])/g, '__'); // and not only left out: that may be the name of another
  const path = join(temporaryFolder, join(sep, inside));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** A file that is made, in place of what was there, when something is written to it. */
export class NewFile {
  #descriptor: number | undefined;

  constructor(private readonly path: string) {}

  append(bytes: Uint8Array): void {
    this.#descriptor ??= openSync(this.path, 'w');
    for (let at = 0; at < bytes.length;) at += writeSync(this.#descriptor, bytes, at);
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

export const isAbsolutePath = (path: string): boolean => isAbsolute(path);

export const baseName = (path: string): string => basename(path);

/**
 * The exports of a JavaScript or TypeScript module. Where this Node does not take types out by itself, as in an Electron
 * built without that, we do.
 */
export async function importFile(path: string): Promise<Record<string, unknown>> {
  if (path.endsWith('ts') && !('typescript' in process.features && process.features.typescript)) await transformTypeScript();
  return import(pathToFileURL(path).href) as Promise<Record<string, unknown>>;
}

async function transformTypeScript(): Promise<void> {
  if (!('registerHooks' in Module))
    throw new Error(`Node ${process.version} cannot load TypeScript; write it in JavaScript, or update VS Code`);
  const { transform } = await import('./typescript.js');
  (Module.registerHooks as RegisterHooks)({
    load(url, context, next) {
      if (!/\.[cm]?ts($|\?)/.test(url)) return next(url, context);
      const source = transform(readFileSync(fileURLToPath(url), 'utf8'));
      return { format: 'module', source, shortCircuit: true };
    },
  });
}

/** Of Node 22.15 and later; the declarations are of the oldest that is supported. */
type Load = (url: string, context: unknown, next: (url: string, context: unknown) => unknown) => unknown;
type RegisterHooks = (hooks: { load: Load }) => void;

export const resolveIn = (folder: string, path: string): string => resolve(folder, path);

/** Where a folder really is. Throws the system's error where it cannot be opened. */
export function openFolder(path: string): string {
  opendirSync(path).closeSync();
  return realpathSync.native(path);
}

export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

const isSystemError = (error: unknown): boolean => error instanceof Error && 'syscall' in error;

const readLink = (path: string): string | undefined => {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (isSystemError(error)) return undefined; // no link, or nothing at all
    throw error;
  }
};

/** Symbolic links that a path may lead through at its end; Node's WASI follows fewer, and gives up. */
const MOST_LINKS = 40;

/**
 * Where a path really leads, though there may be nothing there yet. Undefined where the folder that it would be in
 * cannot be reached.
 * @param follow whether to follow a symbolic link at its very end
 */
export function realPath(path: string, follow: boolean, links = MOST_LINKS): string | undefined {
  let real: string;
  try {
    real = join(realpathSync.native(dirname(path)), basename(path));
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
  const target = follow && links > 0 ? readLink(real) : undefined;
  return target === undefined ? real : realPath(resolve(dirname(real), target), follow, links - 1);
}

/** SHA-256 in hex. Loading `node:crypto` would cost every runner a tenth of its start. */
export const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');

/** Whether a script is a file of the workspace: neither Node's nor one of the extension's own. */
export const isOwnScript = (url: string): boolean => url.startsWith('file:') && dirname(fileURLToPath(url)) !== __dirname;

/** Microseconds between two samples of a profile. */
const SAMPLING_INTERVAL = 100;

/** Begins to take a profile of this process. Returns what ends it, and gives the profile. */
export async function startProfile(): Promise<() => Promise<CpuProfile>> {
  const { Session } = await import('node:inspector/promises');
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLING_INTERVAL });
  await session.post('Profiler.start');
  return async () => {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    return profile;
  };
}

/** Bytes of a page of memory. */
export const PAGE = 65_536;
/** The engine's own limit: all that WebAssembly allows, 4 GiB. */
export const ALL_PAGES = 65_536;
let maxPages = ALL_PAGES;

/** Makes the engine refuse memories larger than this in this process, which holds one plug-in. */
export function limitMemory(pages = ALL_PAGES): void {
  if (pages === maxPages) return;
  setFlagsFromString(`--wasm-max-mem-pages=${Math.min(pages, ALL_PAGES)}`);
  maxPages = pages;
}

export interface Later {
  cancel(): void;
}

/** Runs this once what is to be sent now has been sent. */
export function runSoon(run: () => void): Later {
  const immediate = setImmediate(run);
  return { cancel: () => clearImmediate(immediate) };
}

/** Has this process live on where such an error reaches nobody. */
export function outlive(isExpected: (error: unknown) => boolean): void {
  process.on('unhandledRejection', (error) => {
    if (!isExpected(error)) throw error;
  });
}

/** The process that started this one. */
export const parentPort: Port = {
  send(message) {
    // Without a parent there is nobody to tell, and 'disconnect' ends the process.
    if (process.connected) process.send?.(message);
  },
  onMessage: (listener) => void process.on('message', listener),
};

/**
 * Ends this process when its parent is gone. A plug-in that spins in WebAssembly keeps the main thread
 * from ever seeing 'disconnect', so a thread of its own looks after that.
 */
export function endWithParent(): void {
  process.on('disconnect', () => process.exit());
  const watch = `
    const { workerData: ppid } = require('node:worker_threads');
    setInterval(() => {
      try { process.kill(ppid, 0); } catch { process.kill(process.pid, 'SIGKILL'); }
      if (process.ppid !== ppid) process.kill(process.pid, 'SIGKILL');
    }, 500);`;
  // Its own look at the parent might come after the parent's end.
  new Worker(watch, { eval: true, workerData: process.ppid, stdout: false, stderr: false }).unref();
}

/**
 * The same of a process that the debugger started, which would show a thread: a process of its own looks after it, and
 * ends with it.
 */
export async function endWithDebugger(): Promise<void> {
  const watch = `
    const [host, runner] = process.argv.slice(1).map(Number);
    process.stdin.resume().on('end', () => process.exit());
    setInterval(() => {
      try { process.kill(host, 0); } catch { process.kill(runner, 'SIGKILL'); }
    }, 500);`;
  const { ELECTRON_RUN_AS_NODE, SystemRoot } = process.env; // and no options of the debugger's, which would debug it too
  const { spawn } = await import('node:child_process');
  const watcher = spawn(process.execPath, ['-e', watch, `${process.ppid}`, `${process.pid}`], {
    env: { ELECTRON_RUN_AS_NODE, SystemRoot },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.unref();
  (watcher.stdin as Socket).unref();
}

/** As the console prints values. */
export const formatPrinted = (values: readonly unknown[]): string => format(...values);

/** Writes lines where a debugger shows them. */
export function printLines(lines: readonly string[], stream: 'stdout' | 'stderr' = 'stdout'): void {
  if (lines.length > 0) process[stream].write(`${lines.join('\n')}\n`);
}
