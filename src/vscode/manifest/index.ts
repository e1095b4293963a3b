import { Disposable, type DocumentFilter, EventEmitter, languages } from 'vscode';
import { registerCommand } from '../commands';
import type { Services } from '../services';
import { Throttle } from '../throttle';
import { createManifest } from './createManifest';
import { createFixProvider } from './fixes';
import { createLensProvider } from './lenses';
import { createModulePathProvider } from './modulePaths';
import { openManifest } from './openManifest';
import { ManifestProblems } from './problems';
import { createSchemaReader, createTomlCompletion, createTomlHover } from './toml';

const JSON_MANIFESTS: DocumentFilter = { scheme: 'file', pattern: '**/*.extism.json' };
const TOML_MANIFESTS: DocumentFilter = { scheme: 'file', pattern: '**/*.extism.toml' };
const MANIFESTS = [JSON_MANIFESTS, TOML_MANIFESTS];

/** Milliseconds. */
const LENS_INTERVAL = 200;

/** Writing manifests: what is wrong with them, fixes, completion, and calling their functions from the editor. */
export function registerManifests(services: Services): Disposable {
  const { plugins, report, extensionUri } = services;
  const problems = new ManifestProblems(services);
  const lensesChanged = new EventEmitter<void>();
  const refresh = new Throttle(LENS_INTERVAL, () => lensesChanged.fire());
  const schema = createSchemaReader(extensionUri);
  return Disposable.from(
    problems,
    lensesChanged,
    refresh,
    plugins.onDidChange(() => refresh.request()),
    languages.registerCodeActionsProvider(MANIFESTS, createFixProvider(problems)),
    languages.registerCodeLensProvider(MANIFESTS, createLensProvider(plugins, lensesChanged.event)),
    languages.registerCompletionItemProvider(MANIFESTS, createModulePathProvider(plugins), '"', "'", '/'),
    languages.registerCompletionItemProvider(TOML_MANIFESTS, createTomlCompletion(schema), '['),
    languages.registerHoverProvider(TOML_MANIFESTS, createTomlHover(schema)),
    registerCommand(report, 'extism.createManifest', 'Creating the manifest', (argument) => createManifest(services, argument)),
    registerCommand(report, 'extism.openManifest', 'Opening the manifest', (argument) => openManifest(services, argument)),
  );
}
