import { type ConfigurationChangeEvent, type Disposable, type Uri, workspace } from 'vscode';
import { Emitter } from '../core/emitter';
import { type CallSettings, parseSettings, type RawSettings } from '../core/settings';

/** Every setting, `extism.` left out, and what a person may have written there: package.json alone has types and defaults. */
export interface Settings extends RawSettings {
  'files.include': unknown;
  'files.exclude': unknown;
}

/**
 * A test compares it with package.json.
 * @public
 */
export const SETTING_KEYS: { [K in keyof Settings]: true } = {
  hostMemory: true,
  hostMemoryMiss: true,
  hostMemoryDialect: true,
  mocks: true,
  hostFunctionsFile: true,
  environment: true,
  'files.include': true,
  'files.exclude': true,
  timeout: true,
  wasi: true,
  config: true,
  allowedHosts: true,
  allowedPaths: true,
  limits: true,
  logLevel: true,
  trace: true,
  transcripts: true,
};

export const configuration = (resource: Uri | undefined) => workspace.getConfiguration('extism', resource ?? null);

export const readSetting = (key: keyof Settings, resource: Uri | undefined): unknown => configuration(resource).get(key);

const readRaw = (resource: Uri): RawSettings => {
  const settings = configuration(resource);
  return {
    hostMemory: settings.get('hostMemory'),
    hostMemoryMiss: settings.get('hostMemoryMiss'),
    hostMemoryDialect: settings.get('hostMemoryDialect'),
    mocks: settings.get('mocks'),
    hostFunctionsFile: settings.get('hostFunctionsFile'),
    environment: settings.get('environment'),
    timeout: settings.get('timeout'),
    wasi: settings.get('wasi'),
    config: settings.get('config'),
    allowedHosts: settings.get('allowedHosts'),
    allowedPaths: settings.get('allowedPaths'),
    limits: settings.get('limits'),
    logLevel: settings.get('logLevel'),
    trace: settings.get('trace'),
    transcripts: settings.get('transcripts'),
  };
};

/** The settings of a call, kept until they change: reading them costs more than a call does. */
export class CallSettingsReader implements Disposable {
  readonly #cache = new Map<string, CallSettings>();
  readonly #told = new Set<string>();
  readonly #problems = new Emitter<string[]>();
  readonly #subscription: Disposable;

  /** Fires when malformed settings are read, once until they change. */
  readonly onDidFindProblems = this.#problems.event;

  constructor() {
    this.#subscription = workspace.onDidChangeConfiguration((event: ConfigurationChangeEvent) => {
      if (!event.affectsConfiguration('extism')) return;
      this.#cache.clear();
      this.#told.clear();
    });
  }

  /** @param plugin whose workspace folder decides */
  read(plugin: Uri): CallSettings {
    const folder = workspace.getWorkspaceFolder(plugin)?.uri.toString() ?? '';
    const known = this.#cache.get(folder);
    if (known) return known;
    const { settings, problems } = parseSettings(readRaw(plugin));
    this.#cache.set(folder, settings);
    this.#tell(problems);
    return settings;
  }

  /** Globs that say which files of a folder are plug-ins. */
  readPatterns(key: 'files.include' | 'files.exclude', folder: Uri): string[] {
    const value = configuration(folder).get<unknown>(key);
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    this.#tell([`"extism.${key}" must be a list of strings`]);
    return configuration(folder).inspect<string[]>(key)?.defaultValue ?? [];
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #tell(problems: readonly string[]): void {
    const untold = problems.filter((problem) => !this.#told.has(problem));
    for (const problem of untold) this.#told.add(problem);
    if (untold.length > 0) this.#problems.fire(untold);
  }
}

/** Never asked of a proxy: what a plug-in developer runs beside the editor. */
const LOCAL = ['localhost', '127.0.0.1', '::1'];

const fromEnvironment = (name: string): string => process.env[name.toLowerCase()] ?? process.env[name] ?? '';

/** The environment variables by which Node's fetch finds VS Code's proxy; where no setting names one, that of the editor's own environment. */
export function readProxy(): Record<string, string> {
  const http = workspace.getConfiguration('http');
  if (http.get('proxySupport') === 'off') return {};
  const proxy = http.get('proxy', '');
  const none = http.get<string[]>('noProxy', []);
  const variables = {
    HTTP_PROXY: proxy || fromEnvironment('HTTP_PROXY'),
    HTTPS_PROXY: proxy || fromEnvironment('HTTPS_PROXY'),
  };
  if (!variables.HTTP_PROXY && !variables.HTTPS_PROXY) return {};
  const exceptions = [...LOCAL, ...(none.length > 0 ? none : [fromEnvironment('NO_PROXY')])];
  return { ...variables, NO_PROXY: exceptions.filter(Boolean).join(','), NODE_USE_ENV_PROXY: '1' };
}
