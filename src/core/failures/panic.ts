import type { CallEvent, Frame, SourcePlace } from '../call';

/** What a plug-in said of its own end. */
export interface Panic {
  /** `panicked: the greeting is empty` */
  message: string;
  place?: SourcePlace;
  /** Innermost first, where it printed them. */
  frames?: Frame[];
}

/** Characters that are looked at: what a plug-in says of its end comes at the end. */
const LOOKED_AT = 20_000;
/** Logs that are looked at. */
const MOST_LOGS = 20;
/** Characters of a message; a longer one is a dump. */
const LONGEST = 2_000;

const place = (path: string, line: string, column?: string): SourcePlace => ({
  path,
  line: Number(line),
  ...(column !== undefined && { column: Number(column) }),
});

/** The frames of a goroutine: `main.(*order).price(...)`, and in the line below `	panics/main.go:7 +0x4`. */
function goroutine(text: string): Frame[] {
  const frames: Frame[] = [];
  const [, trace = ''] = /goroutine \d+ \[[^\]\n]*\]:\n([^]*)/.exec(text) ?? [];
  let name: string | undefined;
  for (const line of trace.split('\n')) {
    const [, path, number] = /^\t(\S.*):(\d+)(?: \+0x[0-9a-f]+)?$/.exec(line) ?? [];
    if (path !== undefined && number !== undefined && name !== undefined) frames.push({ name, place: place(path, number) });
    else if (line === '') break;
    name = /^(?:created by )?(\S.*)\([^()]*\)$/.exec(line)?.[1];
  }
  const own = frames.findIndex((frame) => !/^(?:panic|runtime\..*)$/.test(frame.name ?? ''));
  return own < 0 ? frames : frames.slice(own);
}

interface Language {
  /** What its panics begin with; the last one in a text counts. */
  start: string;
  /** What comes there. */
  pattern: RegExp;
  /** Undefined where it is none after all. */
  read: (match: RegExpExecArray) => Panic | undefined;
}

const text = (said = ''): string => said.trim().slice(0, LONGEST);

const readGo = ([, said = '', rest = '']: RegExpExecArray): Panic => {
  const frames = goroutine(rest);
  const message = said.replace(/^runtime error at 0x[0-9a-f]+: /, 'runtime error: '); // TinyGo's
  return { message: `panicked: ${text(message)}`, ...(frames.length > 0 && { frames }) };
};

const LANGUAGES: Language[] = [
  {
    // Rust: `thread 'main' panicked at src/lib.rs:5:10:`, the message in the next lines
    start: 'panicked at ',
    pattern: /^panicked at ([^\n']{1,500}):(\d{1,9}):(\d{1,9}):\n([^]*?)(?=\nnote: |\nstack backtrace:|\n\n|$)/,
    read: ([, path = '', line = '', column, said]) => ({ message: `panicked: ${text(said)}`, place: place(path, line, column) }),
  },
  {
    // Rust before 1.73: `thread 'main' panicked at 'message', src/lib.rs:5:10`
    start: 'panicked at ',
    pattern: /^panicked at '([^\n]{0,2000})', ([^\n']{1,500}):(\d{1,9}):(\d{1,9})/,
    read: ([, said, path = '', line = '', column]) => ({ message: `panicked: ${text(said)}`, place: place(path, line, column) }),
  },
  // Go, TinyGo, Zig, and Go's own end
  { start: 'panic: ', pattern: /^panic: ([^\n]*)([^]*)/, read: readGo },
  { start: 'fatal error: ', pattern: /^fatal error: ([^\n]*)([^]*)/, read: readGo },
  {
    // AssemblyScript: `abort: message in assembly/index.ts(12:3)`
    start: 'abort: ',
    pattern: /^abort: ([^\n]{0,2000}?)(?: in |, )([^\s()]{1,500})[(:](\d{1,9}):(\d{1,9})/,
    read: ([, said, path = '', line = '', column]) => ({ message: `aborted: ${text(said)}`, place: place(path, line, column) }),
  },
  {
    // C, C++: `Assertion failed: expression (file.c: function: 12)`
    start: 'Assertion failed: ',
    pattern: /^Assertion failed: ([^\n]{0,2704}): (\d{1,9})\)/,
    read: ([, said = '', line = '']) => {
      // cut here, as a pattern would try each bracket with each colon; file and function have a character at least
      const colon = said.lastIndexOf(': ', said.length - 3);
      const bracket = colon < 3 ? -1 : said.lastIndexOf(' (', colon - 3);
      const path = said.slice(bracket + 2, colon);
      const isOne = bracket >= 0 && path.length <= 500 && said.length - (colon + 2) <= 200;
      return isOne ? { message: `assertion failed: ${text(said.slice(0, bracket))}`, place: place(path, line) } : undefined;
    },
  },
  {
    start: 'libc++abi: terminating',
    pattern: /^libc\+\+abi: ([^\n]*)/,
    read: ([, said]) => ({ message: text(said) }),
  },
  {
    // Go and TinyGo, of a function of a program
    start: 'called before runtime initialization',
    pattern: /^/,
    read: () => ({ message: CALLED_TOO_EARLY }),
  },
];

/** Of a function that needs its language's runtime. */
export const CALLED_TOO_EARLY = 'called before its runtime was initialized';

function panicIn(said: string): Panic | undefined {
  const end = said.slice(-LOOKED_AT);
  for (const { start, pattern, read } of LANGUAGES) {
    const at = end.lastIndexOf(start);
    const match = at < 0 ? undefined : pattern.exec(end.slice(at));
    const panic = match && read(match);
    if (panic) return panic;
  }
  return undefined;
}

/** What a plug-in printed or logged of its own end. */
export function findPanic(events: readonly CallEvent[]): Panic | undefined {
  const printed = (stream: 'stdout' | 'stderr'): string =>
    events
      .flatMap((event) => (event.kind === stream ? [event.text.slice(-LOOKED_AT)] : []))
      .slice(-1_000)
      .join('');
  const logged = events.flatMap((event) => (event.kind === 'log' ? [event.text] : [])).slice(-MOST_LOGS);
  for (const said of [printed('stderr'), ...logged.toReversed(), printed('stdout')]) {
    const panic = panicIn(said);
    if (panic) return panic;
  }
  return undefined;
}
