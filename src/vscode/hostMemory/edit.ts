import { env, InputBoxValidationSeverity } from 'vscode';
import { oneLine } from '../../core/format/text';
import type { HostMemoryEntry, HostMemoryFolder, Scope } from '../../core/hostMemory';
import { askChoice, askText } from '../ask';
import { targetOf } from '../arguments';
import { NothingToDo, UserError } from '../report';
import { requireWritable } from '../writeSettings';
import { defaultScope, entriesOf, folderOf, readHostMemory, writeHostMemory } from './scopes';

interface Place {
  folder: string;
  scope: Scope;
}

interface Found extends Place {
  entry: HostMemoryEntry;
}

const find = (folder: string, key: string): Found | undefined => {
  const entry = entriesOf(folder).find((item) => item.key === key);
  return entry && { entry, folder, scope: entry.scope };
};

const pickFolder = async (): Promise<HostMemoryFolder | undefined> => {
  const folders = readHostMemory();
  if (folders.length === 1) return folders[0];
  const chosen = await askChoice(
    folders.map((folder) => ({ icon: 'root-folder', label: folder.name, folder })),
    { title: 'Host Memory', placeHolder: 'Choose the folder whose settings to change' },
  );
  return chosen?.folder;
};

/** The entry that the argument names, a node or a key, else the one the user chooses. */
const choose = async (argument: unknown): Promise<Found | undefined> => {
  const target = targetOf(argument);
  if (target?.kind === 'hostMemory') return find(target.folder, target.key);
  const folder = await pickFolder();
  if (!folder) return undefined;
  if (typeof argument === 'string') {
    const found = find(folder.uri, argument);
    if (!found) throw new UserError(`Host memory has no key "${argument}".`);
    return found;
  }
  if (folder.entries.length === 0) throw new NothingToDo('Host memory is empty.');
  const chosen = await askChoice(
    folder.entries.map((entry) => ({ icon: 'key', label: entry.key, description: oneLine(entry.value, 80), entry })),
    { title: 'Host Memory', placeHolder: 'Choose a key' },
  );
  return chosen && { entry: chosen.entry, folder: folder.uri, scope: chosen.entry.scope };
};

const askKey = (existing: readonly HostMemoryEntry[]) =>
  askText({
    title: 'Add to Host Memory (1/2)',
    prompt: 'Key that plug-ins will ask for',
    validateInput(key) {
      if (key === '') return 'Type the key first.';
      if (!existing.some((entry) => entry.key === key)) return undefined;
      return { message: `"${key}" is there already: its value will be changed`, severity: InputBoxValidationSeverity.Info };
    },
  });

const askValue = (key: string, value: string, title: string) => askText({ title, prompt: `Value of "${key}"`, value });

/** Asks for a new value of a key, and writes it to the scope that the key is in. */
export async function edit(argument: unknown): Promise<void> {
  const found = await choose(argument);
  if (!found) return;
  const { key, value: present } = found.entry;
  const value = await askValue(key, present, 'Edit Host Memory');
  if (value !== undefined) await writeHostMemory(found.folder, found.scope, key, value);
}

/** Writes a key, asking for what the argument `{ key, value }` does not say. */
export async function set(argument: unknown): Promise<void> {
  const target = targetOf(argument);
  const missed = target?.kind === 'event' && target.missedKey !== undefined ? { plugin: target.plugin, key: target.missedKey } : undefined;
  const given = missed ? { key: missed.key } : ((argument ?? {}) as { key?: string; value?: string });
  const { key: givenKey, value: givenValue } = { value: undefined, ...given };
  const folder = missed ? folderOf(missed.plugin) : (await pickFolder())?.uri;
  if (folder === undefined) return;
  requireWritable(defaultScope(folder)); // before questions whose answers would be in vain
  const key = givenKey ?? (await askKey(entriesOf(folder)));
  if (key === undefined) return;
  const present = find(folder, key);
  const value = givenValue ?? (await askValue(key, present?.entry.value ?? '', 'Add to Host Memory (2/2)'));
  if (value !== undefined) await writeHostMemory(folder, present?.scope ?? defaultScope(folder), key, value);
}

export async function remove(argument: unknown): Promise<void> {
  const found = await choose(argument);
  if (found) await writeHostMemory(found.folder, found.scope, found.entry.key, undefined);
}

export async function copy(argument: unknown): Promise<void> {
  const found = await choose(argument);
  if (found) await env.clipboard.writeText(found.entry.value);
}

/** Writes a value that a plug-in set to the settings, where every plug-in of the folder reads it. */
export async function save(argument: unknown): Promise<void> {
  const target = targetOf(argument);
  if (target?.kind !== 'hostMemoryChange') throw new UserError('Save a value that a plug-in set with its button in the Host Memory view.');
  const folder = folderOf(target.plugin);
  const { scope = defaultScope(folder) } = find(folder, target.key) ?? {};
  await writeHostMemory(folder, scope, target.key, target.value);
}
