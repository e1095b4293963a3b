import { posix } from 'node:path';
import { window } from 'vscode';
import { pluginOf } from '../arguments';
import { requireFile } from '../files';
import { pickListed } from '../pickers';
import { pluginKind } from '../pluginKind';
import { UserError } from '../report';
import type { Services } from '../services';

const CREATE = 'Create Manifest… makes a manifest of a .wasm file.';
const NONE = `No manifest is listed. ${CREATE}`;

/** Opens the manifest that the argument names or the user chooses. */
export async function openManifest(services: Services, argument: unknown): Promise<void> {
  const manifest = pluginOf(argument) ?? (await pickListed(services, 'Open Manifest', NONE, ({ kind }) => kind === 'manifest'));
  if (!manifest) return;
  if (pluginKind(manifest) === 'module')
    throw new UserError(`${posix.basename(manifest.path)} is a module, which has no text to open. ${CREATE}`);
  await requireFile(manifest);
  await window.showTextDocument(manifest);
}
