import { basename, dirname } from 'node:path';
import { Disposable, RelativePattern, Uri, workspace } from 'vscode';

/** A file's name as a glob that means it alone. */
const exactly = (name: string): string => name.replaceAll(/[*?[\]{}]/g, '[$&]');

function watchFile(path: string, changed: () => void): Disposable {
  const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(dirname(path)), exactly(basename(path))));
  return Disposable.from(watcher, watcher.onDidCreate(changed), watcher.onDidChange(changed), watcher.onDidDelete(changed));
}

/** Watches single files on behalf of what depends on them, wherever they are, in the workspace or not. */
export class FileWatchers implements Disposable {
  readonly #watchers = new Map<string, { watcher: Disposable; dependents: Set<string> }>();
  readonly #paths = new Map<string, readonly string[]>();

  /** @param onDidChange told what depends on a file that came, changed or went */
  constructor(private readonly onDidChange: (dependent: string) => void) {}

  /** Has `dependent` depend on these files, and on no others any more. */
  watch(dependent: string, paths: readonly string[]): void {
    for (const path of paths) {
      const present = this.#watchers.get(path);
      if (present) present.dependents.add(dependent);
      else this.#add(path, dependent);
    }
    const gone = this.#paths.get(dependent)?.filter((path) => !paths.includes(path)) ?? [];
    for (const path of gone) this.#remove(path, dependent);
    if (paths.length > 0) this.#paths.set(dependent, paths);
    else this.#paths.delete(dependent);
  }

  dispose(): void {
    for (const { watcher } of this.#watchers.values()) watcher.dispose();
    this.#watchers.clear();
  }

  #add(path: string, dependent: string): void {
    const dependents = new Set([dependent]);
    const watcher = watchFile(path, () => {
      for (const each of dependents) this.onDidChange(each);
    });
    this.#watchers.set(path, { watcher, dependents });
  }

  #remove(path: string, dependent: string): void {
    const present = this.#watchers.get(path);
    present?.dependents.delete(dependent);
    if (present?.dependents.size !== 0) return;
    present.watcher.dispose();
    this.#watchers.delete(path);
  }
}
