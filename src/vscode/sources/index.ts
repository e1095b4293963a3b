import { type Disposable, Position, Range, Uri, window, workspace } from 'vscode';
import type { SourcePlace } from '../../core/call';
import { findMoved, isLibrary } from '../../core/movedSources';
import { targetOf } from '../arguments';
import { registerCommand } from '../commands';
import { UserError } from '../report';
import type { Services } from '../services';

/** Files of one name that are compared. */
const MOST_FILES = 200;

/** Another machine's file, which a plug-in must not have this one ask for. */
const isRemote = (path: string): boolean => /^[\\/]{2}/.test(path);

const isAbsolute = (path: string): boolean => /^(?:\/|[A-Za-z]:[\\/])/.test(path);

const nameOf = (path: string): string => path.replace(/.*[\\/]/, '');

const isFile = (uri: Uri): Thenable<boolean> =>
  workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );

/** Where a relative path may start: at the plug-in, where its sources may also lie without the folders that it names, and in the workspace. */
function candidatesOf(path: string, plugin: Uri): Uri[] {
  if (isRemote(path)) return [];
  if (isAbsolute(path)) return [Uri.file(path)];
  const folder = Uri.joinPath(plugin, '..');
  return [
    Uri.joinPath(folder, path),
    ...(workspace.workspaceFolders ?? []).map(({ uri }) => Uri.joinPath(uri, path)),
    Uri.joinPath(folder, nameOf(path)),
  ];
}

/** The file where it was when the plug-in was built, else the one of the workspace whose path ends most like that. */
async function findSource(path: string, plugin: Uri): Promise<Uri | undefined> {
  const name = nameOf(path);
  if (name === '') return undefined;
  for (const candidate of candidatesOf(path, plugin)) {
    if (await isFile(candidate)) return candidate;
  }
  if (isLibrary(path) || path.startsWith('~lib/')) return undefined; // a file of the workspace only has the same name
  const files = await workspace.findFiles(`**/${name.replace(/[[\]{}?*!,]/g, '?')}`, undefined, MOST_FILES);
  const moved = findMoved(
    [path],
    files.map((file) => file.path),
  ).get(path);
  return files.find((file) => file.path === moved);
}

async function open({ path, line, column = 1 }: SourcePlace, plugin: Uri): Promise<void> {
  const file = await findSource(path, plugin);
  if (!file)
    throw new UserError(`${path} is neither where it was when the plug-in was built nor in the workspace. Open the folder that it is in.`);
  const at = new Position(Math.max(line - 1, 0), Math.max(column - 1, 0));
  await window.showTextDocument(file, { selection: new Range(at, at), preview: true });
}

/** The source of the functions that a call failed in. */
export function registerSources({ calls, report }: Services): Disposable {
  return registerCommand(report, 'extism.openSource', 'Opening the source', async (argument) => {
    const target = targetOf(argument);
    const call = target?.kind === 'frame' ? calls.get(target.call) : undefined;
    const outcome = call?.result?.outcome;
    const frame = target?.kind === 'frame' && outcome?.kind === 'failure' ? outcome.frames?.[target.frame] : undefined;
    if (!call || !frame?.place) throw new UserError('Open the source of a function in the Calls view, below a call that failed.');
    await open(frame.place, Uri.parse(call.plugin));
  });
}
