import { stat } from 'node:fs/promises';
import { posix } from 'node:path';
import { type Disposable, RelativePattern, Uri, workspace, type WorkspaceFolder } from 'vscode';
import type { FetchedModules } from '../core/plugin/fetchedModules';
import type { PluginEntry, PluginStore } from '../core/plugin/store';
import { Debouncer } from './debouncer';
import { FileWatchers } from './fileWatchers';
import { pluginKind } from './pluginKind';
import type { Report } from './report';
import type { CallSettingsReader } from './settings';
import { ownFunctionsPath, readOwnFunctions } from './ownFunctions';
import { readPlugin } from './readPlugin';

/** Files read at once. */
const PARALLEL = 16;
/** Plug-ins of a folder: more than a person looks at, and no more than a view can show without holding up the editor. */
const MOST = 2_000;
/** Milliseconds: a build writes a file in several goes, and a search after each would find nothing new. */
const SETTLE = 150;
/** Milliseconds after which a file that looked half written is looked at again, as often as there are numbers. */
const HEALING = [500, 2_000, 8_000];

/** Settings that decide what provides a plug-in's imports. */
const READ_WITH = ['wasi', 'mocks', 'hostFunctionsFile'] as const;

const anyOf = (globs: string[]): string => (globs.length === 1 ? (globs[0] ?? '') : `{${globs.join(',')}}`);

/** The URIs of all the folders that a file is in. */
function foldersOf(uri: string): string[] {
  const folders: string[] = [];
  for (let end = uri.lastIndexOf('/'); end > 0; end = uri.lastIndexOf('/', end - 1)) folders.push(uri.slice(0, end));
  return folders;
}

/** Keeps the store in step with the workspace's files. */
export class PluginFinder implements Disposable {
  /** Plug-ins that the user loaded and no search finds, which stay listed wherever they are. */
  readonly #loaded = new Set<string>();
  /** Of what the search's own watchers do not see: modules of manifests, host functions, and plug-ins that were loaded from elsewhere. */
  readonly #files = new FileWatchers((uri) => this.#later(uri, SETTLE, 0));
  readonly #debouncer = new Debouncer();
  /** The last reading of each plug-in that is being read. */
  readonly #readings = new Map<string, symbol>();
  #watchers: Disposable[] = [];
  #scanning: Promise<unknown> = Promise.resolve();
  /** The search that begins when that one has ended. */
  #next: Promise<void> | undefined;
  /** What was deleted and not looked at yet. */
  #gone = new Set<string>();
  readonly #subscriptions: Disposable[];

  constructor(
    private readonly store: PluginStore,
    private readonly settings: CallSettingsReader,
    private readonly fetched: FetchedModules,
    private readonly report: Report,
  ) {
    this.#subscriptions = [
      fetched.onDidChange(() => this.#readManifests()),
      workspace.onDidChangeWorkspaceFolders(() => this.#restart()),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('extism.files')) this.#restart();
        else if (READ_WITH.some((key) => event.affectsConfiguration(`extism.${key}`))) this.#readAgain();
      }),
    ];
  }

  /** Starts to watch, and searches the workspace without being waited for. */
  start(): void {
    this.#restart();
  }

  /** Searches the workspace again, once a search that is under way has ended: it may have found what is gone by now. */
  scan(): Promise<void> {
    this.#next ??= this.#scanning.then(() => {
      this.#next = undefined;
      const scan = this.#scan();
      this.#scanning = scan.catch(() => undefined); // whoever asked for it hears of it
      return scan;
    });
    return this.#next;
  }

  async #scan(): Promise<void> {
    const files = await Promise.all((workspace.workspaceFolders ?? []).map((folder) => this.#find(folder)));
    const found = new Set(files.flat());
    for (const uri of found) this.#loaded.delete(uri);
    for (const { uri } of this.store.entries) {
      if (!found.has(uri) && !this.#loaded.has(uri)) this.#forget(uri);
    }
    await this.#readAll([...found, ...this.#loaded]);
    this.store.markScanned(files.some(({ length }) => length === MOST));
  }

  /** Lists this file as a plug-in, and reads it. */
  async load(plugin: Uri): Promise<PluginEntry> {
    const uri = plugin.toString();
    if (!this.store.get(uri)) this.#loaded.add(uri);
    return this.#read(uri);
  }

  /** Whether it is listed because the user loaded it, and not because a search finds it. */
  isLoaded(uri: string): boolean {
    return this.#loaded.has(uri);
  }

  /** Takes it off the list where the user put it there. */
  unload(plugin: Uri): void {
    const uri = plugin.toString();
    if (this.#loaded.delete(uri)) this.#forget(uri);
  }

  dispose(): void {
    for (const disposable of [...this.#watchers, ...this.#subscriptions, this.#files, this.#debouncer]) disposable.dispose();
  }

  async #find(folder: WorkspaceFolder): Promise<string[]> {
    const include = this.settings.readPatterns('files.include', folder.uri);
    const exclude = this.settings.readPatterns('files.exclude', folder.uri);
    if (include.length === 0) return [];
    const files = await workspace.findFiles(new RelativePattern(folder, anyOf(include)), exclude.length > 0 ? anyOf(exclude) : null, MOST);
    return files.map(String);
  }

  async #readAll(uris: string[]): Promise<void> {
    const queue = uris.values();
    const work = async (): Promise<void> => {
      for (const uri of queue) await this.report.guard('Reading a plug-in', () => this.#read(uri)); // which keeps no other
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
  }

  async #read(uri: string, attempt = 0): Promise<PluginEntry> {
    const reading = Symbol(uri);
    this.#readings.set(uri, reading);
    const file = Uri.parse(uri);
    const kind = pluginKind(file);
    const { dir, base } = posix.parse(workspace.asRelativePath(file));
    const settings = this.settings.read(file);
    const own = await readOwnFunctions(file, settings);
    const modified = await stat(file.fsPath).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined, // which reading it tells of
    );
    const { modulePaths, mayHeal, ...read } = await readPlugin(file.fsPath, kind, {
      settings,
      providers: { mocks: settings.mocks, ...(own && { own }) },
      fetched: this.fetched,
    });
    const entry: PluginEntry = { uri, name: base, location: dir, kind, ...(modified !== undefined && { modified }), ...read };
    if (this.#readings.get(uri) !== reading) return entry; // read again meanwhile, or forgotten
    this.#readings.delete(uri);
    const ownPath = ownFunctionsPath(file, settings);
    this.#files.watch(uri, [
      ...(workspace.getWorkspaceFolder(file) ? [] : [file.fsPath]),
      ...modulePaths,
      ...(ownPath === undefined ? [] : [ownPath]),
    ]);
    this.store.set(entry);
    const delay = HEALING[attempt];
    if (mayHeal && delay !== undefined) this.#later(uri, delay, attempt + 1);
    return entry;
  }

  #readManifests(): void {
    for (const { uri, kind } of this.store.entries) if (kind === 'manifest') this.#later(uri, SETTLE, 0);
  }

  #readAgain(): void {
    this.#run('Reading plug-ins', () => this.#readAll(this.store.entries.map(({ uri }) => uri)));
  }

  #forget(uri: string): void {
    this.#readings.delete(uri);
    this.#files.watch(uri, []);
    this.store.remove(uri);
  }

  #later(uri: string, delay: number, attempt: number): void {
    this.#debouncer.request(uri, delay, () => {
      if (this.store.get(uri)) this.#run('Reading a plug-in', () => this.#read(uri, attempt));
    });
  }

  #run(what: string, work: () => Promise<unknown>): void {
    void this.report.guard(what, work);
  }

  #restart(): void {
    for (const watcher of this.#watchers) watcher.dispose();
    this.#watchers = (workspace.workspaceFolders ?? []).flatMap((folder) => [
      ...this.settings.readPatterns('files.include', folder.uri).map((glob) => this.#watch(new RelativePattern(folder, glob))),
      this.#watchFolders(folder),
    ]);
    this.#scanSoon();
  }

  #scanSoon(): void {
    this.#debouncer.request('scan', SETTLE, () => this.#run('Searching for plug-ins', () => this.scan()));
  }

  #watch(pattern: RelativePattern): Disposable {
    const watcher = workspace.createFileSystemWatcher(pattern);
    // whether a new file is excluded only a search can tell
    const changed = (file: Uri): void => {
      const uri = file.toString();
      if (this.store.get(uri)) this.#later(uri, SETTLE, 0);
      else this.#scanSoon();
    };
    watcher.onDidCreate(changed);
    watcher.onDidChange(changed);
    watcher.onDidDelete(() => this.#scanSoon());
    return watcher;
  }

  /** A folder that comes or goes, as with a build that is moved into place, is told of without its files. */
  #watchFolders(folder: WorkspaceFolder): Disposable {
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(folder, '**'), false, true, false);
    watcher.onDidCreate(async ({ fsPath }) => {
      const found = await stat(fsPath).catch(() => undefined); // gone again
      if (found?.isDirectory()) this.#scanSoon();
    });
    watcher.onDidDelete((gone) => {
      this.#gone.add(gone.toString());
      this.#debouncer.request('gone', SETTLE, () => this.#checkGone());
    });
    return watcher;
  }

  /** Thousands of files may have gone at once: what is listed is looked through once for all of them. */
  #checkGone(): void {
    const gone = this.#gone;
    this.#gone = new Set();
    if (this.store.entries.some(({ uri }) => foldersOf(uri).some((folder) => gone.has(folder)))) this.#scanSoon();
  }
}
