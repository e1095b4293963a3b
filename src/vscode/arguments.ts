import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { Uri, workspace } from 'vscode';
import type { Target, TreeNode } from '../core/tree/node';
import { UserError } from './report';

/** What the node of a view stands for, where a command was invoked on one. */
export function targetOf(argument: unknown): Target | undefined {
  return typeof argument === 'object' && argument !== null && 'target' in argument ? (argument as TreeNode).target : undefined;
}

/** A URI, or a path: absolute, or of a file in a workspace folder, the first that has it. */
function parsePlugin(text: string): Uri {
  if (/^[a-z][a-z0-9+.-]+:/i.test(text)) return Uri.parse(text, true);
  if (isAbsolute(text)) return Uri.file(text);
  const folders = workspace.workspaceFolders ?? [];
  const folder = folders.find(({ uri }) => existsSync(Uri.joinPath(uri, text).fsPath)) ?? folders[0];
  if (!folder) throw new UserError(`"${text}" is a path in the workspace, and no folder is open.`);
  return Uri.joinPath(folder.uri, text);
}

/** The plug-in that a command's argument names in any of the ways it can, if it names one. */
export function pluginOf(argument: unknown): Uri | undefined {
  if (argument instanceof Uri) return argument;
  if (typeof argument === 'string') return parsePlugin(argument);
  const target = targetOf(argument);
  if (target && 'plugin' in target) return Uri.parse(target.plugin);
  if (typeof argument === 'object' && argument !== null && 'plugin' in argument) return pluginOf(argument.plugin);
  return undefined;
}

/** The call that a command's argument names: a node of the history, or a record of the API. */
export function callOf(argument: unknown): number | undefined {
  const target = targetOf(argument);
  if (target?.kind === 'call' || target?.kind === 'leftOut') return target.call;
  const id = typeof argument === 'object' && argument !== null && 'id' in argument ? argument.id : undefined;
  return typeof id === 'number' ? id : undefined; // that of a node is a string
}
