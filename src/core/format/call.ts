import type { Call, CallEvent, CallResult, Failure, Frame, HostCall, HttpRequest, Outcome, SourcePlace } from '../call';
import { firstBytes, hexDump, showBytes } from './bytes';
import { formatBytes, formatMicros, formatMillis, formatTime, nameLine, oneLine, plural, quote, startOf, visible } from './text';

/** Characters of output, and lines of a dump, that the channel shows. */
const SHOWN_TEXT = 10_000;
const SHOWN_DUMP = 64 * 16;
/** Bytes of output that tell how to show it. */
const CONSIDERED = 256 * 1024;

const utf8 = new TextDecoder();
const utf8Length = (text: string): number => new TextEncoder().encode(text).length;

/**
 * `hostMemoryGet("hello") = "👋 Hello World 🌍"`
 * @param most characters of each text
 */
export function formatHostCall({ name, input, output, error, mocked, hit, suggestion }: HostCall, most?: number): string {
  const call = `${name}(${input === undefined ? '' : quote(input, most)})${mocked ? ' (mock)' : ''}`;
  if (error !== undefined) return `${call} failed: ${oneLine(error, most ?? 200)}`;
  const miss = hit === false ? ` · not found${suggestion === undefined ? '' : `; did you mean ${quote(suggestion, most)}?`}` : '';
  return `${call} = ${output === undefined ? 'null' : quote(output, most)}${miss}`;
}

type VariableEvent = Extract<CallEvent, { kind: 'var' }>;

/** `var "count" = 8 B`, `var "count" ← 8 B` */
export function formatVariable({ operation, name, bytes }: VariableEvent, most?: number): string {
  const variable = `var ${quote(name, most)}`;
  switch (operation) {
    case 'get':
      return bytes === undefined ? `${variable} is not set` : `${variable} = ${formatBytes(bytes)}`;
    case 'set':
      return `${variable} ← ${formatBytes(bytes ?? 0)}`;
    case 'delete':
      return `${variable} deleted`;
  }
}

/** `GET https://example.com/ 200 · 1.2 KB`, and without an answer `GET https://example.com/ waiting…` */
export function formatHttp({ method, url, status, bytes, error }: HttpRequest, most = 200): string {
  const request = oneLine(`${method} ${url}`, most);
  if (error !== undefined) return `${request} failed: ${oneLine(error, most)}`;
  if (status === undefined) return `${request} waiting…`;
  return [`${request} ${status}`, ...(bytes === undefined ? [] : [formatBytes(bytes)])].join(' · ');
}

/** `say_hello("👋 Hello")` */
export const formatInvocation = (call: Pick<Call, 'function' | 'input'>): string =>
  `${nameLine(call.function)}(${call.input ? quote(utf8.decode(call.input.subarray(0, 400)), 80) : ''})`;

/** `src/lib.rs:12:5` */
const formatPlace = ({ path, line, column }: SourcePlace): string => `${visible(path)}:${line}${column === undefined ? '' : `:${column}`}`;

/** Characters of a function's name that a line has room for. */
const SHOWN_NAME = 80;

/** Angle brackets in each other that are taken out of a name. */
const MOST_LEVELS = 16;

/** What a name has in angle brackets, but for what it begins with: `<T as Trait>::f`. */
const GENERICS = /(?<!^)(?:::)?<(?:->|[^<>])*>/g;

/** The name on one line, without what it says of types where it is too long with that. */
export function shortName(name: string): string {
  let short = name.slice(0, 4_000);
  for (let level = 0; short.length > SHOWN_NAME && level < MOST_LEVELS; level += 1) short = short.replace(GENERICS, '');
  return nameLine(short.length > SHOWN_NAME ? `…${short.slice(1 - SHOWN_NAME)}` : short);
}

/** `src/lib.rs:12:5`, or where nothing is known of the source `0x13a`. */
export function formatFramePlace({ place, offset }: Frame): string {
  if (place) return formatPlace(place);
  return offset === undefined ? '' : `0x${offset.toString(16)}`;
}

/** `greet (src/lib.rs:12:5)` */
export function formatFrame(frame: Frame): string {
  const { name, times } = frame;
  const where = formatFramePlace(frame);
  const whole = name === undefined ? where : `${shortName(name)}${where && ` (${where})`}`;
  return times === undefined ? whole : `${whole}, ${times} times`;
}

/** The line of the channel that tells of a frame. */
export const frameLine = (frame: Frame): string => `    at ${formatFrame(frame)}`;

/** The bytes a call ended with, whatever else it ended with. */
export const outputBytes = (outcome: Outcome): Uint8Array => outcome.bytes ?? new Uint8Array();

/** `94 B · 1.2 ms`, `timed out after 5 s` */
export function formatResult({ outcome, millis }: CallResult): string {
  if (outcome.kind === 'failure') return oneLine(outcome.message, 200);
  return `${formatBytes(outcome.bytes.length)} · ${formatMillis(millis.call)}`;
}

/** Text in lines of its own, each behind a label. */
const labelled = (label: string, text: string): string[] =>
  visible(text.replace(/\r?\n$/, ''))
    .split(/\r?\n/)
    .map((line) => `  ${label}: ${line}`);

/** `3,900 more events left out`, and where nobody knows how many `more events left out` */
export const formatLeftOut = ({ count }: { count?: number }): string =>
  `${count === undefined ? 'more events' : plural(count, 'more event')} left out`;

/** @param most characters of each text that is put in quotes or on one line */
export function formatEvent(event: CallEvent, most?: number): string[] {
  switch (event.kind) {
    case 'hostCall':
      return [`  → ${formatHostCall(event, most)}  ${formatMicros(event.micros)}`];
    case 'http':
      return [`  ⇄ ${formatHttp(event, most)}  ${formatMicros(event.micros)}`];
    case 'log':
      return labelled(event.level, event.text);
    case 'stdout':
    case 'stderr':
      return labelled(event.kind, event.text);
    case 'var':
      return [`  ${formatVariable(event, most)}`];
    case 'config':
      return [`  config ${quote(event.key, most)}${event.found ? '' : ' is not set'}`];
    case 'omitted':
      return [`  … ${formatLeftOut(event)}`];
  }
}

/** The line in the channel that stands for what is not shown of an output; it opens the whole. */
export const SHOW_WHOLE_OUTPUT = /^… [\d,]+ (?:more bytes|more characters) · show whole output of call (\d+)$/;

/** The line of the channel that tells of events that were left out, and how to have them. */
export const LEFT_OUT = /^ {2}… (?:[\d,]+ )?more events? left out · .* · call (\d+)$/;

/** How to have what was left out of the record of a call. */
export const howToHaveAll = ({ result }: Pick<Call, 'result'>): string =>
  result?.transcript === undefined ? 'to keep all, turn on extism.transcripts' : 'show transcript';

/** The lines that it has in a block: one, where anything was left out. */
export const leftOutLines = (call: Call): string[] =>
  call.events
    .filter(({ kind }) => kind === 'omitted')
    .flatMap((event) => formatEvent(event))
    .map((line) => `${line} · ${howToHaveAll(call)} · call ${call.id}`);

/** The line that offers to allow the host that a call failed for. */
export const ALLOW_HOST = /^ {2}allow the host (.+) · call (\d+)$/;

/** The call around what is shown; its number in the history only where links can lead to it. */
type Shown = Pick<Call, 'events'> & Partial<Pick<Call, 'id'>>;

function formatOutput(bytes: Uint8Array, call: number | undefined): string[] {
  if (bytes.length === 0) return [];
  const considered = firstBytes(bytes, CONSIDERED); // to read all of a large output takes long
  const shown = showBytes(considered);
  const link = (left: number, what: 'bytes' | 'characters'): string[] =>
    left > 0 ? [`… ${left.toLocaleString('en')} more ${what}${call === undefined ? '' : ` · show whole output of call ${call}`}`] : [];
  if (shown.kind === 'binary') return [hexDump(bytes.subarray(0, SHOWN_DUMP)), ...link(bytes.length - SHOWN_DUMP, 'bytes')];
  const text = shown.kind === 'json' ? shown.pretty : shown.text;
  const start = startOf(text, SHOWN_TEXT);
  const left = considered === bytes ? link(text.length - start.length, 'characters') : link(bytes.length - utf8Length(start), 'bytes');
  return [visible(start), ...left];
}

/** Events before a failure that are in sight of it. */
const IN_SIGHT = 12;
const LAST_HOST_CALLS = 3;

/** What the plug-in last asked of its host, where so much came after it that it is out of sight. */
function lastHostCalls(events: readonly CallEvent[]): string[] {
  const last = events.filter((event) => event.kind === 'hostCall').slice(-LAST_HOST_CALLS);
  if (last.length === 0 || events.slice(-IN_SIGHT).some(({ kind }) => kind === 'hostCall')) return [];
  return ['  Its last host calls:', ...last.flatMap((event) => formatEvent(event)).map((line) => `  ${line}`)];
}

function formatFailure({ message, detail, frames = [], deniedHost }: Failure, { id, events }: Shown): string[] {
  return [
    `✗ ${visible(message.trimEnd()).replace(/\r?\n/g, '\n    ')}`,
    ...frames.map(frameLine),
    ...(detail === undefined
      ? []
      : visible(detail)
          .split('\n')
          .map((line) => `  ${line}`)),
    ...lastHostCalls(events),
    ...(deniedHost === undefined || id === undefined ? [] : [`  allow the host ${nameLine(deniedHost)} · call ${id}`]),
  ];
}

/** An event as a text of its own, nothing cut but what the record itself has cut. */
export function formatWholeEvent(event: CallEvent): string {
  switch (event.kind) {
    case 'hostCall': {
      const output = event.error === undefined ? (event.output ?? 'null') : `failed: ${event.error}`;
      return [`${event.namespace}.${event.name}`, '', '── input ──', event.input ?? '', '', '── output ──', output].join('\n');
    }
    case 'http':
      return [`${event.method} ${event.url}`, event.error ?? `${event.status ?? ''}`].join('\n');
    case 'log':
    case 'stdout':
    case 'stderr':
      return event.text;
    default:
      return formatEvent(event).join('\n');
  }
}

/** `▶ simple.wasm › say_hello("👋 Hello")` */
export const formatHead = (call: Pick<Call, 'function' | 'input'>, plugin: string): string =>
  `▶ ${visible(plugin)} › ${formatInvocation(call)}`;

/** What became of a call that has ended. */
export function formatEnd({ outcome, millis, warnings }: Ended, call: Shown = { events: [] }): string[] {
  const bytes = outputBytes(outcome);
  return [
    ...formatOutput(bytes, call.id),
    ...(outcome.kind === 'failure' ? formatFailure(outcome, call) : [`✓ ${plural(bytes.length, 'byte')} in ${formatMillis(millis.call)}`]),
    ...warnings.map((warning) => `  ⚠ ${visible(warning)}`),
  ];
}

type Ended = Pick<CallResult, 'outcome' | 'warnings'> & { millis: Pick<CallResult['millis'], 'call'> };

/** What the output channel shows of a call that has ended: one block. */
export function formatCall(call: Call, plugin: string): string {
  if (!call.result) throw new Error('a call is shown when it has ended');
  return [
    `${formatHead(call, plugin).padEnd(60)}  ${formatTime(call.startedAt)}`,
    ...call.events.flatMap((event) => (event.kind === 'omitted' ? leftOutLines(call) : formatEvent(event))),
    ...formatEnd(call.result, call),
    '',
    '',
  ].join('\n');
}
