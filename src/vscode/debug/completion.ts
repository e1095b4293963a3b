import { findNodeAtLocation, getLocation, getNodeValue, parseTree } from 'jsonc-parser';
import { CompletionItem, CompletionItemKind, type CompletionItemProvider, Range, Uri, workspace } from 'vscode';
import type { PluginEntry, PluginStore } from '../../core/plugin/store';
import { DEBUG_TYPE, type ExtismConfiguration } from './configuration';
import { pathFor } from './offers';

/** Offers the workspace's plug-ins and their functions where a launch configuration names one. */
export function createLaunchProvider(plugins: PluginStore): CompletionItemProvider {
  return {
    provideCompletionItems(document, position) {
      const text = document.getText();
      const offset = document.offsetAt(position);
      const { path, isAtPropertyKey, previousNode: value } = getLocation(text, offset);
      const root = parseTree(text);
      const node = root && findNodeAtLocation(root, path.slice(0, -1));
      if (isAtPropertyKey || path.at(-3) !== 'configurations' || !node || value?.type !== 'string' || value.offset >= offset) return [];
      const { type, plugin } = getNodeValue(node) as Partial<ExtismConfiguration>;
      if (type !== DEBUG_TYPE) return [];

      const folder = document.uri.path.endsWith('.code-workspace') ? undefined : workspace.getWorkspaceFolder(document.uri);
      const pathOf = ({ uri }: PluginEntry): string => pathFor(Uri.parse(uri), folder);
      const named = plugins.entries.filter((entry) => pathOf(entry) === plugin);
      const offered: Record<string, readonly [CompletionItemKind, string[]]> = {
        plugin: [CompletionItemKind.File, plugins.entries.map(pathOf)],
        function: [
          CompletionItemKind.Function,
          (named.length > 0 ? named : plugins.entries).flatMap(({ description }) => description?.functions ?? []),
        ],
      };
      const [kind, labels] = offered[String(path.at(-1))] ?? [undefined, []];
      const end = document.positionAt(value.offset + value.length - 1);
      const range = new Range(document.positionAt(value.offset + 1), end.isBefore(position) ? position : end);
      return [...new Set(labels)].map((label) => {
        const item = new CompletionItem(label, kind);
        item.range = range;
        item.sortText = `!${label}`; // before VS Code's own, which begin with a dollar sign
        return item;
      });
    },
  };
}
