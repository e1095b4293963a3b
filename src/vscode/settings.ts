import { type ConfigurationChangeEvent, type Disposable, type Uri, workspace } from 'vscode';
import { Emitter } from '../core/emitter';
import { type CallSettings, parseSettings, type RawSettings } from '../core/settings';

/** Every setting, `extism.` left out, and what a person may have written there: package.json alone has types and defaults. */
export interface Settings extends RawSettings {
  'files.include': unknown;
  'files.exclude': unknown;
}

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
};

const configuration = (resource: Uri | undefined) => workspace.getConfiguration('extism', resource ?? null);

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
  };
};

/** The settings of a call, kept until they change: reading them costs more than a call does. */
export class CallSettingsReader implements Disposable {
  readonly #cache = new Map<string, CallSettings>();
  readonly #problems = new Emitter<string[]>();
  readonly #subscription: Disposable;

  /** Fires when malformed settings are read, once until they change. */
  readonly onDidFindProblems = this.#problems.event;

  constructor() {
    this.#subscription = workspace.onDidChangeConfiguration((event: ConfigurationChangeEvent) => {
      if (event.affectsConfiguration('extism')) this.#cache.clear();
    });
  }

  /** @param plugin whose workspace folder decides */
  read(plugin: Uri): CallSettings {
    const folder = workspace.getWorkspaceFolder(plugin)?.uri.toString() ?? '';
    const known = this.#cache.get(folder);
    if (known) return known;
    const { settings, problems } = parseSettings(readRaw(plugin));
    this.#cache.set(folder, settings);
    if (problems.length > 0) this.#problems.fire(problems);
    return settings;
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
