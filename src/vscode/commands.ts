import { commands, type Disposable, type Uri } from 'vscode';
import type { CallRecord, PluginInfo } from '../api';
import type { Report } from './report';

/** The arguments of a keybinding or another extension; whatever is left out is asked for. */
export interface CallArguments {
  /** A URI, or a path in the workspace. */
  plugin?: Uri | string;
  function?: string;
  /** `null` is no input at all. */
  input?: string | Uint8Array | null;
  config?: Record<string, string>;
  hostMemory?: Record<string, string>;
  /** Milliseconds, 0 for no limit. */
  timeout?: number;
  /** Of a profile: how many times to call the function. */
  calls?: number;
}

/**
 * Every command and what it takes and gives. Resolves with undefined where the user stopped it or it failed, which is shown.
 * An argument is a node of a view, a file in the Explorer, or what a keybinding or another extension passes: see `arguments.ts`.
 */
export interface Commands {
  'extism.loadPlugin': (plugin?: unknown) => Promise<PluginInfo | undefined>;
  'extism.reloadPlugin': (plugin?: unknown) => Promise<void>;
  'extism.unloadPlugin': (plugin?: unknown) => Promise<void>;
  'extism.refreshPlugins': () => Promise<void>;
  'extism.revealPlugin': (plugin?: unknown) => Promise<void>;
  'extism.createManifest': (module?: unknown) => Promise<Uri | undefined>;
  'extism.openManifest': (manifest?: unknown) => Promise<void>;
  'extism.callFunction': (argument?: unknown) => Promise<CallRecord | undefined>;
  'extism.callFunctionWithSelection': (argument?: unknown) => Promise<CallRecord | undefined>;
  'extism.callFunctionWithFile': (argument?: unknown) => Promise<CallRecord | undefined>;
  'extism.repeatLastCall': () => Promise<CallRecord | undefined>;
  'extism.repeatCall': (call?: unknown) => Promise<CallRecord | undefined>;
  /** Resolves with the profile's file. */
  'extism.profileFunction': (argument?: unknown) => Promise<Uri | undefined>;
  /** Resolves with whether a debug session was started. */
  'extism.debugFunction': (argument?: unknown) => Promise<boolean | undefined>;
  'extism.debugFunctionWithSelection': (argument?: unknown) => Promise<boolean | undefined>;
  'extism.askInput': (configuration?: unknown) => Promise<string | undefined>;
  'extism.cancelCall': (call?: unknown) => void;
  'extism.setHostMemory': (entry?: unknown) => Promise<void>;
  'extism.editHostMemory': (entry?: unknown) => Promise<void>;
  'extism.removeHostMemory': (key?: unknown) => Promise<void>;
  'extism.copyHostMemoryValue': (key?: unknown) => Promise<void>;
  'extism.saveHostMemory': (entry?: unknown) => Promise<void>;
  'extism.mockHostFunction': (hostFunction?: unknown) => Promise<void>;
  'extism.removeMock': (hostFunction?: unknown) => Promise<void>;
  'extism.writeHostFunctions': (plugin?: unknown) => Promise<void>;
  'extism.allowHost': (host?: unknown) => Promise<void>;
  'extism.keepInstance': (plugin?: unknown) => Promise<void>;
  'extism.freshInstances': (plugin?: unknown) => Promise<void>;
  'extism.resetInstance': (plugin?: unknown) => Promise<void>;
  'extism.deleteVariable': (variable?: unknown) => Promise<void>;
  'extism.showCallOutput': (call?: unknown) => Promise<void>;
  'extism.showCallEvent': (event?: unknown) => Promise<void>;
  'extism.openSource': (frame?: unknown) => Promise<void>;
  'extism.saveCallOutput': (call?: unknown, file?: unknown) => Promise<void>;
  'extism.showTranscript': (call?: unknown) => Promise<void>;
  'extism.saveTranscript': (call?: unknown, file?: unknown) => Promise<void>;
  'extism.compareCallOutputs': (call?: unknown, selected?: unknown[]) => Promise<void>;
  'extism.clearCalls': () => void;
  'extism.showOutput': () => void;
}

/**
 * A test compares it with package.json.
 * @public
 */
export const COMMANDS: { [K in keyof Commands]: true } = {
  'extism.loadPlugin': true,
  'extism.reloadPlugin': true,
  'extism.unloadPlugin': true,
  'extism.refreshPlugins': true,
  'extism.revealPlugin': true,
  'extism.createManifest': true,
  'extism.openManifest': true,
  'extism.callFunction': true,
  'extism.callFunctionWithSelection': true,
  'extism.callFunctionWithFile': true,
  'extism.repeatLastCall': true,
  'extism.repeatCall': true,
  'extism.debugFunction': true,
  'extism.debugFunctionWithSelection': true,
  'extism.askInput': true,
  'extism.profileFunction': true,
  'extism.cancelCall': true,
  'extism.setHostMemory': true,
  'extism.editHostMemory': true,
  'extism.removeHostMemory': true,
  'extism.copyHostMemoryValue': true,
  'extism.saveHostMemory': true,
  'extism.mockHostFunction': true,
  'extism.removeMock': true,
  'extism.writeHostFunctions': true,
  'extism.allowHost': true,
  'extism.keepInstance': true,
  'extism.freshInstances': true,
  'extism.resetInstance': true,
  'extism.deleteVariable': true,
  'extism.showCallOutput': true,
  'extism.showCallEvent': true,
  'extism.openSource': true,
  'extism.saveCallOutput': true,
  'extism.showTranscript': true,
  'extism.saveTranscript': true,
  'extism.compareCallOutputs': true,
  'extism.clearCalls': true,
  'extism.showOutput': true,
};

/**
 * @param what the command does, for the message where it fails: `Loading the plug-in`
 */
export function registerCommand<K extends keyof Commands>(report: Report, id: K, what: string, handler: Commands[K]): Disposable {
  // one handler's arguments, which the compiler cannot tell from another's here
  const run = handler as (...args: unknown[]) => unknown;
  return commands.registerCommand(id, (...args: unknown[]) => report.guard(what, () => run(...args)));
}
