import type { Variable } from '../call';
import { formatBytes, formatDate, nameLine, oneLine, plural, visible } from '../format/text';
import { formatType } from '../plugin/abi';
import type { PluginDescription } from '../plugin/description';
import { formatImport, formatImportType, type HostImport, importKey, type ImportStatus } from '../plugin/hostImports';
import type { PluginEntry } from '../plugin/store';
import { NO_RUNNER_STATE, type RunnerState } from '../runnerState';
import { FAILED, PASSED, type TreeNode } from './node';

const DEBUG_INFO = { dwarf: 'DWARF', sourceMap: 'source map', none: 'none' } as const;

function statusText(status: ImportStatus): string {
  switch (status.kind) {
    case 'provided':
      return `provided by ${status.by}`;
    case 'missing':
      return 'not provided';
    case 'signatureMismatch':
      return `should be ${formatType(status.expected)}`;
    case 'oldAbi':
      return 'of an old Extism PDK';
    case 'unsupported':
      return status.why;
  }
}

function importNode(plugin: string, item: HostImport): TreeNode {
  const provided = item.status.kind === 'provided';
  const isPlain = item.status.kind === 'provided' && item.status.from === 'workbench';
  return {
    id: `${plugin}#import:${importKey(item)}`,
    label: nameLine(item.name),
    description: `${nameLine(item.namespace)} · ${formatImportType(item)}${isPlain ? '' : ` · ${statusText(item.status)}`}`,
    tooltip: visible(`${formatImport(item)}\n${statusText(item.status)}`),
    ...(provided ? PASSED : FAILED),
    context: `hostImport.${item.status.kind === 'provided' ? item.status.from : item.status.kind}`,
    target: { kind: 'hostImport', plugin, namespace: item.namespace, name: item.name },
  };
}

function functionNode(plugin: string, name: string): TreeNode {
  return {
    id: `${plugin}#function:${name}`,
    label: nameLine(name),
    tooltip: `Call ${nameLine(name)}`,
    icon: 'symbol-function',
    context: 'function',
    target: { kind: 'function', plugin, function: name },
  };
}

/** In the place of functions that nobody knows yet. */
const fetchedNode = (plugin: string): TreeNode => ({
  id: `${plugin}#fetched`,
  label: 'Fetched when called',
  tooltip:
    'The main module is fetched from its URL when a function is called. Until then its functions are not known: name the one to call.',
  icon: 'cloud-download',
  context: 'fetched',
  target: { kind: 'fetched', plugin },
});

function functionNodes(plugin: string, { functions, fetched }: PluginDescription): TreeNode[] {
  if (functions.length > 0) return functions.map((name) => functionNode(plugin, name));
  return [
    fetched === 'main' ? fetchedNode(plugin) : { id: `${plugin}#noFunctions`, label: 'No function that a host can call', icon: 'info' },
  ];
}

const FETCHED = { main: 'fetched when called', others: 'some fetched when called' } as const;

function summary({ kind, modules, toolchain, size, wasi, functions, fetched }: PluginDescription): string {
  const what = kind === 'manifest' ? ['manifest', plural(modules, 'module')] : [toolchain, formatBytes(size)];
  const hasNone = functions.length === 0 && fetched !== 'main';
  return [...what, wasi && 'WASI', hasNone && 'no functions', fetched && FETCHED[fetched]].filter(Boolean).join(' · ');
}

function details({ size, toolchain, wasi, debugInfo, fetched }: PluginDescription): string[] {
  if (fetched === 'main') return ['Its main module is fetched when a function is called.'];
  return [
    ...(fetched ? ['Linked modules are fetched when a function is called; the rest is:'] : []),
    `Size: ${size < 1024 ? '' : `${formatBytes(size)} · `}${plural(size, 'byte')}`,
    ...(toolchain ? [`Toolchain: ${visible(toolchain)}`] : []),
    `WASI: ${wasi ? 'yes' : 'no'}`,
    `Debug information: ${DEBUG_INFO[debugInfo]}`,
  ];
}

const variableNode = (plugin: string, { name, size, value }: Variable): TreeNode => ({
  id: `${plugin}#variable:${name}`,
  label: nameLine(name),
  description: `${formatBytes(size)} · ${oneLine(value, 60)}`,
  tooltip: visible(`${name}: ${value}`),
  icon: 'symbol-variable',
  context: 'variable',
  target: { kind: 'variable', plugin, name },
});

function variablesNode(plugin: string, variables: readonly Variable[]): TreeNode {
  const nodes = variables.map((variable) => variableNode(plugin, variable));
  const none: TreeNode = { id: `${plugin}#noVariables`, label: 'None set yet', icon: 'info' };
  return { id: `${plugin}#variables`, label: 'Variables', children: nodes.length > 0 ? nodes : [none], expanded: true };
}

function children(plugin: string, description: PluginDescription, { keepsInstance, variables }: RunnerState): TreeNode[] {
  const { hostImports } = description;
  return [
    { id: `${plugin}#functions`, label: 'Functions', children: functionNodes(plugin, description), expanded: true },
    ...(hostImports.length > 0
      ? [
          {
            id: `${plugin}#imports`,
            label: 'Host functions',
            children: hostImports.map((item) => importNode(plugin, item)),
            expanded: true,
          },
        ]
      : []),
    ...(keepsInstance ? [variablesNode(plugin, variables)] : []),
  ];
}

function pluginNode(
  { uri, name, location, kind, modified, description, problem }: PluginEntry,
  state: RunnerState,
  isAmbiguous: boolean,
): TreeNode {
  const what = problem ? oneLine(problem.message, 200) : description ? summary(description) : '';
  const tooltip = [
    location ? `${location}/${name}` : name,
    ...(description ? details(description) : []),
    ...(modified === undefined ? [] : [`Modified: ${formatDate(modified)}`]),
    ...(problem ? ['', problem.message, ...(problem.detail === undefined ? [] : [problem.detail])] : []),
  ];
  return {
    id: uri,
    label: nameLine(name),
    description: [isAmbiguous && location, what, state.keepsInstance && 'keeps its instance'].filter(Boolean).join(' · '),
    tooltip: visible(tooltip.join('\n')),
    ...(problem ? { icon: 'warning', color: 'problemsWarningIcon.foreground' } : { icon: kind === 'manifest' ? 'json' : 'package' }),
    context: ['plugin', !description && 'broken', kind === 'manifest' && kind, description && state.keepsInstance && 'kept']
      .filter(Boolean)
      .join('.'),
    target: { kind: 'plugin', plugin: uri },
    ...(description && { children: children(uri, description, state) }),
  };
}

/**
 * The PLUG-INS view. A plug-in is told from another of the same name by where it is.
 * @param stateOf what a plug-in's runner holds
 */
export function projectPlugins(
  entries: readonly PluginEntry[],
  stateOf: (plugin: string) => RunnerState = () => NO_RUNNER_STATE,
): TreeNode[] {
  const named = new Map<string, number>();
  for (const { name } of entries) named.set(name, (named.get(name) ?? 0) + 1);
  const [only, ...others] = entries.map((entry) => pluginNode(entry, stateOf(entry.uri), (named.get(entry.name) ?? 0) > 1));
  if (!only) return [];
  return others.length === 0 ? [{ ...only, expanded: true }] : [only, ...others];
}
