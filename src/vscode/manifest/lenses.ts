import { CodeLens, type CodeLensProvider, type Event, Range, type Uri } from 'vscode';
import { withoutIcons } from '../../core/format/plain';
import { oneLine } from '../../core/format/text';
import type { PluginStore } from '../../core/plugin/store';

/** With more functions than this there is one lens, which asks for one of them. */
const MOST_LENSES = 4;
const FIRST_LINE = new Range(0, 0, 0, 0);

const label = (name: string): string => withoutIcons(oneLine(name, 40));

function lens(plugin: Uri, name?: string): CodeLens {
  const call = { plugin: plugin.toString(), ...(name !== undefined && { function: name }) };
  const title = `$(play) Call${name === undefined ? '' : ` ${label(name)}`}…`;
  return new CodeLens(FIRST_LINE, { command: 'extism.callFunction', title, arguments: [call] });
}

/** *Call …* on the first line of a manifest, for each of its functions. */
export function createLensProvider(plugins: PluginStore, onDidChangeCodeLenses: Event<void>): CodeLensProvider {
  return {
    onDidChangeCodeLenses,
    provideCodeLenses({ uri }) {
      const { description, problem } = plugins.get(uri.toString()) ?? {};
      if (problem && !description) return [];
      const { functions = [], fetched } = description ?? {};
      if (description && functions.length === 0 && fetched !== 'main') return [];
      return functions.length > 0 && functions.length <= MOST_LENSES ? functions.map((name) => lens(uri, name)) : [lens(uri)];
    },
  };
}
