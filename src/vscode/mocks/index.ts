import { Disposable, Uri } from 'vscode';
import { visible } from '../../core/format/text';
import { isObject } from '../../core/isObject';
import type { Mock } from '../../core/mocks';
import { formatImport, type HostImport } from '../../core/plugin/hostImports';
import type { PluginEntry } from '../../core/plugin/store';
import { askChoice, askText, type Choice } from '../ask';
import { pluginOf, targetOf } from '../arguments';
import { registerCommand } from '../commands';
import { pickListed } from '../pickers';
import { NothingToDo } from '../report';
import type { Services } from '../services';
import { editSetting, requireWritable, scopeOf, scopeWith } from '../writeSettings';

interface Import {
  plugin: Uri;
  namespace: string;
  name: string;
}

interface KindItem extends Choice {
  kindOfMock: Mock['kind'];
}

const KINDS: KindItem[] = [
  { kindOfMock: 'value', icon: 'symbol-string', label: 'A value', description: 'the same for every input' },
  { kindOfMock: 'map', icon: 'symbol-object', label: 'By input', description: 'a value for each input; add more in the settings' },
  { kindOfMock: 'echo', icon: 'arrow-swap', label: 'Its input', description: 'answers what it was given' },
  { kindOfMock: 'null', icon: 'circle-slash', label: 'Null', description: 'offset 0' },
  { kindOfMock: 'error', icon: 'error', label: 'An error', description: 'fails the call' },
  { kindOfMock: 'number', icon: 'symbol-number', label: 'A number', description: 'for a function whose result is no offset' },
];

const ask = (title: string, prompt: string, value = '') => askText({ title, prompt, value });

/** Asks for what the mock answers, in the form the setting has. Undefined where the user gives up. */
async function askAnswer(kind: Mock['kind'], title: string): Promise<Record<string, unknown> | undefined> {
  switch (kind) {
    case 'value': {
      const value = await ask(title, 'What it answers');
      return value === undefined ? undefined : { value };
    }
    case 'map': {
      const input = await ask(title, 'For which input');
      const answer = input === undefined ? undefined : await ask(title, `What it answers to "${input}"`);
      return input === undefined || answer === undefined ? undefined : { map: { [input]: answer } };
    }
    case 'echo':
      return { echo: true };
    case 'null':
      return { null: true };
    case 'error': {
      const error = await ask(title, 'The message');
      return error === undefined ? undefined : { error };
    }
    case 'number': {
      const text = await askText({
        title,
        prompt: 'The number',
        validateInput: (value) => (value.trim() === '' || Number.isNaN(Number(value)) ? 'A number, such as 42' : undefined),
      });
      return text === undefined ? undefined : { number: Number(text) };
    }
  }
}

/** Namespace → name → mock, as the setting has it. */
type Mocks = Record<string, Record<string, unknown>>;

const isMocks = (value: unknown): value is Mocks => isObject(value) && Object.values(value).every(isObject);

/** Changes the mocks where that of this host function is, else where a new one belongs. */
const change = ({ plugin, namespace, name }: Import, apply: (mocks: Mocks) => void): Promise<void> =>
  editSetting(
    'mocks',
    plugin,
    isMocks,
    (present = {}) => {
      const mocks = structuredClone(present);
      apply(mocks);
      return Object.keys(mocks).length > 0 ? mocks : undefined;
    },
    scopeWith('mocks', plugin, (mocks) => isMocks(mocks) && mocks[namespace]?.[name] !== undefined),
  );

/** Which host function is asked for, and what is said where there is none: `No plug-in has a mock.` */
interface Question {
  title: string;
  wanted: (item: HostImport) => boolean;
  verb: string;
  what: string;
}

const TO_MOCK: Question = {
  title: 'Mock Host Function',
  wanted: ({ status }) => status.kind === 'missing' || status.kind === 'provided',
  verb: 'imports',
  what: 'host function',
};

const MOCKED: Question = {
  title: 'Remove Mock',
  wanted: ({ status }) => status.kind === 'provided' && status.from === 'mock',
  verb: 'has',
  what: 'mock',
};

/** Mocking host functions that nothing provides. */
export function registerMocks(services: Services): Disposable {
  const { report, plugins } = services;

  /** The import that the argument names, else one that the user chooses. */
  const choose = async (argument: unknown, { title, wanted, verb, what }: Question): Promise<Import | undefined> => {
    const target = targetOf(argument);
    if (target?.kind === 'hostImport') return { plugin: Uri.parse(target.plugin), namespace: target.namespace, name: target.name };
    const has = ({ description }: PluginEntry): boolean => description?.hostImports.some(wanted) ?? false;
    const plugin = pluginOf(argument) ?? (await pickListed(services, title, `No plug-in ${verb} a ${what}.`, has));
    if (!plugin) return undefined;
    const { namespace, name } = (argument ?? {}) as Partial<Import>;
    if (namespace !== undefined && name !== undefined) return { plugin, namespace, name };
    const imports = plugins.get(plugin.toString())?.description?.hostImports.filter(wanted) ?? [];
    if (imports.length === 0) throw new NothingToDo(`${visible(plugins.nameOf(plugin.toString()))} ${verb} no ${what}.`);
    const chosen = await askChoice(
      imports.map((item) => ({ icon: 'symbol-method', label: visible(item.name), description: visible(formatImport(item)), item })),
      { title, placeHolder: 'Choose a host function' },
    );
    return chosen && { plugin, namespace: chosen.item.namespace, name: chosen.item.name };
  };

  const mock = async (argument: unknown): Promise<void> => {
    const found = await choose(argument, TO_MOCK);
    if (!found) return;
    requireWritable(scopeOf(found.plugin)); // before questions whose answers would be in vain
    const { namespace, name } = found;
    const title = `Mock ${visible(name)}`;
    const kind = await askChoice(KINDS, { title, placeHolder: 'What it answers' });
    const answer = kind && (await askAnswer(kind.kindOfMock, title));
    if (!answer) return;
    await change(found, (mocks) => {
      mocks[namespace] = { ...mocks[namespace], [name]: answer };
    });
  };

  const remove = async (argument: unknown): Promise<void> => {
    const found = await choose(argument, MOCKED);
    if (!found) return;
    await change(found, (mocks) => {
      const { [found.name]: _, ...others } = mocks[found.namespace] ?? {};
      if (Object.keys(others).length > 0) mocks[found.namespace] = others;
      else delete mocks[found.namespace];
    });
  };

  return Disposable.from(
    registerCommand(report, 'extism.mockHostFunction', 'Mocking the host function', mock),
    registerCommand(report, 'extism.removeMock', 'Removing the mock', remove),
  );
}
