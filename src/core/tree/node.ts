import type { Scope } from '../hostMemory';

/** What a command that is invoked on a node acts on. */
export type Target =
  | { kind: 'plugin'; plugin: string }
  | { kind: 'fetched'; plugin: string }
  | { kind: 'function'; plugin: string; function: string }
  | { kind: 'hostImport'; plugin: string; namespace: string; name: string }
  | { kind: 'variable'; plugin: string; name: string }
  | { kind: 'hostMemory'; folder: string; key: string; scope: Scope }
  /** A value that a plug-in set, until its runner ends. */
  | { kind: 'hostMemoryChange'; plugin: string; key: string; value: string }
  /** Something that happened in a call, by its place in the record; with the key that was looked for in host memory in vain. */
  | { kind: 'event'; plugin: string; call: number; event: number; missedKey?: string }
  /** A function that had not returned when a call failed, whose place in the source is known. */
  | { kind: 'frame'; call: number; frame: number }
  /** What was left out of the record of a call. */
  | { kind: 'leftOut'; call: number }
  | { kind: 'call'; call: number };

/** A row of a view, as plain data. */
export interface TreeNode {
  /** Unique in its view and stable, so that the view keeps what is expanded and selected. */
  id: string;
  label: string;
  description?: string;
  /** Plain text. */
  tooltip?: string;
  /** A codicon: https://microsoft.github.io/vscode-codicons/dist/codicon.html */
  icon?: string;
  /** A theme color for the icon. */
  color?: string;
  /** What kind of node the menus see. */
  context?: string;
  children?: TreeNode[];
  expanded?: boolean;
  target?: Target;
}

export const PASSED = { icon: 'pass', color: 'testing.iconPassed' } as const;
export const FAILED = { icon: 'error', color: 'testing.iconFailed' } as const;
