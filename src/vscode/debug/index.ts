import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  debug,
  type DebugConfiguration,
  DebugConfigurationProviderTriggerKind,
  Disposable,
  env,
  type ExtensionContext,
  Uri,
  window,
  workspace,
} from 'vscode';
import { visible } from '../../core/format/text';
import { debugAdvice } from '../../core/debugAdvice';
import { pickFunction, pickPlugin } from '../pickers';
import type { Services } from '../services';
import { checkConfiguration, DEBUG_TYPE, type ExtismConfiguration, NODE_TYPE, nodeConfiguration } from './configuration';
import { mendEngine, offerEngine } from './dwarfEngine';
import { RunnerLink } from './runnerLink';
import { DebugSessions } from './session';
import { createTrackerFactory } from './tracker';

/** What to debug where there is no launch.json. */
async function askConfiguration(services: Services, { noDebug }: Partial<DebugConfiguration>): Promise<DebugConfiguration | undefined> {
  const plugin = await pickPlugin(services);
  const name = plugin && (await pickFunction(services, plugin));
  if (!plugin || name === undefined) return undefined;
  const input = await window.showInputBox({
    title: `Input of ${visible(name)}`,
    placeHolder: 'Text to pass to the function',
    ignoreFocusOut: true,
  });
  if (input === undefined) return undefined;
  return {
    ...(noDebug === true && { noDebug }),
    type: DEBUG_TYPE,
    request: 'launch',
    name: visible(name),
    plugin: plugin.fsPath,
    function: name,
    inputBase64: Buffer.from(input).toString('base64'),
  };
}

/** Debugging: js-debug, which VS Code has, runs our runner and reads the plug-in's debug information. */
export function registerDebug(services: Services, { extensionUri }: Pick<ExtensionContext, 'extensionUri'>): Disposable {
  const { report, plugins, load } = services;
  let isMended = false;
  const sessions = new DebugSessions(services);
  const link = new RunnerLink((token, connection) => void report.guard('The call', () => sessions.call(token, connection)));

  /** Says what there is to say before the plug-in is debugged. Resolves with whether to go on. */
  const prepare = async ({ plugin = '', noDebug }: ExtismConfiguration): Promise<boolean> => {
    if (noDebug) return true;
    if (!plugin.includes('${')) {
      const { description } = plugins.get(Uri.file(plugin).toString()) ?? (await load(Uri.file(plugin)));
      const advice = description && debugAdvice(description);
      if (advice) {
        const { buildLine } = advice;
        report.warn(
          advice.message,
          buildLine === undefined ? [] : [{ title: 'Copy Build Line', run: () => env.clipboard.writeText(buildLine) }],
        );
        return true;
      }
    }
    if (!(await offerEngine())) return false;
    isMended ||= await mendEngine().catch((error: unknown) => {
      services.log.warn(`the DWARF engine is used as it is: ${String(error)}`);
      return false;
    });
    return true;
  };

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
          const asked = typeof configuration.request === 'string' ? configuration : await askConfiguration(services, configuration);
          if (!asked) return undefined;
          const checked = checkConfiguration(asked, folder);
          if (!(await prepare(checked))) return undefined;
          const { token, variables } = await link.open();
          // Node knows its scripts by where they really are, and so must what is to be skipped
          const runner = realpathSync.native(Uri.joinPath(extensionUri, 'dist', 'runner.js').fsPath);
          return nodeConfiguration(checked, { runner, dist: dirname(runner), linkVariables: variables, token });
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
