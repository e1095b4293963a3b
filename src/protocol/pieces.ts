import type { Port } from './rpc';

/** Bytes that go in one message: to copy so many holds up nobody. */
const PIECE = 1024 * 1024;
/** Of one input or output: more than fit into an editor. */
const MOST = 1024 * PIECE;
/** How deep in a message bytes are looked for: `result.outcome.bytes`. */
const DEPTH = 3;

type Path = string[];
type Fields = Record<string, unknown>;

/** Some of the bytes that the message `assemble` after them lacks, `size` in all. */
interface Piece {
  kind: 'piece';
  size: number;
  bytes: Uint8Array;
}

interface Assemble {
  kind: 'assemble';
  message: unknown;
  /** Where in the message the bytes belong, in the order they were sent. */
  paths: Path[];
}

/** Where in a message there are more bytes than go in one. */
function largeBytes(value: unknown, depth = DEPTH): Path[] {
  if (value instanceof Uint8Array) return value.length > PIECE ? [[]] : [];
  if (depth === 0 || typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const paths: Path[] = [];
  for (const key of Object.keys(value)) for (const path of largeBytes((value as Fields)[key], depth - 1)) paths.push([key, ...path]);
  return paths;
}

const read = (value: unknown, path: Path): unknown => path.reduce((inner, key) => (inner as Fields)[key], value);

/** The message with something else at a path. */
function replace(message: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  const fields = message as Fields;
  return { ...fields, [key]: replace(fields[key], rest, value) };
}

function* split(message: unknown, paths: Path[]): Generator {
  let rest = message;
  for (const path of paths) {
    const bytes = read(message, path) as Uint8Array;
    for (let at = 0; at < bytes.length; at += PIECE) {
      yield { kind: 'piece', size: bytes.length, bytes: bytes.subarray(at, at + PIECE) } satisfies Piece;
    }
    rest = replace(rest, path, undefined);
  }
  yield paths.length === 0 ? message : ({ kind: 'assemble', message: rest, paths } satisfies Assemble);
}

/**
 * A port on which large bytes of a message go in pieces, so that neither end is held up by a large input or output.
 * Its other end must be one too. Messages arrive in the order they were sent in.
 * @param later runs something when what waits has had its turn
 */
export function inPieces(port: Port, later: (run: () => void) => unknown): Port {
  const waiting: Iterator<unknown>[] = [];
  const sendNext = (): void => {
    const next = waiting[0]?.next();
    if (next?.done) {
      waiting.shift();
      return sendNext();
    }
    if (!next) return;
    port.send(next.value);
    later(sendNext);
  };

  return {
    send(message) {
      const paths = largeBytes(message);
      if (paths.length === 0 && waiting.length === 0) return port.send(message);
      if (paths.some((path) => (read(message, path) as Uint8Array).length > MOST)) throw new Error('an input or output of over 1 GiB');
      waiting.push(split(message, paths));
      if (waiting.length === 1) sendNext();
    },
    onMessage(listener) {
      const whole: Uint8Array[] = [];
      let filled = 0;
      port.onMessage((data) => {
        const message = data as Piece | Assemble | { kind: unknown };
        if (message.kind === 'piece') {
          const { size, bytes } = message as Piece;
          if (filled === 0) whole.push(new Uint8Array(size));
          whole.at(-1)?.set(bytes, filled);
          filled = (filled + bytes.length) % size;
        } else if (message.kind === 'assemble') {
          const { message: rest, paths } = message as Assemble;
          listener(paths.reduce((assembled, path) => replace(assembled, path, whole.shift()), rest));
        } else {
          listener(message);
        }
      });
    },
  };
}
