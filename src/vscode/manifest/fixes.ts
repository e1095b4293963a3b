import { CodeAction, CodeActionKind, type CodeActionProvider, type Diagnostic, Range, type TextDocument, WorkspaceEdit } from 'vscode';
import type { Fix, ManifestProblem } from '../../core/manifest/problem';
import type { ManifestProblems } from './problems';

function toAction(document: TextDocument, { title, edits }: Fix): CodeAction {
  const action = new CodeAction(title, CodeActionKind.QuickFix);
  action.edit = new WorkspaceEdit();
  for (const { range, text } of edits) {
    action.edit.replace(document.uri, new Range(document.positionAt(range.start), document.positionAt(range.end)), text);
  }
  return action;
}

function actionsOf(document: TextDocument, { code, fixes }: ManifestProblem, diagnostics: readonly Diagnostic[]): CodeAction[] {
  return fixes.map((fix, index) => {
    const action = toAction(document, fix);
    action.diagnostics = diagnostics.filter((diagnostic) => diagnostic.source === 'Extism' && diagnostic.code === code);
    action.isPreferred = index === 0;
    return action;
  });
}

/** Quick fixes of what is wrong with a manifest. */
export function createFixProvider(problems: ManifestProblems): CodeActionProvider {
  return {
    provideCodeActions(document, range, { diagnostics }) {
      const part = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
      return problems.within(document, part).flatMap((problem) => actionsOf(document, problem, diagnostics));
    },
  };
}
