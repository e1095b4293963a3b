import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Diagnostic, DiagnosticSeverity, Disposable, languages, Range, type TextDocument, Uri, workspace } from 'vscode';
import { type CheckedManifest, checkManifest } from '../../core/manifest/checkManifest';
import { manifestFormat, type TextRange } from '../../core/manifest/node';
import { LineIndex } from '../../core/manifest/place';
import type { ManifestProblem, ProblemCode } from '../../core/manifest/problem';
import type { PluginEntry } from '../../core/plugin/store';
import { Debouncer } from '../debouncer';
import { FileWatchers } from '../fileWatchers';
import { pluginKind } from '../pluginKind';
import type { Services } from '../services';
import { FileHashes } from '../sha256';
import { fileProblems, withFileProblems } from './fileProblems';

/** Milliseconds after the last keystroke, and after a change of a file, which a build may write in several goes. */
const TYPING = 250;
const SETTLE = 150;
/** Characters. A larger manifest, which has its modules in it, is not checked while it is written: that takes 5 ms a megabyte. */
const TEXT_LIMIT = 8 * 1024 * 1024;
/** More than anybody reads in one file. */
const MOST_PROBLEMS = 200;

const SEVERITIES = { error: DiagnosticSeverity.Error, warning: DiagnosticSeverity.Warning } as const;

/** What VS Code's own support of JSON tells of an open document. */
const TOLD_BY_JSON = new Set<ProblemCode>(['syntax', 'comment', 'trailingComma', 'duplicateKey']);

const isToldByJson = ({ languageId, uri }: TextDocument): boolean =>
  languageId === 'json' && workspace.getConfiguration('json', uri).get('validate.enable') !== false;

const isManifest = (uri: Uri): boolean => uri.scheme === 'file' && pluginKind(uri) === 'manifest';

const openDocument = (uri: string): TextDocument | undefined =>
  workspace.textDocuments.find((document) => document.uri.toString() === uri && !document.isClosed);

/** What a file holds on disk; undefined where it is gone, or too large to be looked at. */
async function textOnDisk(path: string): Promise<string | undefined> {
  try {
    const stats = await stat(path);
    if (!stats.isFile() || stats.size > TEXT_LIMIT) return undefined;
    return (await readFile(path, 'utf8')).replace(/^\ufeff/, '');
  } catch {
    return undefined; // the tree says why
  }
}

function toDiagnostic({ code, severity, message, range }: ManifestProblem, places: LineIndex): Diagnostic {
  const start = places.placeOf(range.start);
  const end = places.placeOf(range.end);
  const diagnostic = new Diagnostic(new Range(start.line, start.column, end.line, end.column), message, SEVERITIES[severity]);
  diagnostic.source = 'Extism';
  diagnostic.code = code;
  return diagnostic;
}

const modulePaths = (manifest: string, { modules }: CheckedManifest): string[] =>
  modules.flatMap(({ source }) => (source?.kind === 'path' ? [resolve(dirname(manifest), source.path)] : []));

interface Found {
  /** Of the document that was checked; absent where it was the file on disk. */
  version?: number;
  problems: ManifestProblem[];
}

/** Tells what is wrong with manifests: those of the tree as they are on disk, and open ones as they stand in the editor. */
export class ManifestProblems implements Disposable {
  readonly #diagnostics = languages.createDiagnosticCollection('extism');
  readonly #debouncer = new Debouncer();
  readonly #watchers = new FileWatchers((uri) => this.#checkSoon(uri, SETTLE));
  readonly #hashes = new FileHashes();
  readonly #found = new Map<string, Found>();
  /** The entries as they were when they were last checked. */
  readonly #entries = new Map<string, PluginEntry>();
  /** How often each was checked, so that a check that others overtook is not believed. */
  readonly #checks = new Map<string, number>();
  readonly #subscriptions: Disposable;

  constructor(private readonly services: Pick<Services, 'plugins' | 'report'>) {
    const soon = ({ uri }: TextDocument, delay: number): void => {
      if (isManifest(uri)) this.#checkSoon(uri.toString(), delay);
    };
    this.#subscriptions = Disposable.from(
      workspace.onDidOpenTextDocument((document) => soon(document, 0)),
      workspace.onDidChangeTextDocument(({ document }) => soon(document, TYPING)),
      workspace.onDidCloseTextDocument((document) => soon(document, 0)),
      services.plugins.onDidChange(() => this.#debouncer.request('entries', SETTLE, () => this.#checkEntries())),
    );
    for (const document of workspace.textDocuments) soon(document, 0);
  }

  /** The problems in a part of a document, unless it has changed since they were found. */
  within({ uri, version }: TextDocument, { start, end }: TextRange): ManifestProblem[] {
    const found = this.#found.get(uri.toString());
    if (found?.version !== version) return [];
    return found.problems.filter(({ range }) => range.start <= end && start <= range.end);
  }

  dispose(): void {
    Disposable.from(this.#subscriptions, this.#debouncer, this.#watchers, this.#diagnostics).dispose();
  }

  #checkEntries(): void {
    const { plugins } = this.services;
    for (const entry of plugins.entries) {
      if (entry.kind !== 'manifest' || this.#entries.get(entry.uri) === entry) continue;
      this.#entries.set(entry.uri, entry);
      this.#checkSoon(entry.uri, 0);
    }
    for (const uri of this.#entries.keys()) {
      if (plugins.get(uri)) continue;
      this.#entries.delete(uri);
      this.#checkSoon(uri, 0);
    }
  }

  #checkSoon(uri: string, delay: number): void {
    this.#debouncer.request(uri, delay, () => void this.services.report.guard('Checking a manifest', () => this.#check(uri)));
  }

  async #check(uri: string): Promise<void> {
    const file = Uri.parse(uri);
    const count = (this.#checks.get(uri) ?? 0) + 1;
    this.#checks.set(uri, count);
    const document = openDocument(uri);
    const version = document?.version;
    const text = document ? document.getText() : this.#entries.has(uri) ? await textOnDisk(file.fsPath) : undefined;
    if (text === undefined || text.length > TEXT_LIMIT) return this.#forget(uri);

    const checked = checkManifest({ text, format: manifestFormat(file.path) });
    const problems = withFileProblems(checked.problems, await fileProblems(file.fsPath, checked, this.#hashes));
    if (this.#checks.get(uri) !== count) return;
    this.#watchers.watch(uri, modulePaths(file.fsPath, checked));
    this.#found.set(uri, { ...(version !== undefined && { version }), problems });
    const places = new LineIndex(text);
    const told = document && isToldByJson(document) ? problems.filter(({ code }) => !TOLD_BY_JSON.has(code)) : problems;
    this.#diagnostics.set(
      file,
      told.slice(0, MOST_PROBLEMS).map((problem) => toDiagnostic(problem, places)),
    );
  }

  #forget(uri: string): void {
    this.#watchers.watch(uri, []);
    this.#found.delete(uri);
    this.#diagnostics.delete(Uri.parse(uri));
  }
}
