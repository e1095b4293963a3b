import { dirname, isAbsolute, posix, resolve } from 'node:path';
import { commands, type DebugConfiguration, Uri, workspace, type WorkspaceFolder } from 'vscode';
import { oneLine } from '../../core/format/text';
import { isTextMap } from '../../core/isObject';
import { callerRequest } from '../api';
import type { CallerRequest } from '../caller';
import { type Action, UserError } from '../report';

/** The type of our configurations. That of those they become is js-debug's. */
export const DEBUG_TYPE = 'extism';
export const NODE_TYPE = 'pwa-node';

/** What launch.json says of a session, and package.json describes. */
export interface ExtismConfiguration extends DebugConfiguration {
  /** Relative to the workspace folder, or absolute. */
  plugin?: string;
  function?: string;
  /** `null` is no input at all. */
  input?: string | null;
  inputFile?: string;
  /** Of a call that was made with bytes that are no text. */
  inputBase64?: string;
  config?: Record<string, string>;
  hostMemory?: Record<string, string>;
  timeout?: number;
  /** Set by VS Code where a configuration is run without debugging. */
  noDebug?: boolean;
  stopOnEntry?: boolean;
  stopOnTrap?: boolean;
  /** Where the source that the debug information names is: folder → folder. */
  sourceMap?: Record<string, string>;
  cwd?: string;
  env?: Record<string, string>;
}

/** What our configurations carry through js-debug, under a key that it does not know. */
export interface CarriedConfiguration {
  token: string;
  configuration: ExtismConfiguration;
}

const CARRIED = '__extismWorkbench';

/** Of one of our sessions, once VS Code has put in the values of variables. */
export const carriedBy = (configuration: DebugConfiguration): CarriedConfiguration | undefined =>
  configuration[CARRIED] as CarriedConfiguration | undefined;

export const openLaunch: Action = { title: 'Open launch.json', run: () => commands.executeCommand('workbench.action.debug.configure') };

/** What is wrong with a launch configuration, and what to do about it. */
export const configurationError = (message: string): UserError => new UserError(message, [openLaunch]);

const isText = (value: unknown): boolean => typeof value === 'string';
const isFilledText = (value: unknown): boolean => isText(value) && value !== '';

type Own = 'plugin' | 'function' | 'input' | 'inputFile' | 'inputBase64' | 'config' | 'hostMemory' | 'timeout';
type Told = 'stopOnEntry' | 'stopOnTrap' | 'sourceMap' | 'cwd' | 'env';

/** What each key must be, in a test and in words. */
const SHAPES: Record<Own | Told, readonly [is: (value: unknown) => boolean, words: string]> = {
  plugin: [isFilledText, 'the path of a plug-in, such as "${workspaceFolder}/plugin.wasm"'],
  function: [isFilledText, 'the name of a function'],
  input: [(value) => value === null || isText(value), 'a text, or null for no input'],
  inputFile: [isFilledText, 'the path of a file'],
  inputBase64: [isText, 'bytes in base64'],
  config: [isTextMap, 'an object whose values are texts, such as { "key": "value" }'],
  hostMemory: [isTextMap, 'an object whose values are texts, such as { "key": "value" }'],
  timeout: [(value) => Number.isFinite(value) && Number(value) >= 0, 'a number of milliseconds, 0 for no limit'],
  stopOnEntry: [(value) => typeof value === 'boolean', 'true or false'],
  stopOnTrap: [(value) => typeof value === 'boolean', 'true or false'],
  sourceMap: [isTextMap, 'an object of folders, such as { "/build/src": "${workspaceFolder}/src" }'],
  cwd: [isFilledText, 'the path of a folder'],
  env: [isTextMap, 'an object whose values are texts, such as { "NAME": "value" }'],
};

/** A path as it is written, which may have variables such as `${env:OUT}` in it. */
function fromFolder(path: string, key: string, folder: WorkspaceFolder | undefined): string {
  if (isAbsolute(path) || path.startsWith('${')) return path;
  if (folder) return `\${workspaceFolder}/${path}`;
  const all = (workspace.workspaceFolders ?? []).map(({ name }) => `"\${workspaceFolder:${name}}/${path}"`);
  throw configurationError(
    `"${key}" is the relative path "${path}", and the launch configuration belongs to no folder. Write ${all.join(' or ') || 'an absolute path'}.`,
  );
}

/** Checks what can be told before VS Code puts in the values of variables. */
export function checkConfiguration(configuration: DebugConfiguration, folder: WorkspaceFolder | undefined): ExtismConfiguration {
  const { name, request, plugin, inputFile }: ExtismConfiguration = configuration;
  const where = name ? `the launch configuration "${name}"` : 'the launch configuration';
  if (request !== 'launch') throw configurationError(`In ${where}, "request" must be "launch": a debugger cannot attach to a plug-in.`);
  for (const [key, [is, words]] of Object.entries(SHAPES)) {
    const value: unknown = configuration[key];
    const isNeeded = key === 'plugin' || key === 'function';
    if (value === undefined ? isNeeded : !is(value)) {
      const found = value === undefined ? 'is missing' : `is ${oneLine(JSON.stringify(value), 60)}`;
      throw configurationError(`In ${where}, "${key}" ${found}. It must be ${words}.`);
    }
  }
  const inputs = ['input', 'inputFile', 'inputBase64'].filter((key) => configuration[key] !== undefined);
  if (inputs.length > 1) throw configurationError(`In ${where} are both "${inputs.join('" and "')}". Leave one: a call has one input.`);
  return {
    ...configuration,
    plugin: fromFolder(plugin ?? '', 'plugin', folder),
    ...(inputFile !== undefined && { inputFile: fromFolder(inputFile, 'inputFile', folder) }),
  };
}

/** The plug-in that a configuration names, under the URI that it is listed by: `./` and `../` are not in it. */
export const pluginUri = ({ plugin = '' }: ExtismConfiguration): Uri => Uri.file(resolve(plugin));

/** The call that a session is for. */
export async function requestOf(configuration: ExtismConfiguration): Promise<CallerRequest> {
  const { function: name, input, inputFile, inputBase64, config, hostMemory, timeout } = configuration;
  const bytes = inputBase64 === undefined ? input : Uint8Array.from(Buffer.from(inputBase64, 'base64'));
  return callerRequest({
    plugin: pluginUri(configuration),
    function: name,
    input: inputFile === undefined ? (bytes ?? undefined) : await workspace.fs.readFile(Uri.file(inputFile)),
    config,
    hostMemory,
    timeout,
  });
}

const withoutSlash = (path: string): string => path.replace(/[\\/]+$/, '');

/** `{ "/build": "/home/me/src" }` as js-debug has it: `{ "file:///build/*": "/home/me/src/*" }` */
function pathOverrides(sourceMap: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(sourceMap).map(([from, to]) => [`${Uri.file(withoutSlash(from)).toString(true)}/*`, `${withoutSlash(to)}/*`]),
  );
}

/** The folder that relative paths in debug information start at, for want of a better one. */
const folderOf = (plugin: string): string => (plugin.includes('/') && !isAbsolute(plugin) ? posix.dirname(plugin) : dirname(plugin));

export interface Runtime {
  /** Absolute paths of dist/runner.js and the folder that it is in. */
  runner: string;
  dist: string;
  linkVariables: Record<string, string>;
  token: string;
}

/** For Node, as far as the one that is used knows them. */
const NODE_FLAGS = [
  '--no-warnings',
  // V8 cannot read variables where a trap happened while it catches wrong addresses by signals
  '--disable-wasm-trap-handler',
  // V8 cannot be told to skip what Node has in its snapshot, and would step into that on the way to a host function
  '--no-node-snapshot',
];

/** What js-debug needs to know to run our runner and see the plug-in in it. */
export function nodeConfiguration(configuration: ExtismConfiguration, { runner, dist, linkVariables, token }: Runtime): DebugConfiguration {
  const { plugin = '', sourceMap = {}, cwd = folderOf(plugin), env } = configuration;
  const carried: CarriedConfiguration = { token, configuration };
  const { name, noDebug, preLaunchTask, postDebugTask, presentation, internalConsoleOptions, suppressMultipleSessionWarning } =
    configuration;
  const own = {
    noDebug,
    preLaunchTask,
    postDebugTask,
    presentation,
    suppressMultipleSessionWarning,
    __configurationTarget: configuration['__configurationTarget'], // by which VS Code finds the "inputs" of `${input:…}`
  };
  return {
    ...Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)),
    type: NODE_TYPE,
    request: 'launch',
    name,
    [CARRIED]: carried,
    program: runner,
    cwd,
    runtimeExecutable: process.execPath,
    runtimeArgs: NODE_FLAGS.filter((flag) => process.allowedNodeEnvironmentFlags.has(flag)),
    // without the first, a desktop VS Code would start a second one
    env: { ...(process.versions['electron'] !== undefined && { ELECTRON_RUN_AS_NODE: '1' }), ...env, ...linkVariables },
    console: 'internalConsole',
    internalConsoleOptions: internalConsoleOptions ?? 'openOnSessionStart',
    outputCapture: 'std',
    // as js-debug has the first, it shows all of Node's own as skipped, and yet steps into `node:net`
    skipFiles: ['<node_internals>/**', 'node:*', 'node:*/**', runner],
    // js-debug would look through the maps of our own bundles, and show their sources
    resolveSourceMapLocations: ['**', '!**/node_modules/**', `!${dist}/*`],
    showAsyncStacks: false, // all that they would show is ours
    smartStep: false,
    enableDWARF: true,
    autoAttachChildProcesses: false,
    // it pauses for as long as these when a module was compiled, until its debug information is read; 2 s by default
    timeouts: { sourceMapMinPause: 30_000, sourceMapCumulativePause: 30_000 },
    sourceMapPathOverrides: pathOverrides(sourceMap),
  };
}
