import { commands, ConfigurationTarget, type Uri, workspace } from 'vscode';
import type { Scope } from '../core/hostMemory';
import { manageTrust, UserError } from './report';
import { configuration, type Settings } from './settings';

const TARGETS: Record<Scope, ConfigurationTarget> = {
  user: ConfigurationTarget.Global,
  workspace: ConfigurationTarget.Workspace,
  folder: ConfigurationTarget.WorkspaceFolder,
};

const OPEN_FILE: Record<Scope, string> = {
  user: 'workbench.action.openSettingsJson',
  workspace: 'workbench.action.openWorkspaceSettingsFile',
  folder: 'workbench.action.openFolderSettingsFile',
};

/** Where the settings for a file are written: its folder's, the workspace's for a file elsewhere, the user's where no folder is open. */
export function scopeOf(file: Uri | undefined): Scope {
  if (!workspace.workspaceFolders?.length) return 'user';
  const isInFolder = file !== undefined && workspace.getWorkspaceFolder(file) !== undefined;
  return isInFolder && workspace.workspaceFile ? 'folder' : 'workspace'; // a folder that is opened by itself is the workspace
}

/** A setting for a file as each scope has it, undefined where it has none. */
export function inspectSetting(key: keyof Settings, file: Uri | undefined): Record<Scope, unknown> {
  const found = configuration(file).inspect<unknown>(key);
  return {
    user: found?.globalValue,
    workspace: found?.workspaceValue,
    folder: workspace.workspaceFile && found?.workspaceFolderValue,
  };
}

/** The narrowest scope whose value is such. */
export function scopeWith(key: keyof Settings, file: Uri | undefined, isSuch: (value: unknown) => boolean): Scope | undefined {
  const values = inspectSetting(key, file);
  return (['folder', 'workspace', 'user'] as const).find((scope) => isSuch(values[scope]));
}

/** @throws {UserError} where a change would overwrite what VS Code does not let be read */
export function requireWritable(scope: Scope): void {
  if (scope === 'user' || workspace.isTrusted) return;
  throw new UserError(
    'Settings of the workspace are not changed in Restricted Mode: what they hold is not read until you trust the workspace, and would be lost.',
    [manageTrust],
  );
}

/** Writes a setting for a file, or takes it out where the value is undefined. */
export async function writeSetting(key: keyof Settings, file: Uri | undefined, value: unknown, scope = scopeOf(file)): Promise<void> {
  requireWritable(scope);
  try {
    await configuration(file).update(key, value, TARGETS[scope]);
  } catch (error) {
    // VS Code tells nobody else: the file has unsaved changes or mistakes in it, or cannot be written
    throw notChanged(key, scope, error instanceof Error ? error.message : String(error));
  }
}

const notChanged = (key: keyof Settings, scope: Scope, why: string): UserError =>
  new UserError(`"extism.${key}" was not changed. ${why}`, [
    { title: 'Open Settings (JSON)', run: () => commands.executeCommand(OPEN_FILE[scope]) },
  ]);

/**
 * Changes a setting for a file from what it is in the scope where it is written.
 * @throws {UserError} where it is malformed there
 */
export async function editSetting<T>(
  key: keyof Settings,
  file: Uri | undefined,
  isWell: (value: unknown) => value is T,
  change: (present: T | undefined) => T | undefined,
  scope = scopeOf(file),
): Promise<void> {
  const present = inspectSetting(key, file)[scope];
  if (present !== undefined && !isWell(present))
    throw notChanged(key, scope, 'What it holds is malformed and would be lost: correct it, or take it out, first.');
  await writeSetting(key, file, change(present), scope);
}
