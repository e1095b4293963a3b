import { join } from 'node:path';
import { Uri, workspace } from 'vscode';
import { PASSED } from '../../core/dwarf/writeDwarf';

export interface StackFrame {
  name: string;
  line: number;
  presentationHint?: string;
  source?: { path?: string; presentationHint?: string; origin?: string };
}

/** Frames that are looked through for one of the workspace: a panic in Rust has some fifteen of its own. */
const LOOKED_THROUGH = 40;

/** @param origin why, which VS Code says where it shows several such frames as one */
function fade(frame: StackFrame, origin: string): void {
  frame.presentationHint = 'deemphasize';
  if (frame.source) Object.assign(frame.source, { presentationHint: 'deemphasize', origin });
}

const isOwn = ({ source: { path = '' } = {} }: StackFrame): boolean => workspace.getWorkspaceFolder(Uri.file(path)) !== undefined;

/**
 * Takes the emphasis from the frames above the first one that is of the workspace, so that VS Code shows that one:
 * a panic traps deep in its language's library.
 */
export function emphasizeOwn(frames: readonly StackFrame[]): void {
  for (const frame of frames.slice(0, Math.max(0, frames.findIndex(isOwn)))) fade(frame, 'not in the workspace');
}

/** Takes out frames of no function of the plug-in's. */
export const withoutPassed = (frames: readonly StackFrame[]): StackFrame[] => frames.filter(({ name }) => name !== PASSED);

/** VS Code asks for the top frame alone first, and shows it: it may be one that is passed, or the library's that trapped. */
export function askForMore(request: { levels?: number }, hasTrapped: boolean): void {
  if (request.levels !== undefined && request.levels > 0) request.levels = Math.max(request.levels, hasTrapped ? LOOKED_THROUGH : 2);
}

/** Whether a frame is the one of ours that the debugger must not skip: see `runner/enterPlugin.ts`. */
export const isEntry = ({ source }: StackFrame, dist: string): boolean => source?.path === join(dist, 'enterPlugin.js');

/** As js-debug calls them: VS Code folds frames together that are called the same. */
const SKIPPED = 'Skipped by skipFiles';

/** Shows it as one of those that the debugger skips. */
export function fadeEntry(frames: readonly StackFrame[], dist: string): void {
  for (const frame of frames) if (isEntry(frame, dist)) fade(frame, SKIPPED);
}
