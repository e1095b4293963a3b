import { oneLine, visible } from '../format/text';
import type { HostMemoryEntry, HostMemoryFolder, Scope } from '../hostMemory';
import type { TreeNode } from './node';

const SCOPE_NAMES: Record<Scope, string> = { user: 'user settings', workspace: 'workspace settings', folder: 'folder settings' };

function entryNode(folder: string, { key, value, scope }: HostMemoryEntry): TreeNode {
  return {
    id: `${folder}#${key}`,
    label: oneLine(key, 60) || '(empty key)',
    description: oneLine(value, 200),
    tooltip: `${visible(key)}: ${oneLine(value, 2000)}\nFrom the ${SCOPE_NAMES[scope]}`,
    icon: 'symbol-key',
    context: 'hostMemory',
    target: { kind: 'hostMemory', folder, key, scope },
  };
}

/** The HOST MEMORY view: the keys, under their folder where there are several. */
export function projectHostMemory(folders: readonly HostMemoryFolder[]): TreeNode[] {
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
