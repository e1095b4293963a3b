import { dirname, isAbsolute, join, posix } from 'node:path';
import { type DebugConfiguration, Uri, type WorkspaceFolder } from 'vscode';
import { callerRequest } from '../api';
import type { CallerRequest } from '../caller';
import { UserError } from '../report';

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

/** The path of a plug-in as written; variables such as `${env:OUT}` may still be in it. */
function absolutePlugin(written: string, folder: WorkspaceFolder | undefined): string {
  const plugin = folder ? written.replaceAll('${workspaceFolder}', folder.uri.fsPath) : written;
  if (isAbsolute(plugin) || plugin.startsWith('${')) return plugin;
  if (!folder) throw new UserError(`"${plugin}" is a path in the workspace, and no folder is open.`);
  return join(folder.uri.fsPath, plugin);
}

/** Checks what can be told before VS Code puts in the values of variables. */
export function checkConfiguration(configuration: DebugConfiguration, folder: WorkspaceFolder | undefined): ExtismConfiguration {
  const { plugin, function: name, request }: ExtismConfiguration = configuration;
  if (request !== 'launch') throw new UserError('Extism plug-ins are launched: "request" must be "launch".');
  if (typeof plugin !== 'string' || plugin === '') throw new UserError('The launch configuration needs "plugin": the path of a plug-in.');
  if (typeof name !== 'string' || name === '') throw new UserError('The launch configuration needs "function": the function to call.');
  const inputs = ['input', 'inputFile', 'inputBase64'].filter((key) => configuration[key] !== undefined);
  if (inputs.length > 1) throw new UserError(`The launch configuration has both "${inputs.join('" and "')}": one input is enough.`);
  return { ...configuration, plugin: absolutePlugin(plugin, folder) };
}

/** The call that a session is for. */
export async function requestOf(
  configuration: ExtismConfiguration,
  readFile: (path: string) => PromiseLike<Uint8Array>,
): Promise<CallerRequest> {
  const { plugin = '', function: name, input, inputFile, inputBase64, config, hostMemory, timeout } = configuration;
  const bytes = inputBase64 === undefined ? input : Uint8Array.from(Buffer.from(inputBase64, 'base64'));
  return callerRequest({
    plugin: Uri.file(plugin),
    function: name,
    input: inputFile === undefined ? (bytes ?? undefined) : await readFile(inputFile),
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

/** V8 cannot read variables where a trap happened while it catches wrong addresses by signals. */
const NO_TRAP_HANDLER = '--disable-wasm-trap-handler';

/** What js-debug needs to know to run our runner and see the plug-in in it. */
export function nodeConfiguration(configuration: ExtismConfiguration, { runner, dist, linkVariables, token }: Runtime): DebugConfiguration {
  const { plugin = '', sourceMap = {}, cwd = folderOf(plugin), env } = configuration;
  const carried: CarriedConfiguration = { token, configuration };
  const { name, noDebug, preLaunchTask, postDebugTask, presentation, internalConsoleOptions, suppressMultipleSessionWarning } =
    configuration;
  const own = { noDebug, preLaunchTask, postDebugTask, presentation, suppressMultipleSessionWarning };
  return {
    ...Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)),
    type: NODE_TYPE,
    request: 'launch',
    name,
    [CARRIED]: carried,
    program: runner,
    cwd,
    runtimeExecutable: process.execPath,
    runtimeArgs: ['--no-warnings', ...(process.allowedNodeEnvironmentFlags.has(NO_TRAP_HANDLER) ? [NO_TRAP_HANDLER] : [])],
    // without the first, a desktop VS Code would start a second one
    env: { ...(process.versions['electron'] !== undefined && { ELECTRON_RUN_AS_NODE: '1' }), ...env, ...linkVariables },
    console: 'internalConsole',
    internalConsoleOptions: internalConsoleOptions ?? 'openOnSessionStart',
    outputCapture: 'std',
    skipFiles: ['<node_internals>/**', runner],
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
