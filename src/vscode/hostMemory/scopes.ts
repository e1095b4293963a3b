import { ConfigurationTarget, Uri, workspace } from 'vscode';
import { type HostMemoryFolder, mergeHostMemory, type Scope } from '../../core/hostMemory';
import { hostMemoryText } from '../../core/settings';

const TARGETS: Record<Scope, ConfigurationTarget> = {
  user: ConfigurationTarget.Global,
  workspace: ConfigurationTarget.Workspace,
  folder: ConfigurationTarget.WorkspaceFolder,
};

type Values = Record<string, unknown>;

/** The name of the one folder that stands for the window where none is open. */
const WINDOW = '';

const configuration = (folder: string) => workspace.getConfiguration('extism', folder === WINDOW ? null : Uri.parse(folder));

function inspect(folder: string): Record<Scope, Values> {
  const found = configuration(folder).inspect<unknown>('hostMemory');
  const values = (value: unknown): Values =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values) : {};
  const hasFolders = (workspace.workspaceFolders?.length ?? 0) > 1;
  return {
    user: values(found?.globalValue),
    workspace: values(found?.workspaceValue),
    folder: hasFolders ? values(found?.workspaceFolderValue) : {}, // a single folder's settings are the workspace's
  };
}

const texts = (values: Values): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, hostMemoryText(value)]));

/** Host memory as the settings have it, folder by folder. */
export function readHostMemory(): HostMemoryFolder[] {
  const folders = workspace.workspaceFolders?.map(({ uri, name }) => ({ uri: uri.toString(), name })) ?? [{ uri: WINDOW, name: '' }];
  return folders.map(({ uri, name }) => {
    const { user, workspace: shared, folder } = inspect(uri);
    return { uri, name, entries: mergeHostMemory({ user: texts(user), workspace: texts(shared), folder: texts(folder) }) };
  });
}

/** Where a new key is written by default. */
export function defaultScope(): Scope {
  const folders = workspace.workspaceFolders?.length ?? 0;
  if (folders === 0) return 'user';
  return folders === 1 ? 'workspace' : 'folder';
}

/** Writes a key of host memory to the settings of this scope, or takes it out where the value is undefined. */
export async function writeHostMemory(folder: string, scope: Scope, key: string, value: string | undefined): Promise<void> {
  const values = new Map(Object.entries(inspect(folder)[scope]));
  if (value === undefined) values.delete(key);
  else values.set(key, value); // in its place, where it was there
  await configuration(folder).update('hostMemory', values.size > 0 ? Object.fromEntries(values) : undefined, TARGETS[scope]);
}
