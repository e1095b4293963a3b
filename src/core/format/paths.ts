const namesOf = (path: string): string[] => path.split(/[\\/]+/).filter((name) => name !== '' && name !== '.' && name !== '..');

/** How many names two paths have in common at their ends. */
function commonEnd(one: readonly string[], other: readonly string[]): number {
  let count = 0;
  while (count < Math.min(one.length, other.length) && one.at(-1 - count) === other.at(-1 - count)) count += 1;
  return count;
}

/** The path that ends most like the one that is looked for; undefined where not even the file's name is the same. */
export function mostAlike(wanted: string, paths: readonly string[]): string | undefined {
  const names = namesOf(wanted);
  let best: { path: string; common: number } | undefined;
  for (const path of paths) {
    const common = commonEnd(names, namesOf(path));
    if (common > (best?.common ?? 0)) best = { path, common };
  }
  return best?.path;
}
