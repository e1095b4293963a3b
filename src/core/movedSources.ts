/** Where compilers and package managers keep what is not the plug-in's own, on whatever machine it was built. */
const LIBRARY =
  /[\\/](rustc[\\/][0-9a-f]+|rustlib|registry[\\/]src|lib[\\/]zig|zig[\\/]lib|lib[\\/]clang|wasi-(sdk|libc|sysroot)|node_modules|usr[\\/](include|lib|share))[\\/]/;

export const isLibrary = (path: string): boolean => LIBRARY.test(path);

const partsOf = (path: string): string[] => path.split(/[\\/]+/);

/** How many names two paths have in common at their end. */
function commonEnd(one: readonly string[], other: readonly string[]): number {
  let count = 0;
  while (count < one.length && count < other.length && one.at(-1 - count) === other.at(-1 - count)) count += 1;
  return count;
}

/**
 * Where sources are that are no longer where they were built: for each, the one file whose path ends most like its own.
 * One that two files fit equally well is left out, and so are sources that claim the same file equally.
 * @param present the files that may be them
 */
export function findMoved(missing: readonly string[], present: readonly string[]): Map<string, string> {
  const byName = new Map<string, { path: string; parts: string[] }[]>();
  for (const path of present) {
    const parts = partsOf(path);
    const name = parts.at(-1) ?? '';
    byName.set(name, [...(byName.get(name) ?? []), { path, parts }]);
  }
  /** By file: the source that it is, and how like it. Undefined where there are two. */
  const claims = new Map<string, { source: string | undefined; like: number }>();
  for (const source of missing) {
    const parts = partsOf(source);
    const fitting = (byName.get(parts.at(-1) ?? '') ?? [])
      .map(({ path, parts: other }) => ({ path, like: commonEnd(parts, other) }))
      .sort((one, other) => other.like - one.like);
    const [best, next] = fitting;
    if (!best || best.like === next?.like) continue;
    const claim = claims.get(best.path);
    if (!claim || best.like > claim.like) claims.set(best.path, { source, like: best.like });
    else if (best.like === claim.like) claim.source = undefined;
  }
  return new Map([...claims].flatMap(([path, { source }]) => (source === undefined ? [] : [[source, path]])));
}
