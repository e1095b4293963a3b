import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, posix, resolve } from 'node:path';
import type { CheckedManifest } from '../../core/manifest/checkManifest';
import { quoted, replace } from '../../core/manifest/fixes';
import type { LocatedModule } from '../../core/manifest/modules';
import type { TextRange } from '../../core/manifest/node';
import type { Fix, ManifestProblem } from '../../core/manifest/problem';
import { nearest } from '../../core/nearest';
import type { FileHashes } from '../sha256';

type FileKind = 'file' | 'folder' | 'nothing';

async function kindOf(path: string): Promise<FileKind> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'nothing'; // or out of reach, which comes to the same
  }
}

const missing = (severity: ManifestProblem['severity'], range: TextRange, message: string, fixes: Fix[] = []): ManifestProblem => ({
  code: 'missingFile',
  severity,
  message,
  range,
  fixes,
});

/** The module in the same folder that is named much like it. */
async function nearName(file: string, path: string, range: TextRange): Promise<Fix[]> {
  const names = await readdir(dirname(file)).catch((): string[] => []);
  const name = nearest(
    basename(file),
    names.filter((candidate) => candidate.endsWith('.wasm')),
  );
  if (name === undefined) return [];
  const near = posix.join(posix.dirname(path), name);
  return [replace(`Change to "${near}"`, range, quoted(near))];
}

async function checkPath(file: string, path: string, range: TextRange): Promise<ManifestProblem | undefined> {
  const kind = await kindOf(file);
  if (kind === 'file') return undefined;
  if (kind === 'folder') return missing('error', range, `"${path}" is a folder, not a module`);
  return missing('error', range, `there is no file "${path}" from here: ${file}`, await nearName(file, path, range));
}

async function actualHash(file: string | undefined, { source }: LocatedModule, hashes: FileHashes): Promise<string | undefined> {
  if (source?.kind === 'data') return createHash('sha256').update(source.base64, 'base64').digest('hex');
  return file === undefined ? undefined : hashes.get(file).catch(() => undefined);
}

async function checkModule(manifest: string, module: LocatedModule, hashes: FileHashes): Promise<ManifestProblem[]> {
  const { source, sourceRange, hash, hashRange } = module;
  const file = source?.kind === 'path' ? resolve(dirname(manifest), source.path) : undefined;
  if (source?.kind === 'path' && file !== undefined && sourceRange) {
    const problem = await checkPath(file, source.path, sourceRange);
    if (problem) return [problem];
  }
  const actual = hashRange && (await actualHash(file, module, hashes));
  if (!hashRange || actual === undefined || actual === hash) return [];
  const what = source?.kind === 'path' ? `"${source.path}"` : 'the data';
  const message = `this is not the hash of ${what}, which has the SHA-256 ${actual}`;
  return [
    { code: 'wrongHash', severity: 'error', message, range: hashRange, fixes: [replace('Set the right hash', hashRange, quoted(actual))] },
  ];
}

/** What is wrong with a manifest's files: missing ones, and hashes of others. A module that is to be fetched is not looked at. */
export async function fileProblems(manifest: string, checked: CheckedManifest, hashes: FileHashes): Promise<ManifestProblem[]> {
  const modules = await Promise.all(checked.modules.map((module) => checkModule(manifest, module, hashes)));
  const folders = await Promise.all(
    checked.folders.map(async ({ path, range }) => {
      const kind = await kindOf(resolve(dirname(manifest), path));
      return kind === 'folder'
        ? []
        : [missing('warning', range, `there is no folder "${path}" from here: no call will succeed without it`)];
    }),
  );
  return [...modules, ...folders].flat();
}

const isSameHash = (one: ManifestProblem, other: ManifestProblem): boolean =>
  one.code === 'badHash' && one.range.start === other.range.start;

/** A hash that is none, and not the right one either, is one problem with the fixes of both. */
export function withFileProblems(problems: readonly ManifestProblem[], ofFiles: readonly ManifestProblem[]): ManifestProblem[] {
  return [
    ...problems.map((problem) => ({
      ...problem,
      fixes: [...problem.fixes, ...ofFiles.filter((other) => isSameHash(problem, other)).flatMap(({ fixes }) => fixes)],
    })),
    ...ofFiles.filter((other) => !problems.some((problem) => isSameHash(problem, other))),
  ];
}
