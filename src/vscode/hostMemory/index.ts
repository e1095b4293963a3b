import { Disposable, workspace } from 'vscode';
import type { HostMemoryChange } from '../../core/hostMemory';
import { projectHostMemory } from '../../core/tree/hostMemory';
import { registerCommand } from '../commands';
import type { Services } from '../services';
import { createTreeView } from '../treeView';
import { copy, edit, remove, save, set } from './edit';
import { readHostMemory } from './scopes';

/** The Host Memory view, and changing the settings through it. */
export function registerHostMemory({ plugins, states, report }: Services): Disposable {
  const changes = (): HostMemoryChange[] =>
    [...states.all].flatMap(([plugin, { hostMemory }]) =>
      [...hostMemory].map(([key, value]) => ({ plugin, pluginName: plugins.get(plugin)?.name ?? plugin, key, value })),
    );
  const view = createTreeView('extism.hostMemory', () => projectHostMemory(readHostMemory(), changes()), {
    message: () => (workspace.isTrusted ? '' : 'Restricted Mode: the settings of the workspace are not read until you trust it.'),
  });

  return Disposable.from(
    view,
    workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('extism.hostMemory') && view.refresh()),
    workspace.onDidChangeWorkspaceFolders(() => view.refresh()),
    states.onDidChange(() => view.refresh()),
    registerCommand(report, 'extism.saveHostMemory', 'Changing host memory', save),
    registerCommand(report, 'extism.setHostMemory', 'Changing host memory', set),
    registerCommand(report, 'extism.editHostMemory', 'Changing host memory', edit),
    registerCommand(report, 'extism.removeHostMemory', 'Changing host memory', remove),
    registerCommand(report, 'extism.copyHostMemoryValue', 'Copying the value', copy),
  );
}
