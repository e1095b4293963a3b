import { strict as assert } from 'node:assert';
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { until } from '../../host/until';
import { file } from '../support';

/** Codes and messages of what the extension, or VS Code itself, tells of a file, in the order of the text. */
export const problemsOf = (path: string, source = 'Extism'): [string, string][] =>
  vscode.languages
    .getDiagnostics(file(path))
    .filter((diagnostic) => diagnostic.source === source)
    .sort((one, other) => one.range.start.compareTo(other.range.start))
    .map(({ code, message }) => [typeof code === 'string' ? code : '', message]);

/** Resolves when these are the codes of all that is told of a file. */
export async function problems(path: string, ...codes: string[]): Promise<void> {
  await until(
    `${path} to have the problems ${codes.join() || 'none'}`,
    () =>
      problemsOf(path)
        .map(([code]) => code)
        .join() === codes.join(),
  );
}

export const write = (path: string, content: object | string | Uint8Array): Promise<void> =>
  writeFile(file(path).fsPath, content instanceof Uint8Array || typeof content === 'string' ? content : JSON.stringify(content));

export async function open(path: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(file(path));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Types over a part of a document's text. */
export async function type(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const start = document.getText().indexOf(from);
  assert.ok(start >= 0, from);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(start + from.length)), to);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** The place of the bar in a text like this, which the document holds without it. */
export function placeOf(document: vscode.TextDocument, marked: string): vscode.Position {
  const start = document.getText().indexOf(marked.replace('|', ''));
  assert.ok(start >= 0, marked);
  return document.positionAt(start + marked.indexOf('|'));
}

/** The quick fixes at a place, once there are any. */
export const fixesAt = (document: vscode.TextDocument, marked: string): Promise<vscode.CodeAction[]> =>
  until(`fixes at ${marked}`, async () => {
    const place = placeOf(document, marked);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(place, place),
      vscode.CodeActionKind.QuickFix.value,
    );
    return actions.length > 0 && actions;
  });

/** Applies the fix of this title. */
export async function fix(document: vscode.TextDocument, marked: string, title: string): Promise<void> {
  const actions = await fixesAt(document, marked);
  const edit = actions.find((action) => action.title === title)?.edit;
  assert.ok(edit, actions.map((action) => action.title).join());
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** What is offered at a place, as it would be inserted. */
export async function completionsAt(document: vscode.TextDocument, marked: string): Promise<Map<string, string>> {
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    placeOf(document, marked),
  );
  return new Map(
    items.map(({ label, insertText = '' }) => [
      typeof label === 'string' ? label : label.label,
      typeof insertText === 'string' ? insertText : insertText.value,
    ]),
  );
}

export async function hoverAt(document: vscode.TextDocument, marked: string): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    placeOf(document, marked),
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

/** The titles of the lenses of a document. */
export async function lensesOf(document: vscode.TextDocument): Promise<string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 100);
  return lenses.map(({ command }) => command?.title ?? '');
}
