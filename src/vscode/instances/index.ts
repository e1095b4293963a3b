import { Disposable, type Uri } from 'vscode';
import { pluginOf, targetOf } from '../arguments';
import { registerCommand } from '../commands';
import { pickListed } from '../pickers';
import { UserError } from '../report';
import { RunnerGone } from '../runnerProcess';
import type { Services } from '../services';

/** A runner that was ended meanwhile, with a call that ran, took its instance with it. */
function withRunner(error: unknown): undefined {
  if (!(error instanceof RunnerGone)) throw error;
}

/** Keeping a plug-in's instance from one call to the next, with its variables and memory. */
export function registerInstances(services: Services): Disposable {
  const { states, runners, report } = services;

  const choose = async (argument: unknown, title: string, kept: boolean): Promise<Uri | undefined> =>
    pluginOf(argument) ??
    pickListed(
      services,
      title,
      kept ? 'No plug-in keeps its instance.' : 'There is no plug-in whose instance could be kept.',
      ({ uri, description }) => description !== undefined && states.get(uri).keepsInstance === kept,
    );

  const endInstance = async (plugin: Uri): Promise<void> => runners.present(plugin.toString())?.reset().catch(withRunner);

  const keep = async (argument: unknown, keepsInstance: boolean): Promise<void> => {
    const title = keepsInstance ? 'Keep Instance between Calls' : 'Use a Fresh Instance for Each Call';
    const plugin = await choose(argument, title, !keepsInstance);
    if (!plugin) return;
    await endInstance(plugin);
    states.setKeepsInstance(plugin.toString(), keepsInstance);
  };

  const reset = async (argument: unknown): Promise<void> => {
    const plugin = await choose(argument, 'Reset Instance', true);
    if (!plugin) return;
    await endInstance(plugin);
    states.setVariables(plugin.toString(), []);
  };

  const deleteVariable = async (argument: unknown): Promise<void> => {
    const target = targetOf(argument);
    if (target?.kind !== 'variable') throw new UserError('Delete a variable with its button in the Plug-ins view.');
    const left = await runners.present(target.plugin)?.deleteVariable(target.name).catch(withRunner);
    states.setVariables(target.plugin, left ?? []);
  };

  return Disposable.from(
    registerCommand(report, 'extism.keepInstance', 'Keeping the instance', (argument) => keep(argument, true)),
    registerCommand(report, 'extism.freshInstances', 'Changing the instances', (argument) => keep(argument, false)),
    registerCommand(report, 'extism.resetInstance', 'Resetting the instance', reset),
    registerCommand(report, 'extism.deleteVariable', 'Deleting the variable', deleteVariable),
  );
}
