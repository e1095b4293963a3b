import { checkManifest } from './checkManifest';
import type { Manifest } from './manifest';
import { manifestFormat } from './node';
import { LineIndex } from './place';

/** A manifest is not as it should be; the message says what is wrong, and where. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
}

/**
 * Reads a manifest that is to be used.
 * @param path whose end tells JSON from TOML
 * @throws {ManifestError} about the first error
 */
export function parseManifest(content: string, path: string): Manifest {
  const text = content.replace(/^\ufeff/, '');
  const { manifest, problems } = checkManifest({ text, format: manifestFormat(path) });
  if (manifest) return manifest;
  const error = problems.find(({ severity }) => severity === 'error');
  if (!error) throw new Error('a manifest without an error can be used');
  const { line, column } = new LineIndex(text).placeOf(error.range.start);
  throw new ManifestError(`${error.message} (line ${line + 1}, column ${column + 1})`);
}
