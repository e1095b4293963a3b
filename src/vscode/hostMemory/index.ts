import { Disposable, workspace } from 'vscode';
import { projectHostMemory } from '../../core/tree/hostMemory';
import { registerCommand } from '../commands';
import type { Services } from '../services';
import { createTreeView } from '../treeView';
import { copy, edit, remove, set } from './edit';
import { readHostMemory } from './scopes';

/** The Host Memory view, and changing the settings through it. */
export function registerHostMemory({ report }: Services): Disposable {
  const view = createTreeView('extism.hostMemory', () => projectHostMemory(readHostMemory()));

  return Disposable.from(
    view,
    workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('extism.hostMemory') && view.refresh()),
    workspace.onDidChangeWorkspaceFolders(() => view.refresh()),
    registerCommand(report, 'extism.setHostMemory', 'Changing host memory', set),
    registerCommand(report, 'extism.editHostMemory', 'Changing host memory', edit),
    registerCommand(report, 'extism.removeHostMemory', 'Changing host memory', remove),
    registerCommand(report, 'extism.copyHostMemoryValue', 'Copying the value', copy),
  );
}
