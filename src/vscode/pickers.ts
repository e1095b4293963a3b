import { Uri, window } from 'vscode';
import { visible } from '../core/format/text';
import type { PluginEntry, PluginStore } from '../core/plugin/store';
import { askChoice, askText, type Choice } from './ask';
import { NothingToDo, UserError } from './report';
import type { Services } from './services';

interface PluginItem extends Choice {
  uri?: Uri;
}

const CHOOSE = 'Choose a plug-in';
const FILES = { module: ['wasm'], manifest: ['json', 'toml'] };

const item = ({ uri, name, location, kind, description, problem }: PluginEntry): PluginItem => ({
  icon: problem ? 'warning' : kind === 'manifest' ? 'json' : 'package',
  label: visible(name),
  description: [location, description?.toolchain].filter(Boolean).join(' · '),
  ...(problem && { detail: visible(problem.message) }),
  uri: Uri.parse(uri),
});

interface PluginQuestion {
  /** Of the command that asks. */
  title: string;
  /** The one kind to choose from. */
  only?: PluginEntry['kind'];
}

/** Resolves when the workspace has been searched for plug-ins. */
export const searched = (plugins: PluginStore): Promise<void> =>
  new Promise((resolve) => {
    if (plugins.scanned) return resolve();
    const listening = plugins.onDidChange(() => {
      if (!plugins.scanned) return;
      listening.dispose();
      resolve();
    });
  });

/** Asks for one of the plug-ins that can be called, or a file elsewhere. Undefined where the user does not choose. */
export async function pickPlugin({ plugins, load }: Services, { title, only }: PluginQuestion): Promise<Uri | undefined> {
  const browse: PluginItem = { icon: 'folder-opened', label: 'Another file…' };
  const items = async (): Promise<PluginItem[]> => {
    await searched(plugins);
    const listed = plugins.entries.filter(({ kind, description }) => description && (only ?? kind) === kind);
    return [...listed.map(item), ...(listed.length > 0 ? [{ label: '' }] : []), browse];
  };
  const chosen = await askChoice(items(), { title, placeHolder: CHOOSE, matchOnDescription: true });
  if (chosen !== browse) return chosen?.uri;
  const [file] =
    (await window.showOpenDialog({
      title: 'Choose a Plug-in',
      filters: { 'Extism plug-ins': only ? FILES[only] : Object.values(FILES).flat() },
    })) ?? [];
  if (file) await load(file);
  return file;
}

/**
 * Asks for one of the listed plug-ins, those that cannot be called among them. Undefined where the user does not choose.
 * @param none what to say where none of them is wanted
 */
export async function pickListed(
  { plugins }: Services,
  title: string,
  none: string,
  wanted: (entry: PluginEntry) => boolean = () => true,
): Promise<Uri | undefined> {
  await searched(plugins);
  const listed = plugins.entries.filter(wanted);
  if (listed.length === 0) throw new NothingToDo(none);
  return (await askChoice(listed.map(item), { title, placeHolder: CHOOSE, matchOnDescription: true }))?.uri;
}

/** Asks for the name of a function of a module that is yet to be fetched. */
const askFunction = (file: string) =>
  askText({
    title: `Function of ${file}`,
    prompt: 'Its module is fetched when it is called, so its functions are not known yet: write the name of one',
    validateInput: (name) => (name === '' ? 'A function has a name.' : undefined),
  });

/** Asks for a function of the plug-in. The only one it has is taken without a question. */
export async function pickFunction({ plugins, load }: Services, plugin: Uri): Promise<string | undefined> {
  const { name: file, description, problem } = plugins.get(plugin.toString()) ?? (await load(plugin));
  if (!description) throw new UserError(`${file} cannot be called: ${problem?.message}. ${problem?.detail ?? ''}`.trim());
  const { functions, fetched } = description;
  if (fetched === 'main' && functions.length === 0) return askFunction(file);
  if (functions.length === 0)
    throw new UserError(`${file} has no function that a host can call: a host calls exports that are () → i32 or () → ().`);
  if (functions.length === 1) return functions[0];
  const chosen = await askChoice(
    functions.map((name) => ({ icon: 'symbol-function', label: visible(name), function: name })),
    { title: file, placeHolder: 'Choose a function' },
  );
  return chosen?.function;
}
