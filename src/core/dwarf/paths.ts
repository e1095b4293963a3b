const isAbsolute = (path: string): boolean => /^(?:[\\/]|[A-Za-z]:[\\/])/.test(path);

/** The parts of a path in one, from the last absolute one on, without `.` and `..` where that can be. */
export function joinPath(...parts: string[]): string {
  let path = '';
  for (const part of parts) path = isAbsolute(part) || path === '' ? part : part === '' ? path : `${path}/${part}`;
  const [root = ''] = /^(?:[A-Za-z]:)?[\\/]?/.exec(path) ?? [];
  const kept: string[] = [];
  for (const name of path.slice(root.length).split(/[\\/]+/)) {
    if (name === '' || name === '.') continue;
    if (name === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (name !== '..' || root === '') kept.push(name);
  }
  return root + kept.join(path.includes('\\') ? '\\' : '/');
}
