import { debug, DebugConfigurationProviderTriggerKind, Disposable, type ExtensionContext, Uri, workspace } from 'vscode';
import type { Services } from '../services';
import { checkConfiguration, DEBUG_TYPE, NODE_TYPE, nodeConfiguration } from './configuration';
import { RunnerLink } from './runnerLink';
import { DebugSessions } from './session';
import { createTrackerFactory } from './tracker';

/** Debugging: js-debug, which VS Code has, runs our runner and reads the plug-in's debug information. */
export function registerDebug(services: Services, { extensionUri }: Pick<ExtensionContext, 'extensionUri'>): Disposable {
  const { report, plugins } = services;
  const dist = Uri.joinPath(extensionUri, 'dist').fsPath;
  const runner = Uri.joinPath(extensionUri, 'dist', 'runner.js').fsPath;
  const sessions = new DebugSessions(services);
  const link = new RunnerLink((token, connection) => void report.guard('The call', () => sessions.call(token, connection)));

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
      }),
    ),
    debug.registerDebugConfigurationProvider(DEBUG_TYPE, {
      // js-debug's own provider resolves what this returns once more: its defaults then apply, as do variables
      resolveDebugConfiguration: (folder, configuration) =>
        report.guard('Debugging', async () => {
          const checked = checkConfiguration(configuration, folder);
          const { token, variables } = await link.open();
          return nodeConfiguration(checked, { runner, dist, linkVariables: variables, token });
        }),
    }),
    debug.registerDebugConfigurationProvider(
      DEBUG_TYPE,
      {
        provideDebugConfigurations: () =>
          plugins.entries.flatMap(({ uri, name, description }) =>
            (description?.functions ?? []).map((item) => ({
              type: DEBUG_TYPE,
              request: 'launch',
              name: `${name} › ${item}`,
              plugin: `\${workspaceFolder}/${workspace.asRelativePath(Uri.parse(uri), false)}`,
              function: item,
              input: '',
            })),
          ),
      },
      DebugConfigurationProviderTriggerKind.Dynamic,
    ),
  );
}
