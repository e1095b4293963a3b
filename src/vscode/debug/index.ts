import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  commands,
  debug,
  DebugConfigurationProviderTriggerKind,
  Disposable,
  type DocumentFilter,
  type ExtensionContext,
  languages,
  Uri,
} from 'vscode';
import { type Commands, registerCommand } from '../commands';
import { removeTemporaryFolders } from '../leftovers';
import type { Services } from '../services';
import {
  carriedBy,
  checkConfiguration,
  DEBUG_TYPE,
  type ExtismConfiguration,
  NODE_TYPE,
  nodeConfiguration,
  requestOf,
} from './configuration';
import { createLaunchProvider } from './completion';
import { mendEngine } from './dwarfEngine';
import type * as Inspect from './inspect.js';
import { withMovedSources } from './movedSources';
import { askConfiguration, askInputOf, createDynamicProvider, createInitialProvider } from './offers';
import { Doubts, locate } from './prepare';
import { RunnerLink } from './runnerLink';
import { DebugSessions } from './session';
import { createTrackerFactory } from './tracker';

const LAUNCH_FILES: DocumentFilter[] = [{ pattern: '**/.vscode/launch.json' }, { pattern: '**/*.code-workspace' }];

/** Makes the call of a configuration that is run without debugging, as any other call is made. */
async function callWithoutDebugging(configuration: ExtismConfiguration): Promise<void> {
  const { input = null, ...request } = await requestOf(configuration);
  await commands.executeCommand('extism.callFunction' satisfies keyof Commands, { ...request, input });
}

/** Debugging: js-debug, which VS Code has, runs our runner and reads the plug-in's debug information. */
export function registerDebug(services: Services, { extensionUri }: Pick<ExtensionContext, 'extensionUri'>): Disposable {
  const { report, finder } = services;
  const doubts = new Doubts();
  let isMended = false;
  let inspect: typeof Inspect | undefined;
  const sessions = new DebugSessions(services);
  const link = new RunnerLink((token, connection) => void report.guard('The call', () => sessions.call(token, connection)));

  /** Checks a configuration whose variables have their values. Resolves with whether to start the debugger. */
  const prepare = async (configuration: ExtismConfiguration): Promise<boolean> => {
    const plugin = await locate(configuration, finder);
    if (configuration.noDebug) {
      void report.guard('The call', () => callWithoutDebugging(configuration));
      return false;
    }
    if (!(await doubts.ask(plugin))) return false;
    inspect ??= await import('./inspect.js');
    isMended ||= await mendEngine(inspect).catch((error: unknown) => {
      services.log.warn(`the DWARF engine is used as it is: ${String(error)}`);
      return false;
    });
    return true;
  };

  removeTemporaryFolders().catch((error: unknown) => services.log.warn(`temporary folders are left: ${String(error)}`));

  return Disposable.from(
    sessions,
    link,
    debug.onDidTerminateDebugSession((session) => sessions.ended(session)),
    debug.registerDebugAdapterTrackerFactory(
      NODE_TYPE,
      createTrackerFactory({
        started: (session) => sessions.started(session),
        stopping: (session) => sessions.stopping(session),
        failed: (error) => services.log.warn(`the debugger refused a request: ${String(error)}`),
        ruleProblem: (rule) => inspect?.ruleProblem(rule),
      }),
    ),
    debug.registerDebugConfigurationProvider(DEBUG_TYPE, {
      // js-debug's own provider resolves what this returns once more: its defaults then apply, as do variables
      resolveDebugConfiguration: (folder, configuration) =>
        report.guard('Debugging', async () => {
          const noDebug: unknown = configuration['noDebug'];
          const asked = typeof configuration.request === 'string' ? configuration : await askConfiguration(services);
          if (!asked) return undefined;
          const checked = checkConfiguration({ ...asked, ...(noDebug === true && { noDebug }) }, folder);
          const { token, variables } = await link.open();
          // Node knows its scripts by where they really are, and so must what is to be skipped
          const runner = realpathSync.native(Uri.joinPath(extensionUri, 'dist', 'runner.js').fsPath);
          return nodeConfiguration(checked, { runner, dist: dirname(runner), linkVariables: variables, token });
        }),
    }),
    debug.registerDebugConfigurationProvider(NODE_TYPE, {
      // after the task that builds the plug-in
      resolveDebugConfigurationWithSubstitutedVariables: async (_, configuration) => {
        const carried = carriedBy(configuration);
        if (!carried) return configuration;
        return report.guard('Debugging', async () =>
          (await prepare(carried.configuration)) ? withMovedSources(services, configuration, carried.configuration) : undefined,
        );
      },
    }),
    debug.registerDebugConfigurationProvider(DEBUG_TYPE, createInitialProvider(services), DebugConfigurationProviderTriggerKind.Initial),
    debug.registerDebugConfigurationProvider(DEBUG_TYPE, createDynamicProvider(services), DebugConfigurationProviderTriggerKind.Dynamic),
    languages.registerCompletionItemProvider(LAUNCH_FILES, createLaunchProvider(services.plugins), '"', '/'),
    registerCommand(report, 'extism.askInput', 'Asking for the input', (argument) => askInputOf(services, argument)),
  );
}
