import { posix } from 'node:path';
import { window } from 'vscode';
import { pluginOf } from '../arguments';
import { exists } from '../files';
import { pickListed } from '../pickers';
import { pluginKind } from '../pluginKind';
import { UserError } from '../report';
import type { Services } from '../services';

/** Opens the manifest that the argument names or the user chooses. */
export async function openManifest(services: Services, argument: unknown): Promise<void> {
  const manifest =
    pluginOf(argument) ?? (await pickListed(services, 'Open Manifest', 'No manifest is listed.', ({ kind }) => kind === 'manifest'));
  if (!manifest) return;
  if (pluginKind(manifest) === 'module') throw new UserError(`${posix.basename(manifest.path)} is a module, which is no text to open.`);
  if (!(await exists(manifest))) throw new UserError(`There is no file ${manifest.fsPath}.`);
  await window.showTextDocument(manifest);
}
