import { type Disposable, EventEmitter, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri, window, workspace } from 'vscode';
import type { Target, TreeNode } from '../core/tree/node';
import { ShownNodes } from '../core/tree/shownNodes';
import type { Commands } from './commands';
import { sha256 } from './sha256';
import { Throttle } from './throttle';

/** Milliseconds: what changes faster is shown together. */
const REFRESH_INTERVAL = 40;

/** What a click does. */
const CLICKS: { [K in Target['kind']]?: { command: keyof Commands; title: string } } = {
  frame: { command: 'extism.openSource', title: 'Open Source' },
  leftOut: { command: 'extism.showTranscript', title: 'Show Transcript' },
};

export interface RefreshableView extends Disposable {
  /** Soon. */
  refresh(): void;
}

function collapsibleState({ children, expanded }: TreeNode): TreeItemCollapsibleState {
  if (!children) return TreeItemCollapsibleState.None;
  return expanded ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
}

function treeItem(node: TreeNode): TreeItem {
  const item = new TreeItem(node.label, collapsibleState(node));
  item.id = node.id;
  if (node.description !== undefined) item.description = node.description;
  // what has a tooltip is not resolved, which a plug-in's needs
  if (node.tooltip !== undefined && node.target?.kind !== 'plugin') item.tooltip = node.tooltip;
  if (node.context !== undefined) item.contextValue = node.context;
  if (node.icon !== undefined) item.iconPath = new ThemeIcon(node.icon, node.color === undefined ? undefined : new ThemeColor(node.color));
  const click = node.target && CLICKS[node.target.kind];
  if (click) item.command = { ...click, arguments: [node] };
  return item;
}

interface TreeViewOptions {
  canSelectMany?: boolean;
  onRefresh?: () => void;
  /** What the view says above its rows; empty for nothing. Asked for when it is refreshed. */
  message?: () => string;
}

/**
 * Shows what `project` makes of the state, and again whenever it is told to refresh.
 * A plug-in's tooltip gets its SHA-256 when it is looked at: to hash every file of a workspace would take long.
 */
export function createTreeView(
  id: string,
  project: () => TreeNode[],
  { onRefresh, message, ...options }: TreeViewOptions = {},
): RefreshableView {
  const changed = new EventEmitter<TreeNode[] | undefined>();
  const shown = new ShownNodes();
  const refresh = new Throttle(REFRESH_INTERVAL, () => {
    const roots = shown.update(project());
    if (roots?.length !== 0) changed.fire(roots);
    view.message = message?.() ?? '';
    onRefresh?.();
  });
  const view = window.createTreeView<TreeNode>(id, {
    ...options,
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren(node) {
        if (node) return node.children ?? [];
        shown.update(project());
        return shown.roots;
      },
      getTreeItem: treeItem,
      async resolveTreeItem(item, { target, tooltip }) {
        if (target?.kind !== 'plugin') return item;
        const hash = await sha256(Uri.parse(target.plugin).fsPath).catch((error: unknown) => `not known (${String(error)})`);
        item.tooltip = `${tooltip ?? ''}\nSHA-256: ${hash}`;
        return item;
      },
    },
  });
  view.message = message?.() ?? '';
  const trusted = workspace.onDidGrantWorkspaceTrust(() => refresh.request());
  return {
    refresh: () => refresh.request(),
    dispose() {
      trusted.dispose();
      refresh.dispose();
      changed.dispose();
      view.dispose();
    },
  };
}
