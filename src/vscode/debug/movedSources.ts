import { basename } from 'node:path';
import { type DebugConfiguration, Uri, workspace } from 'vscode';
import { findMoved } from '../../core/movedSources';
import type { DebugSources, RunRequest } from '../../protocol/runner';
import { pluginKind } from '../pluginKind';
import { RunnerProcess } from '../runnerProcess';
import type { Services } from '../services';
import { type ExtismConfiguration, openLaunch, pluginUri } from './configuration';

/** Names of files that are looked for in the workspace at once, and files that are looked at. */
const MOST_NAMES = 200;
const MOST_FILES = 5_000;
/** Milliseconds that a plug-in's debug information is read at most before the debugger starts without. */
const PATIENCE = 20_000;
/** What a glob would take for something else. */
const SPECIAL = /[[\]{}*?,\\!]/;

const isBelow = (path: string, folder: string): boolean => path.startsWith(folder.replace(/[\\/]*$/, '/'));

async function readSources(runner: string, request: Pick<RunRequest, 'path' | 'kind'>): Promise<DebugSources> {
  const reader = new RunnerProcess(runner);
  const timer = setTimeout(() => reader.kill(), PATIENCE);
  try {
    await reader.ready;
    return await reader.debugSources(request);
  } finally {
    clearTimeout(timer);
    reader.kill();
  }
}

/**
 * js-debug's configuration with where in the workspace the sources are that are no longer where they were built, as far as
 * launch.json does not say it.
 */
export async function withMovedSources(
  { plugins, report, log, extensionUri }: Services,
  configuration: DebugConfiguration,
  ours: ExtismConfiguration,
): Promise<DebugConfiguration> {
  const { sourceMap = {} } = ours;
  const uri = pluginUri(ours);
  if (!workspace.isTrusted || plugins.get(uri.toString())?.description?.debugInfo !== 'dwarf') return configuration;
  const runner = Uri.joinPath(extensionUri, 'dist', 'runner.js').fsPath;
  const { missing, present } = await readSources(runner, { path: uri.fsPath, kind: pluginKind(uri) }).catch((error: unknown) => {
    log.warn(`sources are looked for only where the debug information says: ${String(error)}`);
    return { missing: [], present: 0 };
  });
  const unmapped = missing.filter((path) => !Object.keys(sourceMap).some((folder) => isBelow(path, folder)));
  const [lost] = unmapped;
  if (lost === undefined) return configuration;
  const all = unmapped.map((path) => path.replace(/.*[\\/]/, '')).filter((name) => !SPECIAL.test(name));
  const names = [...new Set(all)].slice(0, MOST_NAMES);
  const glob = names.length > 1 ? `{${names.join(',')}}` : names[0];
  const files = glob === undefined ? [] : await workspace.findFiles(`**/${glob}`, undefined, MOST_FILES);
  const moved = findMoved(
    unmapped,
    files.map(({ fsPath }) => fsPath),
  );
  if (moved.size === 0 && present === 0) {
    report.warn(
      `The sources of ${basename(uri.fsPath)} are neither where they were built, such as ${lost}, nor in the workspace: breakpoints in them are not hit. "sourceMap" in launch.json says where they are.`,
      [openLaunch],
    );
  }
  const found = Object.fromEntries([...moved].map(([from, to]) => [Uri.file(from).toString(true), to]));
  return { ...configuration, sourceMapPathOverrides: { ...(configuration['sourceMapPathOverrides'] as object), ...found } };
}
