import { type Disposable, Uri, window, workspace } from 'vscode';
import { visible } from '../../core/format/text';
import { hostFunctionStubs } from '../../core/hostFunctionStubs';
import { pluginOf } from '../arguments';
import { registerCommand } from '../commands';
import { ownFunctionsPath } from '../ownFunctions';
import { pickPlugin } from '../pickers';
import { NothingToDo, UserError } from '../report';
import type { Services } from '../services';
import { requireWritable, scopeOf, writeSetting } from '../writeSettings';

/** The file that is made where the settings name none. */
const DEFAULT_FILE = 'host-functions.ts';

const read = async (file: Uri): Promise<string> => {
  try {
    return new TextDecoder().decode(await workspace.fs.readFile(file));
  } catch {
    return ''; // there is none yet
  }
};

/** Writing host functions in the workspace. */
export function registerHostFunctions(services: Services): Disposable {
  const { plugins, settings, report, load } = services;

  const write = async (argument: unknown): Promise<void> => {
    const plugin = pluginOf(argument) ?? (await pickPlugin(services, { title: 'Write Host Functions' }));
    const folder = plugin && (workspace.getWorkspaceFolder(plugin) ?? workspace.workspaceFolders?.[0]);
    if (!plugin) return;
    if (!folder) throw new UserError('Open a folder to keep host functions in.');
    requireWritable(scopeOf(plugin)); // it may name the file already
    const { name, description, problem } = plugins.get(plugin.toString()) ?? (await load(plugin));
    if (!description) throw new UserError(`What ${visible(name)} lacks is not known: ${problem?.message}.`);
    const missing = description.hostImports.filter(({ status }) => status.kind === 'missing');
    const path = ownFunctionsPath(plugin, settings.read(plugin));
    const file = path === undefined ? Uri.joinPath(folder.uri, DEFAULT_FILE) : Uri.file(path);
    const present = await read(file);
    if (missing.length === 0 && (path === undefined || present === ''))
      throw new NothingToDo(`${visible(name)} lacks no host function: there is nothing to write.`);
    if (missing.length > 0) await workspace.fs.writeFile(file, new TextEncoder().encode(hostFunctionStubs(missing, present, file.path)));
    if (path === undefined) await writeSetting('hostFunctionsFile', plugin, DEFAULT_FILE);
    await window.showTextDocument(file);
    await services.finder.scan();
  };

  return registerCommand(report, 'extism.writeHostFunctions', 'Writing host functions', write);
}
