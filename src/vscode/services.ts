import {
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  type Memento,
  type OutputChannel,
  Uri,
  window,
  workspace,
} from 'vscode';
import { CallLog } from '../core/callLog';
import { FetchedModules } from '../core/plugin/fetchedModules';
import { type PluginEntry, PluginStore } from '../core/plugin/store';
import { RunnerStates } from '../core/runnerState';
import { Caller } from './caller';
import { PluginFinder } from './pluginFinder';
import { openSettings, Report, UserError } from './report';
import { RunnerPool } from './runnerPool';
import { CallSettingsReader, readProxy } from './settings';
import { Transcripts } from './transcripts';

/** The language of the output channel's text, declared in package.json, by which its links and colors are found. */
export const OUTPUT_LANGUAGE = 'extism-output';

/** What the features share. */
export interface Services {
  readonly plugins: PluginStore;
  readonly calls: CallLog;
  readonly states: RunnerStates;
  readonly caller: Caller;
  readonly finder: PluginFinder;
  readonly runners: RunnerPool;
  readonly settings: CallSettingsReader;
  readonly report: Report;
  /** What a developer would have printed by hand. */
  readonly channel: OutputChannel;
  /** The extension's own diagnostics. */
  readonly log: LogOutputChannel;
  /** What is remembered of this workspace. */
  readonly memory: Memento;
  /** Where files of this workspace can be kept; there may be no such folder yet. */
  readonly storage: Uri;
  /** Where the extension is installed. */
  readonly extensionUri: Uri;
  /** Disposed of with the extension. */
  readonly subscriptions: Disposable[];
  /** Lists a file as a plug-in, reads it, and has a runner ready for it. */
  readonly load: (plugin: Uri) => Promise<PluginEntry>;
}

export function createServices({ extensionUri, globalStorageUri, storageUri, subscriptions, workspaceState }: ExtensionContext): Services {
  const own = <T extends Disposable>(disposable: T): T => {
    subscriptions.push(disposable);
    return disposable;
  };
  const log = own(window.createOutputChannel('Extism Workbench', { log: true }));
  const channel = own(window.createOutputChannel('Extism', OUTPUT_LANGUAGE));
  const report = new Report(log);
  const plugins = new PluginStore();
  const calls = new CallLog();
  const settings = own(new CallSettingsReader());
  own(
    settings.onDidFindProblems((problems) =>
      report.warn(`${problems.join('. ')}. Until then it counts as though it were not there.`, [
        openSettings('@ext:extism-workbench.extism-workbench'),
      ]),
    ),
  );
  const states = new RunnerStates();
  const storage = storageUri ?? globalStorageUri; // the second where no folder is open
  const transcripts = new Transcripts(Uri.joinPath(storage, 'transcripts').fsPath, calls);
  transcripts.removeLeftovers().catch((error: unknown) => log.warn(`transcripts are left: ${String(error)}`));
  const runners = own(
    new RunnerPool(
      Uri.joinPath(extensionUri, 'dist', 'runner.js').fsPath,
      (plugin) => states.runnerEnded(plugin),
      () => ({ environment: readProxy(), folder: transcripts.folder }),
    ),
  );
  const fetched = new FetchedModules();
  const caller = own(new Caller(plugins, calls, settings, runners, states, fetched, transcripts));
  own(transcripts); // whose files no runner writes any more
  const finder = own(new PluginFinder(plugins, settings, fetched, report));
  const load = async (plugin: Uri): Promise<PluginEntry> => {
    if (plugin.scheme !== 'file') throw new UserError(`Only plug-ins in files on disk can be loaded, which ${plugin.toString()} is not.`);
    if (workspace.isTrusted) runners.warm(plugin.toString());
    return finder.load(plugin);
  };
  return {
    plugins,
    calls,
    states,
    caller,
    finder,
    runners,
    settings,
    report,
    channel,
    log,
    memory: workspaceState,
    storage,
    extensionUri,
    subscriptions,
    load,
  };
}
