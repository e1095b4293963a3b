/** Where a build's sources are that were named with `-trimpath`: by the module that they are of. */
interface SourceRoot {
  /** What the names of its files begin with. */
  prefix: string;
  /** Its folder, from the main module's. */
  folder: string;
}

/** What `go version -m` prints: of the main module, and of those that a `replace` takes from a folder. */
const MAIN = /\nmod\t([^\t\n]{1,500})\t/;
const REPLACED = /\ndep\t([^\t\n]{1,500})\t([^\t\n]{1,100})[^\n]{0,200}\n=>\t(\.[^\t\n]{0,500})\t/g;

/** @param memory that a Go program begins with */
export function sourceRoots(memory: Uint8Array): SourceRoot[] {
  const text = new TextDecoder('latin1').decode(memory);
  const main = MAIN.exec(text)?.[1];
  const replaced = [...text.matchAll(REPLACED)].map(([, module, version, folder = '']) => ({
    prefix: `${module}@${version}/`,
    folder: `${folder}/`,
  }));
  return [...(main === undefined ? [] : [{ prefix: `${main}/`, folder: '' }]), ...replaced];
}

/** A file's path from the main module's folder; undefined of a file of another module, or of Go's own library. */
export function pathInModule(name: string, roots: readonly SourceRoot[]): string | undefined {
  const root = roots.find(({ prefix }) => name.startsWith(prefix));
  return root && root.folder + name.slice(root.prefix.length);
}
