import { commands, extensions, ProgressLocation, Uri, window, workspace } from 'vscode';
import type { Call } from '../../core/call';
import { withoutLinks } from '../../core/format/plain';
import { plural, visible } from '../../core/format/text';
import type { CpuProfile } from '../../core/profile/pluginProfile';
import { askSaveFile, askText } from '../ask';
import type { CallerRequest } from '../caller';
import { UserError } from '../report';
import type { Services } from '../services';

const EXTENSION = '.cpuprofile';
/** Shows what VS Code by itself shows as a table. */
const FLAME_CHART = 'ms-vscode.vscode-js-profile-flame';
const FLAME_CHART_OFFERED = 'profile:flameChartOffered';

const DEFAULT_CALLS = 100;
const MOST_CALLS = 1_000_000;
/** Profiles that are kept for a workspace, but for those saved elsewhere. */
const MOST_PROFILES = 20;

const isNumberOfCalls = (calls: unknown): calls is number => Number.isInteger(calls) && Number(calls) >= 1 && Number(calls) <= MOST_CALLS;

/** How often to call the function: as given, or as the user says. Undefined where the user gave up. */
export async function chooseCalls(
  { memory }: Services,
  given: unknown,
  { plugin, function: name }: CallerRequest,
): Promise<number | undefined> {
  if (given !== undefined) {
    if (isNumberOfCalls(given)) return given;
    throw new UserError(`A profile is of 1 to ${MOST_CALLS.toLocaleString('en')} calls.`);
  }
  const key = `profile:${plugin.toString()}#${name}`;
  const answer = await askText({
    title: `Profile ${visible(name)}`,
    prompt: 'How many times to call the function',
    value: String(memory.get<number>(key) ?? DEFAULT_CALLS),
    validateInput: (text) =>
      isNumberOfCalls(Number(text || Number.NaN)) ? undefined : `A whole number from 1 to ${MOST_CALLS.toLocaleString('en')}.`,
  });
  if (answer === undefined) return undefined;
  await memory.update(key, Number(answer));
  return Number(answer);
}

/** A new file for a profile, in place of the oldest where there are many. */
async function newFile({ storage }: Services, name: string): Promise<Uri> {
  const folder = Uri.joinPath(storage, 'profiles');
  await workspace.fs.createDirectory(folder);
  const time = new Date().toISOString().replace(/[:.]/g, '-');
  const files = (await workspace.fs.readDirectory(folder)).map(([file]) => file).filter((file) => file.endsWith(EXTENSION));
  for (const old of files.sort().slice(0, Math.max(0, files.length - MOST_PROFILES + 1)))
    await workspace.fs.delete(Uri.joinPath(folder, old));
  return Uri.joinPath(folder, `${time} ${name.replace(/[^\w.-]+/g, '_').slice(0, 60)}${EXTENSION}`);
}

async function saveAs(file: Uri): Promise<void> {
  const chosen = await askSaveFile(file.path.replace(/.*\//, ''), { filters: { 'CPU profiles': [EXTENSION.slice(1)] } });
  if (chosen) await workspace.fs.copy(file, chosen, { overwrite: true });
}

async function show(services: Services, file: Uri, message: string): Promise<void> {
  const { memory, report } = services;
  await commands.executeCommand('vscode.open', file, { preview: false }); // a source that is opened from it would take its place
  const actions = [{ title: 'Save As…', run: () => saveAs(file) }];
  const offersChart = extensions.getExtension(FLAME_CHART) === undefined && memory.get(FLAME_CHART_OFFERED) !== true;
  if (!offersChart) return report.inform(message, actions);
  await memory.update(FLAME_CHART_OFFERED, true);
  const install = (): Thenable<unknown> => commands.executeCommand('workbench.extensions.installExtension', FLAME_CHART);
  report.inform(`${message} The extension "Flame Chart Visualizer" also draws it.`, [...actions, { title: 'Install', run: install }]);
}

/** Calls a function again and again, and shows where the time went. Undefined where there is no profile. */
export async function profile(services: Services, request: CallerRequest, calls: number): Promise<Uri | undefined> {
  const { caller, channel } = services;
  const name = visible(request.function);
  let taken: { profile: CpuProfile; calls: number } | undefined;
  const call = await window.withProgress(
    { location: ProgressLocation.Notification, title: `Profiling ${withoutLinks(name)}`, cancellable: true },
    async (progress, token): Promise<Call> => {
      let shown = 0;
      return caller.call(request, token, {
        profiling: {
          calls,
          onProgress(made) {
            progress.report({
              message: `${made.toLocaleString('en')} of ${plural(calls, 'call')}`,
              increment: (100 * (made - shown)) / calls,
            });
            shown = made;
          },
          onProfile: (result, made) => void (taken = { profile: result, calls: made }),
        },
      });
    },
  );
  const hasFailed = call.result?.outcome.kind === 'failure';
  if (hasFailed) channel.show(true);
  if (!taken || (hasFailed && taken.calls <= 1)) return undefined;
  const file = await newFile(services, request.function);
  await workspace.fs.writeFile(file, new TextEncoder().encode(JSON.stringify(taken.profile)));
  await show(services, file, `Profiled ${name}: ${plural(taken.calls, 'call')}${hasFailed ? ', the last of which failed' : ''}.`);
  return file;
}
