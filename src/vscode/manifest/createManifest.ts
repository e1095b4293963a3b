import { posix } from 'node:path';
import { FileSystemError, type Uri, window, workspace } from 'vscode';
import { pluginOf } from '../arguments';
import { askChoice } from '../ask';
import { exists, requireFile } from '../files';
import { pickPlugin } from '../pickers';
import { pluginKind } from '../pluginKind';
import { UserError } from '../report';
import type { Services } from '../services';
import { sha256 } from '../sha256';

const manifestOf = (module: Uri): Uri =>
  module.with({ path: posix.join(posix.dirname(module.path), `${posix.basename(module.path, '.wasm')}.extism.json`) });

/** Whether the manifest is to name this very build of the module. Undefined where the user gives up. */
async function askHash(name: string): Promise<boolean | undefined> {
  const items = [
    { label: 'Without its hash', detail: 'The module may change: best while you develop it.', isHashed: false },
    { label: 'With its hash', detail: 'Its SHA-256 is written down, and another build of it is not loaded.', isHashed: true },
  ];
  const chosen = await askChoice(items, { title: `Manifest of ${name}`, placeHolder: 'Name the module…' });
  return chosen?.isHashed;
}

/** What to do about a manifest that is there already. */
async function askReplace(name: string): Promise<'Open' | 'Replace' | undefined> {
  return window.showWarningMessage(`${name} is there already.`, { modal: true }, 'Open', 'Replace');
}

async function write(file: Uri, path: string, hash: string | undefined): Promise<void> {
  const text = `${JSON.stringify({ wasm: [{ path, ...(hash !== undefined && { hash }) }] }, undefined, 2)}\n`;
  try {
    await workspace.fs.writeFile(file, new TextEncoder().encode(text));
  } catch (error) {
    if (error instanceof FileSystemError) throw new UserError(`Cannot write ${file.fsPath}: ${error.message}`);
    throw error;
  }
}

const givenHash = (argument: unknown): boolean | undefined =>
  typeof argument === 'object' && argument !== null && 'hash' in argument && typeof argument.hash === 'boolean' ? argument.hash : undefined;

/** Writes a manifest beside the module that the argument names or the user chooses, and opens it. Gives where it is. */
export async function createManifest(services: Services, argument: unknown): Promise<Uri | undefined> {
  const module = pluginOf(argument) ?? (await pickPlugin(services, { title: 'Create Manifest', only: 'module' }));
  if (!module) return undefined;
  const path = posix.basename(module.path);
  if (pluginKind(module) === 'manifest') throw new UserError(`${path} is a manifest already: one is created from a .wasm file.`);
  await requireFile(module);
  const manifest = manifestOf(module);
  const answer = (await exists(manifest)) ? await askReplace(posix.basename(manifest.path)) : 'Replace';
  if (answer === undefined) return undefined;
  if (answer === 'Replace') {
    const isHashed = givenHash(argument) ?? (await askHash(path));
    if (isHashed === undefined) return undefined;
    await write(manifest, path, isHashed ? await sha256(module.fsPath) : undefined);
  }
  await window.showTextDocument(manifest);
  return manifest;
}
