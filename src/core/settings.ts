import { LOG_LEVELS, type LogLevel } from './call';
import { type Mocks, parseMocks } from './mocks';
import { isObject } from './isObject';

const MISS_POLICIES = ['empty', 'null', 'error'] as const;
const DIALECTS = ['plain', 'slingshot'] as const;
const WASI_MODES = ['auto', 'off'] as const;

type HostMemoryMiss = (typeof MISS_POLICIES)[number];

export interface Limits {
  /** Pages of memory, 64 KiB each. */
  maxPages?: number;
  maxHttpResponseBytes?: number;
  maxVarBytes?: number;
}

/** What the settings say of a call. Their meaning and defaults: package.json. */
export interface CallSettings {
  hostMemory: Record<string, string>;
  hostMemoryMiss: HostMemoryMiss;
  hostMemoryDialect: (typeof DIALECTS)[number];
  mocks: Mocks;
  /** A module of the workspace that exports host functions, as written; empty for none. */
  hostFunctionsFile: string;
  /** Names of environment variables that `hostGetEnv` may read. */
  environment: string[];
  /** Milliseconds, 0 for no limit. */
  timeout: number;
  wasi: (typeof WASI_MODES)[number];
  config: Record<string, string>;
  allowedHosts: string[];
  /** Host path → path that the plug-in sees. */
  allowedPaths: Record<string, string>;
  limits: Limits;
  logLevel: LogLevel;
  /** Whether to record what passes between plug-in and host. */
  trace: boolean;
  /** Whether to write all that happens in a call to a file. */
  transcripts: boolean;
}

/** Each setting as VS Code has it: of any type, since a person wrote it. */
export type RawSettings = Record<keyof CallSettings, unknown>;

/** What a malformed setting counts as. package.json holds the defaults of a setting that is not there. */
const FALLBACK: CallSettings = {
  hostMemory: {},
  hostMemoryMiss: 'empty',
  hostMemoryDialect: 'plain',
  mocks: {},
  hostFunctionsFile: '',
  environment: [],
  timeout: 30_000,
  wasi: 'auto',
  config: {},
  allowedHosts: [],
  allowedPaths: {},
  limits: {},
  logLevel: 'info',
  trace: true,
  transcripts: false,
};

/** What the plug-in gets for a value of host memory: itself, or its JSON where it is not a string. */
export const hostMemoryText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** Own entries only, in an object without a prototype: `__proto__` is a key like any other. */
function textMap(entries: [string, string][]): Record<string, string> {
  const map: Record<string, string> = Object.create(null);
  for (const [key, value] of entries) map[key] = value;
  return map;
}

const isText = (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === 'string';

const count = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** Reads each setting, taking the fallback for a malformed one, leaving out what is malformed in a map, and saying so. Never throws. */
export function parseSettings(raw: RawSettings): { settings: CallSettings; problems: string[] } {
  const problems: string[] = [];

  const check = <K extends keyof CallSettings>(key: K, valid: boolean, must: string, value: () => CallSettings[K]): CallSettings[K] => {
    if (valid) return value();
    problems.push(`"extism.${key}" must be ${must}`);
    return FALLBACK[key];
  };
  const oneOf = <K extends keyof CallSettings, T extends CallSettings[K] & string>(key: K, values: readonly T[]): CallSettings[K] => {
    const found = values.find((value) => value === raw[key]);
    return check(key, found !== undefined, `one of ${values.join(', ')}`, () => found ?? FALLBACK[key]);
  };
  const strings = (key: 'config' | 'allowedPaths'): Record<string, string> => {
    const value = raw[key];
    const entries = isObject(value) ? Object.entries(value) : [];
    for (const [name] of entries.filter((entry) => !isText(entry))) problems.push(`"extism.${key}" must have a string for "${name}"`);
    return check(key, isObject(value), 'an object whose values are strings', () => textMap(entries.filter(isText)));
  };
  const names = (key: 'allowedHosts' | 'environment'): string[] => {
    const value = raw[key];
    const valid = Array.isArray(value) && value.every((item) => typeof item === 'string');
    return check(key, valid, 'a list of strings', () => [...(value as string[])]);
  };
  const limits = (): Limits => {
    const value = raw.limits;
    const known = ['maxPages', 'maxHttpResponseBytes', 'maxVarBytes'];
    const entries = isObject(value) ? Object.entries(value) : [];
    for (const [key, item] of entries) {
      if (!known.includes(key)) problems.push(`"extism.limits" has no "${key}"; it may have ${known.join(', ')}`);
      else if (!count(item)) problems.push(`"extism.limits" must have a whole number for "${key}"`);
    }
    return check('limits', isObject(value), `an object of whole numbers with the keys ${known.join(', ')}`, () =>
      Object.fromEntries(entries.filter(([key, item]) => known.includes(key) && count(item))),
    );
  };
  const { hostMemory, hostFunctionsFile, timeout, trace, transcripts } = raw;
  const { mocks, problems: mockProblems } = parseMocks(raw.mocks);
  problems.push(...mockProblems);

  const settings: CallSettings = {
    hostMemory: check('hostMemory', isObject(hostMemory), 'an object', () =>
      textMap(Object.entries(hostMemory as object).map(([key, value]) => [key, hostMemoryText(value)])),
    ),
    hostMemoryMiss: oneOf('hostMemoryMiss', MISS_POLICIES),
    hostMemoryDialect: oneOf('hostMemoryDialect', DIALECTS),
    mocks,
    hostFunctionsFile: check('hostFunctionsFile', typeof hostFunctionsFile === 'string', 'a path', () => String(hostFunctionsFile)),
    environment: names('environment'),
    timeout: check('timeout', count(timeout), 'a whole number of milliseconds, 0 for no limit', () => timeout as number),
    wasi: oneOf('wasi', WASI_MODES),
    config: strings('config'),
    allowedHosts: names('allowedHosts'),
    allowedPaths: strings('allowedPaths'),
    limits: limits(),
    logLevel: oneOf('logLevel', LOG_LEVELS),
    trace: check('trace', typeof trace === 'boolean', 'true or false', () => trace === true),
    transcripts: check('transcripts', typeof transcripts === 'boolean', 'true or false', () => transcripts === true),
  };
  return { settings, problems };
}
