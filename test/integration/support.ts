import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { CallRecord, CallRequest, ExtismWorkbench, FailureReason, PluginInfo } from '../../src/api';
import type { Commands } from '../../src/vscode/commands';
import { until } from '../host/until';

export async function workbench(): Promise<ExtismWorkbench> {
  const extension = vscode.extensions.getExtension<ExtismWorkbench>('extism-workbench.extism-workbench');
  assert.ok(extension);
  return extension.activate();
}

/** A file of the workspace, by its path in the first folder. */
export function file(path: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, path);
}

/** The plug-in as it is listed, once it is listed so that it passes. */
export async function listed(plugin: vscode.Uri, passes: (info: PluginInfo) => boolean = () => true): Promise<PluginInfo> {
  const api = await workbench();
  return until(`${plugin.path} to be listed as it should`, () =>
    api.plugins.find((info) => info.uri.toString() === plugin.toString() && passes(info)),
  );
}

export async function unlisted(plugin: vscode.Uri): Promise<void> {
  const api = await workbench();
  await until(`${plugin.path} to be listed no more`, () => !api.plugins.some(({ uri }) => uri.toString() === plugin.toString()));
}

export async function call(
  path: string,
  name: string,
  request: Omit<Partial<CallRequest>, 'plugin' | 'function'> = {},
): Promise<CallRecord> {
  return (await workbench()).call({ plugin: file(path), function: name, ...request });
}

/** What a command resolves with. One that failed has shown why, and resolves with undefined. */
export async function execute<K extends keyof Commands>(
  command: K,
  ...args: Parameters<Commands[K]>
): Promise<Awaited<ReturnType<Commands[K]>>> {
  return vscode.commands.executeCommand<Awaited<ReturnType<Commands[K]>>>(command, ...args);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The output of a call that must have had one, as text. */
export function outputText({ outcome }: CallRecord): string {
  assert.equal(outcome.kind, 'output', JSON.stringify(outcome));
  assert.ok(outcome.kind === 'output');
  return utf8.decode(outcome.bytes);
}

/** The failure of a call that must have failed for this reason. */
export function failureOf({ outcome }: CallRecord, reason: FailureReason) {
  assert.ok(outcome.kind === 'failure', 'the call succeeded');
  assert.equal(outcome.reason, reason, JSON.stringify(outcome));
  return outcome;
}

const configuration = () => vscode.workspace.getConfiguration('extism');

/** Changes settings for the time that the work takes. */
export async function withSettings<Result>(
  settings: Record<string, unknown>,
  work: () => Promise<Result>,
  target = vscode.ConfigurationTarget.Workspace,
): Promise<Result> {
  const before = Object.keys(settings).map((key) => [key, configuration().inspect(key)?.workspaceValue] as const);
  for (const [key, value] of Object.entries(settings)) await configuration().update(key, value, target);
  try {
    return await work();
  } finally {
    for (const [key, value] of before) await configuration().update(key, value, target);
  }
}

/** Resolves when the window's settings have this value of host memory, which a file was written to say. */
export async function hostMemory(key: string, value: unknown): Promise<void> {
  await until(`host memory to have ${key}`, () => configuration().get<Record<string, unknown>>('hostMemory')?.[key] === value);
}

/** Whether this system tells which processes there are: Linux. */
export const seesProcesses = existsSync('/proc/self/stat');

/** What the kernel says of a process; empty where that has ended. */
function ofProcess(pid: string, what: 'stat' | 'cmdline'): string {
  try {
    return readFileSync(join('/proc', pid, what), 'utf8');
  } catch {
    return '';
  }
}

/** A number of `/proc/PID/stat`, by its place after the name, which is in parentheses and may hold anything. */
function statOf(pid: string, place: number): number {
  const values = ofProcess(pid, 'stat').replace(/^.*\) /s, '');
  return Number(values.split(' ')[place]);
}

/** Hundredths of a second that a process has computed. */
export const cpuTicks = (pid: number): number => statOf(String(pid), 11);

/** The processes that this window has to run plug-ins. */
export const runnerPids = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && statOf(name, 1) === process.pid && ofProcess(name, 'cmdline').includes('runner.js'))
    .map(Number);
