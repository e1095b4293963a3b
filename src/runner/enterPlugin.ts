// A file of its own in dist/, the only one of ours that the debugger does not skip: where the frame right below
// a plug-in's is of a file that is skipped, js-debug's Step Over leaves the plug-in, and it does not stop at a trap.

let stopsNext = false;

/** The debugger stops at the next function of the plug-in that is entered. */
export function stopAtNextEntry(): void {
  stopsNext = true;
}

export function enterPlugin<T>(exported: (...args: unknown[]) => T, args: unknown[]): T {
  if (stopsNext) {
    stopsNext = false;
    // oxlint-disable-next-line no-debugger -- the extension answers this stop with a step into the plug-in
    debugger;
  }
  return exported(...args);
}
