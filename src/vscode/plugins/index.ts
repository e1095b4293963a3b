import { Disposable, type Uri, window } from 'vscode';
import { pluginInfo } from '../api';
import { pluginOf, targetOf } from '../arguments';
import { registerCommand } from '../commands';
import type { Services } from '../services';
import { pickPlugin } from '../pickers';

/** Loading, reloading and unloading, and the search of the workspace. */
export function registerPlugins(services: Services): Disposable {
  const { finder, caller, report } = services;

  const choose = async (argument: unknown): Promise<Uri | undefined> => pluginOf(argument) ?? pickPlugin(services);

  const reload = async (argument: unknown): Promise<void> => {
    const plugin = await choose(argument);
    if (!plugin) return;
    caller.endRunner(plugin.toString());
    await finder.load(plugin);
  };

  const unload = async (argument: unknown): Promise<void> => {
    const plugin = await choose(argument);
    if (!plugin) return;
    caller.endRunner(plugin.toString());
    finder.unload(plugin);
  };

  const load = async (argument: unknown) => {
    const given = targetOf(argument) ? undefined : pluginOf(argument); // the button of the view's title names the focused node
    const [plugin] = given
      ? [given]
      : ((await window.showOpenDialog({ title: 'Load Plug-in', openLabel: 'Load', filters: PLUGIN_FILES })) ?? []);
    return plugin && pluginInfo(await services.load(plugin));
  };

  finder.start();
  return Disposable.from(
    registerCommand(report, 'extism.loadPlugin', 'Loading the plug-in', load),
    registerCommand(report, 'extism.reloadPlugin', 'Reloading the plug-in', reload),
    registerCommand(report, 'extism.unloadPlugin', 'Unloading the plug-in', unload),
    registerCommand(report, 'extism.refreshPlugins', 'Searching for plug-ins', () => finder.scan()),
  );
}

const PLUGIN_FILES = { 'Extism plug-ins': ['wasm', 'json', 'toml'] };
