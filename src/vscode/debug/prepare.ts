import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { env, window } from 'vscode';
import { debugAdvice } from '../../core/debugAdvice';
import { visible } from '../../core/format/text';
import { nearest } from '../../core/nearest';
import type { PluginDescription } from '../../core/plugin/description';
import type { PluginEntry } from '../../core/plugin/store';
import type { PluginFinder } from '../pluginFinder';
import { configurationError, type ExtismConfiguration, pluginUri } from './configuration';
import { offerEngine } from './dwarfEngine';

const listed = (names: readonly string[]): string => names.map((name) => `"${visible(name)}"`).join(', ');

function requireFile(path: string, key: string, remedy: string): void {
  if (!isAbsolute(path)) throw configurationError(`"${key}" in the launch configuration is "${path}", which is no absolute path.`);
  if (!existsSync(path)) throw configurationError(`There is no file ${path}. ${remedy} "${key}" in the launch configuration.`);
}

function requireFunction(plugin: string, name: string, { functions, fetched }: PluginDescription): void {
  if (functions.includes(name) || fetched === 'main') return; // a module that is yet to be fetched tells its functions when it is called
  const meant = nearest(name, functions);
  const remedy =
    functions.length === 0
      ? 'It has none that a host can call.'
      : meant === undefined
        ? `Its functions: ${listed(functions)}.`
        : `Did you mean "${visible(meant)}"?`;
  throw configurationError(`${plugin} has no function "${visible(name)}". ${remedy}`);
}

/** The plug-in that a configuration names, once VS Code has put in the values of variables and run the task that builds it. */
export async function locate(configuration: ExtismConfiguration, finder: PluginFinder): Promise<PluginEntry> {
  const { plugin = '', function: name = '', inputFile } = configuration;
  requireFile(plugin, 'plugin', 'Build the plug-in, or correct');
  if (inputFile !== undefined) requireFile(inputFile, 'inputFile', 'Correct');
  const entry = await finder.load(pluginUri(configuration));
  if (!entry.description) throw configurationError(`${entry.name} is no plug-in that can be called: ${entry.problem?.message}.`);
  requireFunction(entry.name, name, entry.description);
  return entry;
}

const ANYWAY = 'Debug Anyway';
const COPY = 'Copy Build Line';

/** Says what debugging will lack, and asks whether to go on: once a window for each plug-in. */
export class Doubts {
  readonly #answered = new Set<string>();

  /** Resolves with whether to go on. */
  async ask({ uri, name, description }: PluginEntry): Promise<boolean> {
    const advice = description && description.fetched !== 'main' ? debugAdvice(description) : undefined;
    if (!advice) return this.#once('the engine', offerEngine);
    return this.#once(uri, async () => {
      const { message, detail, buildLine } = advice;
      const buttons = [ANYWAY, ...(buildLine === undefined ? [] : [COPY])];
      const chosen = await window.showWarningMessage(`${name} ${message}`, { modal: true, detail }, ...buttons);
      if (chosen === COPY && buildLine !== undefined) await env.clipboard.writeText(buildLine);
      return chosen === ANYWAY;
    });
  }

  async #once(what: string, ask: () => Promise<boolean>): Promise<boolean> {
    if (!this.#answered.has(what) && (await ask())) this.#answered.add(what);
    return this.#answered.has(what);
  }
}
