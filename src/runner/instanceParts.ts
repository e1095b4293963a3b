import type { HostImport } from '../core/plugin/hostImports';
import type { Limits } from '../core/settings';
import type { RunRequest } from '../protocol/runner';
import type { HostMemory } from './hostMemory';
import type { LoadedPlugin } from './load';
import type { OwnFunctions } from './ownFunctions';

/** What an instance is made from. */
export interface InstanceParts {
  plugin: LoadedPlugin;
  hostImports: readonly HostImport[];
  request: RunRequest;
  memory: HostMemory;
  own: OwnFunctions | undefined;
}

/** A manifest's own limits win over the settings'. */
export const limitsOf = ({ plugin, request }: InstanceParts): Limits => ({ ...request.settings.limits, ...plugin.manifest?.memory });

/** The Extism config; without a prototype, as the SDK looks keys up with `in`. */
export const configOf = ({ plugin, request }: InstanceParts): Record<string, string> =>
  Object.assign(Object.create(null), request.settings.config, plugin.manifest?.config);
