import { getLocation } from 'jsonc-parser';
import { posix } from 'node:path';
import { CompletionItem, CompletionItemKind, type CompletionItemProvider, Range, type TextDocument, Uri } from 'vscode';
import { manifestFormat } from '../../core/manifest/node';
import { tomlContextAt } from '../../core/manifest/tomlContext';
import type { PluginStore } from '../../core/plugin/store';

/** The text in the quotes of a module's path that the offset is in. */
function pathAt(document: TextDocument, offset: number): Range | undefined {
  const text = document.getText();
  const lineEnd = document.lineAt(document.positionAt(offset)).range.end;
  const range = (start: number): Range => {
    const rest = text.slice(offset, document.offsetAt(lineEnd));
    const more = /^[^"'\\]*(?=["'])/.exec(rest)?.[0].length ?? 0;
    return new Range(document.positionAt(start), document.positionAt(offset + more));
  };
  if (manifestFormat(document.uri.path) === 'toml') {
    const context = tomlContextAt(text, offset);
    return context?.expects === 'string' && context.path.join() === 'wasm,path' ? range(context.start) : undefined;
  }
  const { path, isAtPropertyKey, previousNode } = getLocation(text, offset);
  const isPath = path.length === 3 && path[0] === 'wasm' && path[2] === 'path' && !isAtPropertyKey;
  return isPath && previousNode?.type === 'string' && previousNode.offset < offset ? range(previousNode.offset + 1) : undefined;
}

/** Offers the workspace's modules where a manifest names one. */
export function createModulePathProvider(plugins: PluginStore): CompletionItemProvider {
  return {
    provideCompletionItems(document, position) {
      const range = pathAt(document, document.offsetAt(position));
      if (!range) return [];
      const folder = posix.dirname(document.uri.path);
      return plugins.entries
        .filter(({ kind }) => kind === 'module')
        .map(({ uri }) => posix.relative(folder, Uri.parse(uri).path))
        .map((path) => {
          const item = new CompletionItem(path, CompletionItemKind.File);
          item.range = range;
          item.sortText = `${path.startsWith('..') ? 1 : 0}${path}`;
          return item;
        });
    },
  };
}
