import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixtures } from '../host/paths';

/** A folder for manifests, which goes when the tests are over. */
export class ManifestFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'extism-manifests-'));
  #count = 0;

  /** Writes a file; gives its path. */
  write(name: string, content: string | Uint8Array): string {
    const path = join(this.path, name);
    writeFileSync(path, content);
    return path;
  }

  /** Writes a manifest of its own; gives its path. */
  manifest(manifest: object): string {
    this.#count += 1;
    return this.write(`${this.#count}.extism.json`, JSON.stringify(manifest));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export const corner = (name: string): string => join(fixtures, 'corners', name);
