import { commands, type Disposable, Uri, workspace } from 'vscode';
import type { Call } from '../../core/call';
import { visible } from '../../core/format/text';
import { askChoice } from '../ask';
import { pluginOf, targetOf } from '../arguments';
import { registerCommand } from '../commands';
import { pluginKind } from '../pluginKind';
import { NothingToDo, UserError } from '../report';
import type { Services } from '../services';
import { readSetting } from '../settings';
import { editSetting } from '../writeSettings';
import { allowInManifest } from './manifest';

interface Denied {
  plugin: Uri;
  host: string;
  /** The call that failed of it. */
  call?: number;
}

const deniedOf = ({ id, plugin, result }: Call): Denied[] => {
  const outcome = result?.outcome;
  return outcome?.kind === 'failure' && outcome.deniedHost !== undefined
    ? [{ plugin: Uri.parse(plugin), host: outcome.deniedHost, call: id }]
    : [];
};

const isList = (value: unknown): value is string[] => Array.isArray(value) && value.every((item) => typeof item === 'string');

/** The list hides that of a wider scope, so one that is written anew starts with what counted until now. */
async function allowInSettings(plugin: Uri, host: string): Promise<void> {
  const counted = readSetting('allowedHosts', plugin);
  await editSetting('allowedHosts', plugin, isList, (present = isList(counted) ? counted : []) => [...new Set([...present, host])]);
}

/** Allowing a host that a plug-in was denied, where its list of hosts is. */
export function registerAllowHost({ calls, report, plugins }: Services): Disposable {
  const nameOf = (plugin: Uri): string => visible(plugins.get(plugin.toString())?.name ?? workspace.asRelativePath(plugin));

  /** What the argument says: a failed call, or plug-in and host; else a host that the user chooses of those that were denied. */
  const choose = async (argument: unknown): Promise<Denied | undefined> => {
    const target = targetOf(argument);
    if (target?.kind === 'call') {
      const [denied] = calls.calls.filter(({ id }) => id === target.call).flatMap(deniedOf);
      if (!denied) throw new UserError('This call was denied no host, or is no longer in the history.');
      return denied;
    }
    const plugin = pluginOf(argument);
    const { host } = (argument ?? {}) as { host?: unknown };
    if (plugin && typeof host === 'string' && host !== '') return { plugin, host };
    const denied = calls.calls
      .flatMap(deniedOf)
      .filter((item, index, all) => all.findIndex(({ host, plugin }) => host === item.host && plugin.path === item.plugin.path) === index);
    if (denied.length === 0) throw new NothingToDo('No call was denied a host.');
    const chosen = await askChoice(
      denied.map((item) => ({ icon: 'globe', label: visible(item.host), description: nameOf(item.plugin), item })),
      { title: 'Allow Host', placeHolder: 'Choose a host that a plug-in was denied' },
    );
    return chosen?.item;
  };

  return registerCommand(report, 'extism.allowHost', 'Allowing the host', async (argument) => {
    const found = await choose(argument);
    if (!found) return;
    const { plugin, host, call } = found;
    const inManifest = pluginKind(plugin) === 'manifest' && (await allowInManifest(plugin, host));
    if (!inManifest) await allowInSettings(plugin, host);
    const repeat = {
      title: 'Repeat Call',
      run: () => commands.executeCommand('extism.repeatCall', { target: { kind: 'call', call } }),
    };
    report.inform(
      `${visible(host)} is allowed now: it is in ${inManifest ? `the allowed_hosts of ${nameOf(plugin)}` : 'the setting extism.allowedHosts'}.`,
      call === undefined ? [] : [repeat],
    );
  });
}
