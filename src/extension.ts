import { type ExtensionContext, window } from 'vscode';
import type { ExtismWorkbench } from './api';
import { createApi } from './vscode/api';
import { registerAllowHost } from './vscode/allowHost';
import { registerCall } from './vscode/call';
import { registerDebug } from './vscode/debug';
import { registerHostFunctions } from './vscode/hostFunctions';
import { registerHostMemory } from './vscode/hostMemory';
import { registerInstances } from './vscode/instances';
import { registerManifests } from './vscode/manifest';
import { registerMocks } from './vscode/mocks';
import { registerOutput } from './vscode/output';
import { registerPlugins } from './vscode/plugins';
import { createServices } from './vscode/services';
import { registerSources } from './vscode/sources';
import { registerTree } from './vscode/tree';

export function activate(context: ExtensionContext): ExtismWorkbench {
  const start = performance.now();
  try {
    const services = createServices(context);
    context.subscriptions.push(
      registerTree(services),
      registerHostMemory(services),
      registerHostFunctions(services),
      registerMocks(services),
      registerAllowHost(services),
      registerInstances(services),
      registerOutput(services),
      registerSources(services),
      registerCall(services),
      registerManifests(services),
      registerDebug(services, context),
      registerPlugins(services),
    );
    const api = createApi(services);
    performance.measure('extism.activate', { start });
    return api;
  } catch (error) {
    // VS Code tells nobody that an extension failed to activate
    void window.showErrorMessage(`Extism Workbench could not start: ${error instanceof Error ? error.message : String(error)}`);
    throw error;
  }
}
