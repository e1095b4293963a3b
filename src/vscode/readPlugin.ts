import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { PluginEntry } from '../core/plugin/store';
import { describeFormatError, loadFailure } from '../core/failures/loading';
import { formatBytes } from '../core/format/text';
import { type ManifestModule, moduleNames } from '../core/manifest/manifest';
import { ManifestError, parseManifest } from '../core/manifest/parseManifest';
import { describePlugin, type NamedModule, type PluginDescription } from '../core/plugin/description';
import type { FetchedModules } from '../core/plugin/fetchedModules';
import type { Providers } from '../core/plugin/hostImports';
import { WasmFormatError } from '../core/wasm/byteReader';
import type { WasmModule } from '../core/wasm/module';
import { type ByteSource, readModule, sourceOfBytes } from '../core/wasm/readModule';
import type { CallSettings } from '../core/settings';

/** Bytes. No manifest is larger, even one that holds its modules as data; reading one takes 5 ms a megabyte. */
const MANIFEST_LIMIT = 64 * 1024 * 1024;

export interface ReadPlugin extends Pick<PluginEntry, 'description' | 'problem'> {
  /** The files besides its own that were read for it. */
  modulePaths: string[];
  /** Whether what is wrong may mend itself, as with a file that is still being written. */
  mayHeal: boolean;
}

/** What a description depends on besides the plug-in's files. */
export interface Known {
  settings: Pick<CallSettings, 'wasi' | 'hostFunctionsFile'>;
  providers: Providers;
  fetched: FetchedModules;
}

/** Bytes that are read at least: most modules' sections before the code lie in so many. */
const READ_AHEAD = 16 * 1024;

function sourceOfFile(file: FileHandle, size: number): ByteSource {
  let start = 0;
  let bytes = new Uint8Array();
  return {
    size,
    async read(offset, length) {
      const end = Math.min(offset + length, size);
      if (offset < start || end > start + bytes.length) {
        const buffer = new Uint8Array(Math.max(0, Math.min(Math.max(length, READ_AHEAD), size - offset)));
        const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
        start = offset;
        bytes = buffer.subarray(0, bytesRead);
      }
      return bytes.subarray(offset - start, offset - start + length);
    },
  };
}

/** It is not a file on disk. */
class NotAFile extends Error {}

/**
 * The size of a file, in bytes.
 * @throws {NotAFile} for what it would take a thread of the editor for good to open, such as a pipe
 */
async function sizeOfFile(path: string): Promise<number> {
  const stats = await stat(path);
  if (!stats.isFile()) throw new NotAFile(`${path} is no file`);
  return stats.size;
}

async function readModuleFile(path: string): Promise<WasmModule> {
  const size = await sizeOfFile(path);
  const file = await open(path);
  try {
    return await readModule(sourceOfFile(file, size));
  } finally {
    await file.close();
  }
}

async function readManifestModule(
  { source }: ManifestModule,
  name: string,
  manifest: string,
  fetched: FetchedModules,
): Promise<NamedModule> {
  switch (source.kind) {
    case 'path':
      return { name, module: await readModuleFile(resolve(dirname(manifest), source.path)) };
    case 'data':
      return { name, module: await readModule(sourceOfBytes(Buffer.from(source.base64, 'base64'))) };
    case 'url': {
      // Listing a plug-in sends nothing over the network; what the module holds is known when it was called.
      const module = fetched.get(source.url);
      return { name, ...(module && { module }) };
    }
  }
}

async function describeManifest(path: string, { providers, fetched }: Known, modulePaths: string[]): Promise<PluginDescription> {
  const size = await sizeOfFile(path);
  if (size > MANIFEST_LIMIT) throw new ManifestError(`too large for a manifest: ${formatBytes(size)}`);
  const manifest = parseManifest(await readFile(path, 'utf8'), path);
  for (const { source } of manifest.wasm) {
    if (source.kind === 'path') modulePaths.push(resolve(dirname(path), source.path));
  }
  const names = moduleNames(manifest.wasm);
  return describePlugin(
    await Promise.all(manifest.wasm.map((item, index) => readManifestModule(item, names[index] ?? '', path, fetched))),
    providers,
    manifest,
  );
}

function describeReadError(error: unknown): Pick<ReadPlugin, 'problem' | 'mayHeal'> {
  if (error instanceof WasmFormatError)
    return { problem: describeFormatError(error), mayHeal: /truncated|empty|unexpected end/.test(error.message) };
  if (error instanceof NotAFile) return { problem: { message: `cannot be read: ${error.message}` }, mayHeal: true };
  if (error instanceof ManifestError) return { problem: { message: error.message }, mayHeal: true };
  const { code, path, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return { problem: { message: `there is no file ${path}` }, mayHeal: true };
  if (code === undefined) throw error;
  return { problem: { message: `cannot be read: ${message}` }, mayHeal: true };
}

/** Describes the plug-in in a file from its sections; nothing is compiled or run. What is wrong with it is part of the answer. */
export async function readPlugin(path: string, kind: PluginEntry['kind'], known: Known): Promise<ReadPlugin> {
  const { settings, providers } = known;
  const absentFile = providers.own || settings.hostFunctionsFile === '' ? undefined : settings.hostFunctionsFile;
  const modulePaths: string[] = [];
  try {
    const description =
      kind === 'manifest'
        ? await describeManifest(path, known, modulePaths)
        : describePlugin([{ name: 'main', module: await readModuleFile(path) }], providers);
    const problem = loadFailure(description, { wasi: settings.wasi, absentFile });
    return { description, ...(problem && { problem }), modulePaths, mayHeal: false };
  } catch (error) {
    return { ...describeReadError(error), modulePaths };
  }
}
