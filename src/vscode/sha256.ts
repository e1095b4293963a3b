import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/**
 * SHA-256 of a file in hex, read piece by piece: the file may be large.
 * Rejects where it cannot be read, and what is no file: to open a pipe would take a thread of the editor for good.
 */
export async function sha256(path: string): Promise<string> {
  if (!(await stat(path)).isFile()) throw new Error(`${path} is no file`);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** The hashes of files, kept until a file changes. */
export class FileHashes {
  readonly #known = new Map<string, { revision: string; hash: string }>();

  /** Rejects where the file cannot be read. */
  async get(path: string): Promise<string> {
    const { mtimeNs, size } = await stat(path, { bigint: true });
    const revision = `${mtimeNs} ${size}`;
    const known = this.#known.get(path);
    if (known?.revision === revision) return known.hash;
    const hash = await sha256(path);
    this.#known.set(path, { revision, hash });
    return hash;
  }
}
