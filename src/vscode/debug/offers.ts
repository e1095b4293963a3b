import { type DebugConfiguration, type DebugConfigurationProvider, Uri, workspace, type WorkspaceFolder } from 'vscode';
import { debugAdvice } from '../../core/debugAdvice';
import { visible } from '../../core/format/text';
import type { PluginEntry } from '../../core/plugin/store';
import type { Commands } from '../commands';
import { askInput, askTextInput } from '../inputBox';
import { pickFunction, pickPlugin, searched } from '../pickers';
import type { Services } from '../services';
import { carriedBy, DEBUG_TYPE, pluginUri } from './configuration';

/** Written in a new launch.json; more would be in the way. */
const MOST_INITIAL = 10;
/** Asks for the input at each start. */
const ASKED_INPUT = `\${command:${'extism.askInput' satisfies keyof Commands}}`;

const PLACEHOLDER: DebugConfiguration = {
  type: DEBUG_TYPE,
  request: 'launch',
  name: 'Debug plug-in',
  plugin: '${workspaceFolder}/plugin.wasm',
  function: 'run',
  input: '',
};

/** The plug-ins of a folder of the workspace, those of none with the first; all of them where there is no such folder. */
function pluginsOf({ plugins }: Pick<Services, 'plugins'>, folder: WorkspaceFolder | undefined): PluginEntry[] {
  const [first] = workspace.workspaceFolders ?? [];
  return plugins.entries.filter(({ uri }) => !folder || (workspace.getWorkspaceFolder(Uri.parse(uri)) ?? first)?.index === folder.index);
}

/** The plug-in's path as a launch.json of the folder, or of the workspace as a whole, has it. */
export function pathFor(plugin: Uri, folder: WorkspaceFolder | undefined): string {
  const own = workspace.getWorkspaceFolder(plugin);
  if (!own) return plugin.fsPath;
  return `\${workspaceFolder${own.index === folder?.index ? '' : `:${own.name}`}}/${workspace.asRelativePath(plugin, false)}`;
}

const configurationsFor =
  (folder: WorkspaceFolder | undefined) =>
  ({ uri, description }: PluginEntry): DebugConfiguration[] =>
    (description?.functions ?? []).map((item) => ({
      type: DEBUG_TYPE,
      request: 'launch',
      name: `${visible(item)} (${visible(workspace.asRelativePath(Uri.parse(uri), folder === undefined))})`,
      plugin: pathFor(Uri.parse(uri), folder),
      function: item,
      input: ASKED_INPUT,
    }));

/** Every function of the workspace, for Run and Debug without a launch.json. */
export function createDynamicProvider(services: Services): DebugConfigurationProvider {
  return {
    async provideDebugConfigurations(folder) {
      // VS Code asks for the user's own settings too, which belong to no folder
      if (!folder && workspace.workspaceFolders?.length) return [];
      await searched(services.plugins);
      return pluginsOf(services, folder).flatMap(configurationsFor(folder));
    },
  };
}

/** What a new launch.json begins with: functions of the workspace, if it can be those whose source can be debugged. */
export function createInitialProvider(services: Services): DebugConfigurationProvider {
  return {
    async provideDebugConfigurations(folder) {
      await searched(services.plugins);
      const entries = pluginsOf(services, folder);
      const debuggable = entries.filter(({ description }) => description && !debugAdvice(description));
      const offered = (debuggable.length > 0 ? debuggable : entries).flatMap(configurationsFor(folder)).slice(0, MOST_INITIAL);
      return offered.length > 0 ? offered : [PLACEHOLDER];
    },
  };
}

/** What to debug where F5 was pressed without a launch.json. */
export async function askConfiguration(services: Services): Promise<DebugConfiguration | undefined> {
  const plugin = await pickPlugin(services, { title: 'Debug Function' });
  const name = plugin && (await pickFunction(services, plugin));
  if (!plugin || name === undefined) return undefined;
  const input = await askInput(services.memory, plugin.toString(), name);
  if (input === undefined) return undefined;
  return {
    type: DEBUG_TYPE,
    request: 'launch',
    name: visible(name),
    plugin: plugin.fsPath,
    function: name,
    ...(input !== null && { inputBase64: Buffer.from(input).toString('base64') }),
  };
}

/** The input of a configuration that VS Code is putting the values of variables into: `"input": "${command:extism.askInput}"`. */
export async function askInputOf({ memory }: Services, argument: unknown): Promise<string | undefined> {
  const isConfiguration = typeof argument === 'object' && argument !== null;
  const configuration = isConfiguration ? carriedBy(argument as DebugConfiguration)?.configuration : undefined;
  return askTextInput(memory, configuration ? pluginUri(configuration).toString() : '', configuration?.function ?? '');
}
