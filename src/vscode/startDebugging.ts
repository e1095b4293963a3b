import { debug, workspace } from 'vscode';
import { visible } from '../core/format/text';
import type { CallerRequest } from './caller';

/** Starts a debug session for a call. The input goes as base64, so that VS Code puts no variables into it. */
export const startDebugging = ({ plugin, function: name, input, config, hostMemory, timeout }: CallerRequest): Thenable<boolean> =>
  debug.startDebugging(workspace.getWorkspaceFolder(plugin), {
    type: 'extism',
    request: 'launch',
    name: visible(name),
    plugin: plugin.fsPath,
    function: name,
    ...(input && { inputBase64: Buffer.from(input).toString('base64') }),
    ...(config && { config }),
    ...(hostMemory && { hostMemory }),
    ...(timeout !== undefined && { timeout }),
  });
