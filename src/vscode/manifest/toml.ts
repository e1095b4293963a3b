import {
  CompletionItem,
  CompletionItemKind,
  type CompletionItemProvider,
  Hover,
  type HoverProvider,
  MarkdownString,
  type Position,
  Range,
  SnippetString,
  type TextDocument,
  Uri,
  workspace,
} from 'vscode';
import { keysOf, partAt, type PartSchema, tomlHeader, tomlSnippet } from '../../core/manifest/schema';
import { type TomlContext, tomlContextAt } from '../../core/manifest/tomlContext';

const CONTENT_FILE = ['media', 'manifest.schema.json'];

/** Reads the schema that VS Code itself uses for JSON, once. */
export function createSchemaReader(extension: Uri): () => Promise<PartSchema> {
  let schema: Promise<PartSchema> | undefined;
  const read = async (): Promise<PartSchema> => {
    const bytes = await workspace.fs.readFile(Uri.joinPath(extension, ...CONTENT_FILE));
    return JSON.parse(new TextDecoder().decode(bytes)) as PartSchema;
  };
  return () => (schema ??= read());
}

/** Lists these before the others. */
const first = (items: CompletionItem[]): CompletionItem[] => {
  for (const each of items) each.sortText = ` ${each.filterText}`;
  return items;
};

function item(label: string, kind: CompletionItemKind, snippet: string, { markdownDescription }: PartSchema, range: Range): CompletionItem {
  const completion = new CompletionItem(label, kind);
  completion.filterText = label;
  completion.insertText = new SnippetString(snippet);
  if (markdownDescription !== undefined) completion.documentation = new MarkdownString(markdownDescription);
  completion.range = range;
  return completion;
}

/** `[memory]`, `[[wasm]]`, `[wasm.headers]` */
function headers(schema: PartSchema, range: Range, path: string[] = []): CompletionItem[] {
  return Object.entries(keysOf(schema)).flatMap(([key, part]) => {
    const header = tomlHeader([...path, key], part);
    const own = header === undefined ? [] : [item(header, CompletionItemKind.Module, `${header}\n$0`, part, range)];
    return [...own, ...headers(part, range, [...path, key])];
  });
}

function keys(part: PartSchema, present: readonly string[], range: Range): CompletionItem[] {
  return Object.entries(keysOf(part))
    .filter(([key]) => !present.includes(key))
    .map(([key, value]) => {
      const [snippet, other] = value.defaultSnippets ?? [];
      const completion = item(
        key,
        CompletionItemKind.Property,
        `${key} = ${other ? '$0' : tomlSnippet(snippet?.body ?? '$1')}`,
        value,
        range,
      );
      if (other || !snippet) completion.command = { command: 'editor.action.triggerSuggest', title: '' };
      return completion;
    });
}

const values = (part: PartSchema, range: Range): CompletionItem[] =>
  (part.defaultSnippets ?? []).map(({ label, body }) => item(label, CompletionItemKind.Value, tomlSnippet(body), part, range));

function completions(schema: PartSchema, { expects, path, present }: TomlContext, range: Range): CompletionItem[] {
  const part = partAt(schema, path);
  switch (expects) {
    case 'header':
      return headers(schema, range);
    case 'key':
      return path.length === 0
        ? [...first(headers(schema, range)), ...keys(schema, present, range)]
        : [...headers(schema, range), ...first(part ? keys(part, present, range) : [])];
    case 'value':
      return part ? values(part, range) : [];
    case 'string':
      return [];
  }
}

/** Completes the keys, headers and values of `*.extism.toml`: VS Code has no support of TOML of its own. */
export function createTomlCompletion(schema: () => Promise<PartSchema>): CompletionItemProvider {
  return {
    async provideCompletionItems(document, position) {
      const context = tomlContextAt(document.getText(), document.offsetAt(position));
      if (!context) return [];
      const closed = /^\]{0,2}/.exec(document.lineAt(position).text.slice(position.character))?.[0].length ?? 0;
      const end = context.expects === 'header' ? position.translate(0, closed) : position;
      return completions(await schema(), context, new Range(document.positionAt(context.start), end));
    },
  };
}

/** The keys up to the one at a place of a header, or to a key of a line. */
function keyPathAt(document: TextDocument, position: Position, word: Range): string[] | undefined {
  const context = tomlContextAt(document.getText(), document.offsetAt(word.start));
  const name = document.getText(word);
  if (context?.expects === 'key') return [...context.path, name];
  if (context?.expects !== 'header') return undefined;
  const before = document.getText(new Range(position.with({ character: 0 }), word.start));
  return [...before.replaceAll(/[[\s]/g, '').split('.').filter(Boolean), name];
}

/** Says what a key of `*.extism.toml` means, and in which unit. */
export function createTomlHover(schema: () => Promise<PartSchema>): HoverProvider {
  return {
    async provideHover(document, position) {
      const word = document.getWordRangeAtPosition(position, /[A-Za-z0-9_-]+/);
      const path = word && keyPathAt(document, position, word);
      const text = path && partAt(await schema(), path)?.markdownDescription;
      return text === undefined ? undefined : new Hover(new MarkdownString(text), word);
    },
  };
}
