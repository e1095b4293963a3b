import { oneLine, visible } from '../format/text';
import type { HostMemoryChange, HostMemoryEntry, HostMemoryFolder, Scope } from '../hostMemory';
import type { TreeNode } from './node';

const SCOPE_NAMES: Record<Scope, string> = { user: 'user settings', workspace: 'workspace settings', folder: 'folder settings' };

function entryNode(folder: string, { key, value, scope }: HostMemoryEntry): TreeNode {
  return {
    id: `${folder}#${key}`,
    label: oneLine(key, 60) || '(empty key)',
    description: oneLine(value, 200),
    tooltip: `${visible(key)}: ${oneLine(value, 2000)}\nFrom the ${SCOPE_NAMES[scope]}`,
    icon: 'key',
    context: 'hostMemory',
    target: { kind: 'hostMemory', folder, key, scope },
  };
}

function changeNode({ plugin, pluginName, key, value }: HostMemoryChange): TreeNode {
  return {
    id: `${plugin}#${key}`,
    label: oneLine(key, 60) || '(empty key)',
    description: `${oneLine(value, 200)} · set by ${visible(pluginName)}`,
    tooltip: `${visible(key)}: ${oneLine(value, 2000)}\nSet by ${visible(pluginName)} with hostMemorySet. Only that plug-in sees it, until its runner ends.`,
    icon: 'edit',
    context: 'hostMemoryChange',
    target: { kind: 'hostMemoryChange', plugin, key, value },
  };
}

/**
 * The HOST MEMORY view: the keys of the settings, under their folder where there are several, then what plug-ins set.
 */
export function projectHostMemory(folders: readonly HostMemoryFolder[], changes: readonly HostMemoryChange[] = []): TreeNode[] {
  return [...settingsNodes(folders), ...changes.map(changeNode)];
}

function settingsNodes(folders: readonly HostMemoryFolder[]): TreeNode[] {
  const nodes = folders.map(({ uri, name, entries }): TreeNode => ({
    id: uri,
    label: name,
    icon: 'root-folder',
    expanded: true,
    children: entries.map((entry) => entryNode(uri, entry)),
  }));
  if (nodes.length === 1) return nodes[0]?.children ?? [];
  return nodes.filter(({ children = [] }) => children.length > 0);
}
