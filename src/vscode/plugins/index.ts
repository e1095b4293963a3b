import { commands, Disposable, window, workspace } from 'vscode';
import { visible } from '../../core/format/text';
import { pluginInfo } from '../api';
import { pluginOf, targetOf } from '../arguments';
import { registerCommand } from '../commands';
import { pickListed } from '../pickers';
import { NothingToDo, openSettings } from '../report';
import type { Services } from '../services';

/** Loading, reloading and unloading, and the search of the workspace. */
export function registerPlugins(services: Services): Disposable {
  const { plugins, finder, caller, report } = services;

  const reload = async (argument: unknown): Promise<void> => {
    const plugin = pluginOf(argument) ?? (await pickListed(services, 'Reload Plug-in', 'No plug-in is listed.'));
    if (!plugin) return;
    caller.endRunner(plugin.toString());
    await finder.load(plugin);
  };

  const unload = async (argument: unknown): Promise<void> => {
    const plugin = pluginOf(argument) ?? (await pickListed(services, 'Unload Plug-in', NONE_LOADED, ({ uri }) => finder.isLoaded(uri)));
    if (!plugin) return;
    const uri = plugin.toString();
    caller.endRunner(uri);
    if (plugins.get(uri) && !finder.isLoaded(uri))
      report.inform(`${visible(plugins.nameOf(uri))} stays listed: it is in the workspace. "extism.files.exclude" leaves out files.`, [
        openSettings('extism.files.exclude'),
      ]);
    finder.unload(plugin);
  };

  const load = async (argument: unknown) => {
    const given = targetOf(argument) ? undefined : pluginOf(argument); // the button of the view's title names the focused node
    const [plugin] = given
      ? [given]
      : ((await window.showOpenDialog({ title: 'Load Plug-in', openLabel: 'Load', filters: PLUGIN_FILES })) ?? []);
    return plugin && pluginInfo(await services.load(plugin));
  };

  const reveal = async (argument: unknown): Promise<void> => {
    const plugin = pluginOf(argument) ?? (await pickListed(services, 'Reveal in Explorer View', 'No plug-in is listed.'));
    if (!plugin) return;
    if (!workspace.getWorkspaceFolder(plugin))
      throw new NothingToDo(`${plugin.fsPath} is outside the workspace, whose files the Explorer shows.`);
    await commands.executeCommand('revealInExplorer', plugin);
  };

  finder.start();
  return Disposable.from(
    registerCommand(report, 'extism.loadPlugin', 'Loading the plug-in', load),
    registerCommand(report, 'extism.reloadPlugin', 'Reloading the plug-in', reload),
    registerCommand(report, 'extism.unloadPlugin', 'Unloading the plug-in', unload),
    registerCommand(report, 'extism.refreshPlugins', 'Searching for plug-ins', () => finder.scan()),
    registerCommand(report, 'extism.revealPlugin', 'Revealing the plug-in', reveal),
  );
}

const NONE_LOADED = 'No plug-in was loaded by hand. Those of the workspace are listed by themselves.';
const PLUGIN_FILES = { 'Extism plug-ins': ['wasm', 'json', 'toml'] };
