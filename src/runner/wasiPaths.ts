// Node's WASI knows no read-only folder, and lets a plug-in leave its folders by a symbolic link in the middle of a path.
// Its rights are no help: all that a program asks for must be there when it opens a file, and what Go and Rust
// make asks for more than it uses. So it is decided here which calls that take a path get as far as Node's WASI.
import type { Folder } from './folders';
import { isInside, realPath, resolveIn } from './node';

type Argument = number | bigint;
type Imported = (...args: Argument[]) => number;

/** A path in a function's arguments. */
interface PathArgument {
  /** Which argument is the handle of the folder that it starts at. */
  folder: number;
  /** Which is the path's address; the next one is its length. */
  path: number;
  /** Whether a symbolic link at its end is followed; `asked` where argument 1 says so. */
  link: 'followed' | 'asked' | 'taken';
  /** Whether the function changes what is there, in every case. */
  writes: boolean;
}

const argument = (folder: number, path: number, link: PathArgument['link'], mode: 'reads' | 'writes'): PathArgument => ({
  folder,
  path,
  link,
  writes: mode === 'writes',
});

/** Source: https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md */
const PATHS: Record<string, PathArgument[]> = {
  path_create_directory: [argument(0, 1, 'taken', 'writes')],
  path_filestat_get: [argument(0, 2, 'asked', 'reads')],
  path_filestat_set_times: [argument(0, 2, 'followed', 'writes')],
  path_link: [argument(0, 2, 'followed', 'writes'), argument(4, 5, 'taken', 'writes')], // the link is a name to write by
  path_open: [argument(0, 2, 'followed', 'reads')],
  path_readlink: [argument(0, 1, 'taken', 'reads')],
  path_remove_directory: [argument(0, 1, 'taken', 'writes')],
  path_rename: [argument(0, 1, 'taken', 'writes'), argument(3, 4, 'taken', 'writes')],
  path_symlink: [argument(2, 3, 'taken', 'writes')],
  path_unlink_file: [argument(0, 1, 'taken', 'writes')],
};

/** Arguments of `path_open`, and the bits of its flags that change what is there. */
const OPEN = { flags: 4, rights: 5, inheritedRights: 6, handle: 8 };
const CREATE_OR_TRUNCATE = 1 | 8;

const rights = (...bits: number[]): bigint => bits.reduce((all, bit) => all | (1n << BigInt(bit)), 0n);
/** Who asks for this right means to write. */
const WRITE = rights(6);
/** All rights to change something; who asks for the others may just have asked for all there are. */
const CHANGE = WRITE | rights(0, 8, 9, 10, 11, 12, 16, 17, 19, 20, 22, 23, 24, 25, 26);

const ERRNO = { fault: 21, illegalBytes: 25, invalid: 28, readOnly: 69, notCapable: 76 };

/** The number of the first folder: after stdin, stdout and stderr. */
const FIRST = 3;

interface Handle {
  folder: Folder;
  /** Where it is on this machine, with no symbolic link in it. */
  path: string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const at = (args: readonly Argument[], index: number): number => Number(args[index]) >>> 0;

/** Takes over a module's WASI functions on paths. `folders` are those that its WASI was given, in the same order. */
export function guardPaths(wasi: Record<string, unknown>, folders: readonly Folder[], memory: () => WebAssembly.Memory | undefined): void {
  const handles = new Map(folders.map((folder, index): [number, Handle] => [FIRST + index, { folder, path: folder.host }]));

  /** Where a path leads, as a handle; WASI's number for why it may not be gone there. */
  const find = (args: readonly Argument[], { folder, path, link }: PathArgument, linear: ArrayBuffer): Handle | number => {
    const handle = handles.get(at(args, folder));
    if (!handle) return ERRNO.notCapable;
    let text: string;
    try {
      text = utf8.decode(new Uint8Array(linear, at(args, path), at(args, path + 1)));
    } catch (error) {
      return error instanceof RangeError ? ERRNO.fault : ERRNO.illegalBytes; // other hosts take UTF-8 alone too
    }
    if (text.includes('\0')) return ERRNO.invalid; // Node's WASI would read up to it
    const followed = link === 'followed' || (link === 'asked' && (at(args, 1) & 1) === 1) || text.endsWith('/');
    const real = realPath(resolveIn(handle.path, text), followed);
    if (real === undefined) return handle; // nothing is there, which Node's WASI will say
    return isInside(real, handle.folder.host) ? { folder: handle.folder, path: real } : ERRNO.notCapable;
  };

  const guard = (name: string, call: Imported, paths: readonly PathArgument[]): Imported => {
    return (...args) => {
      const linear = memory();
      if (!linear) return call(...args); // before its memory is known WASI has not started, and says so
      let found: Handle | undefined;
      for (const path of paths) {
        const place = find(args, path, linear.buffer);
        if (typeof place === 'number') return place;
        if (path.writes && place.folder.readOnly) return ERRNO.readOnly;
        found = place;
      }
      if (name !== 'path_open' || !found) return call(...args);
      if (found.folder.readOnly) {
        if ((at(args, OPEN.flags) & CREATE_OR_TRUNCATE) !== 0 || (BigInt(args[OPEN.rights] ?? 0) & WRITE) !== 0n) return ERRNO.readOnly;
        for (const index of [OPEN.rights, OPEN.inheritedRights]) args[index] = BigInt.asUintN(64, BigInt(args[index] ?? 0)) & ~CHANGE;
      }
      const errno = call(...args);
      if (errno === 0) handles.set(new DataView(linear.buffer).getUint32(at(args, OPEN.handle), true), found);
      return errno;
    };
  };

  for (const [name, paths] of Object.entries(PATHS)) {
    const call = wasi[name] as Imported | undefined;
    if (call) wasi[name] = guard(name, call, paths);
  }
  const { fd_filestat_set_times: setTimes, fd_close: close, fd_renumber: renumber } = wasi as Record<string, Imported | undefined>;
  if (setTimes)
    wasi['fd_filestat_set_times'] = (...args: Argument[]) =>
      handles.get(at(args, 0))?.folder.readOnly ? ERRNO.readOnly : setTimes(...args);
  if (close) {
    wasi['fd_close'] = (...args: Argument[]) => {
      const errno = close(...args);
      if (errno === 0) handles.delete(at(args, 0));
      return errno;
    };
  }
  if (renumber) {
    wasi['fd_renumber'] = (...args: Argument[]) => {
      const errno = renumber(...args);
      const moved = handles.get(at(args, 0));
      if (errno !== 0 || !moved) return errno;
      handles.set(at(args, 1), moved);
      handles.delete(at(args, 0));
      return errno;
    };
  }
}
