import { commands, Disposable, workspace } from 'vscode';
import type { Call } from '../../core/call';
import type { TreeNode } from '../../core/tree/node';
import { areOfSeveralPlugins, projectCall } from '../../core/tree/calls';
import { projectPlugins } from '../../core/tree/plugins';
import type { Services } from '../services';
import { createTreeView } from '../treeView';

/** What when-clauses see of the state. */
type Context = 'extism.scanned' | 'extism.hasPlugins' | 'extism.hasCalls' | 'extism.busy';

/** The Plug-ins and Calls views. */
export function registerTree({ plugins, calls, states, report }: Services): Disposable {
  const known = new Map<Context, boolean>();
  const setContext = (context: Context, value: boolean): void => {
    if (known.get(context) === value) return;
    known.set(context, value);
    void report.guard('Setting a context', () => commands.executeCommand('setContext', context, value));
  };

  const pluginView = createTreeView('extism.plugins', () => projectPlugins(plugins.entries, (plugin) => states.get(plugin)), {
    message() {
      if (!workspace.isTrusted) return 'Restricted Mode: plug-ins are listed, and not run until you trust the workspace.';
      return plugins.isCut
        ? 'There are more plug-ins than are listed: narrow "extism.files.include", or add to "extism.files.exclude".'
        : '';
    },
    onRefresh() {
      setContext('extism.scanned', plugins.scanned);
      setContext('extism.hasPlugins', plugins.entries.length > 0);
    },
  });

  let saysPlugin = false;
  let ended = new WeakMap<Call, TreeNode>(); // which change no more
  const callNode = (call: Call): TreeNode => {
    const node = ended.get(call) ?? projectCall(call, plugins.nameOf(call.plugin), { saysPlugin });
    if (call.result) ended.set(call, node);
    return node;
  };
  const callNodes = (): TreeNode[] => {
    if (areOfSeveralPlugins(calls.calls) !== saysPlugin) {
      saysPlugin = !saysPlugin;
      ended = new WeakMap();
    }
    return calls.calls.map(callNode);
  };
  const callView = createTreeView('extism.calls', callNodes, {
    canSelectMany: true,
    onRefresh() {
      setContext('extism.hasCalls', calls.calls.length > 0);
      setContext(
        'extism.busy',
        calls.calls.some(({ result }) => !result),
      );
    },
  });

  return Disposable.from(
    pluginView,
    callView,
    states.onDidChange(() => pluginView.refresh()),
    plugins.onDidChange(() => pluginView.refresh()),
    calls.onDidChange(() => callView.refresh()),
  );
}
