import { type Disposable, Position, Range, Uri, window, workspace } from 'vscode';
import type { SourcePlace } from '../../core/call';
import { mostAlike } from '../../core/format/paths';
import { targetOf } from '../arguments';
import { registerCommand } from '../commands';
import { UserError } from '../report';
import type { Services } from '../services';

/** Files of one name that are compared. */
const MOST_FILES = 200;

/** Another machine's file, which a plug-in must not have this one ask for. */
const isRemote = (path: string): boolean => /^[\\/]{2}/.test(path);

const isAbsolute = (path: string): boolean => /^(?:\/|[A-Za-z]:[\\/])/.test(path);

const isFile = (uri: Uri): Thenable<boolean> =>
  workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );

/** The file where it was when the plug-in was built, else one of the workspace whose path ends most like that. */
async function findSource(path: string, plugin: Uri): Promise<Uri | undefined> {
  const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const candidates = isAbsolute(path)
    ? [Uri.file(path)]
    : [Uri.joinPath(plugin, '..'), ...folders].map((folder) => Uri.joinPath(folder, path));
  for (const candidate of candidates) {
    if (!isRemote(path) && (await isFile(candidate))) return candidate;
  }
  const name = path.replace(/.*[\\/]/, '');
  if (name === '') return undefined;
  const files = await workspace.findFiles(`**/${name.replace(/[[\]{}?*!,]/g, '?')}`, undefined, MOST_FILES);
  const found = mostAlike(
    path,
    files.map((file) => file.path),
  );
  return files.find((file) => file.path === found);
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
