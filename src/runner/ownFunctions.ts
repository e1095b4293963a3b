import type { Answer } from '../core/answer';
import { NULL_ANSWER, valueAnswer } from '../core/answer';
import type { LogLevel } from '../core/call';
import { CallFailure, failure } from '../core/failures/failure';
import { baseName, formatPrinted, importFile, urlOfPath } from './node';

/** What a host function of the workspace is called with, after its inputs. Documented in the README. */
export interface OwnFunctionContext {
  /** The Extism config of the call. */
  config: Readonly<Record<string, string>>;
  /** Writes to the call's record; `info` where no level is given. */
  log(text: string, level?: LogLevel): void;
  /** Kept from one host call to the next, and gone after the call. */
  memory: Map<string, unknown>;
  /** The first input as bytes. */
  bytes: Uint8Array;
}

export type OwnFunction = (...args: unknown[]) => unknown;

export interface OwnFunctions {
  /** The file's name. */
  file: string;
  path: string;
  functions: ReadonlyMap<string, OwnFunction>;
  /** To be called before one of them is: what they print from then on is written there. */
  printTo(log: OwnFunctionContext['log']): void;
}

const PRINTED: Record<string, LogLevel> = { debug: 'debug', log: 'info', info: 'info', warn: 'warn', error: 'error' };

/** Takes what is printed on the console, which nobody sees here, for the record of the call. What is printed before the first waits for it. */
function takeConsole(): OwnFunctions['printTo'] {
  const early: [text: string, level: LogLevel][] = [];
  let write: OwnFunctionContext['log'] = (text, level = 'info') => early.push([text, level]);
  for (const [method, level] of Object.entries(PRINTED))
    Object.assign(globalThis.console, { [method]: (...values: unknown[]) => write(formatPrinted(values), level) });
  return (log) => {
    write = log;
    for (const [text, level] of early.splice(0)) log(text, level);
  };
}

/** All that is exported, and what an object has that is the default, as a CommonJS module's `exports` is. */
function functionsOf(exported: Record<string, unknown>): OwnFunctions['functions'] {
  const { default: whole } = exported;
  const all = Object.entries({ ...(typeof whole === 'object' ? whole : {}), ...exported });
  return new Map(all.filter((entry): entry is [string, OwnFunction] => typeof entry[1] === 'function'));
}

/** How a line of a stack names a file, if it does: frames of ES modules have its URL. */
const named = (line: string, path: string): string | undefined => [urlOfPath(path), path].find((name) => line.includes(name));

/** Imports the workspace's host functions. */
export async function loadOwnFunctions(path: string): Promise<OwnFunctions> {
  const file = baseName(path);
  try {
    const printTo = takeConsole();
    return { file, path, functions: functionsOf(await importFile(path)), printTo };
  } catch (error) {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    const place = stack.split('\n').find((line) => named(line, path) !== undefined);
    throw new CallFailure(
      failure('hostFunctionError', `cannot load the host functions of ${file}: ${message}`, {
        detail: place?.trim() ?? `Correct ${path}.`,
      }),
    );
  }
}

/** A string or bytes are given as they are, a number as a number, nothing as null, and anything else as its JSON. */
export function ownAnswer(value: unknown): Answer {
  if (value === undefined || value === null) return NULL_ANSWER;
  if (typeof value === 'number' || typeof value === 'bigint') return { kind: 'number', value };
  if (typeof value === 'string' || value instanceof Uint8Array) return valueAnswer(value);
  if (value instanceof ArrayBuffer) return valueAnswer(new Uint8Array(value));
  if (ArrayBuffer.isView(value)) return valueAnswer(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  const json = JSON.stringify(value) as string | undefined;
  if (json === undefined) throw new Error(`returned a ${typeof value}, which JSON has not`);
  return valueAnswer(json);
}

/** Where in the workspace's file an error was thrown: `at sendMail (hostFunctions.ts:12:9)`. */
export function placeOf(error: unknown, { path, file }: OwnFunctions): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const places = (error.stack ?? '').split('\n').flatMap((line) => {
    const name = named(line, path);
    return name === undefined
      ? []
      : line
          .trim()
          .replace(name, () => file)
          .replace(/\?\d+(?=:\d+:\d+)/, '');
  });
  return places.length > 0 ? places.join('\n') : undefined;
}
