import { formatEnd, formatEvent, formatHead } from '../core/format/call';
import type { RunnerEvent, RunnerMethods } from '../protocol/runner';
import { baseName, printLines } from './node';

/** Has the debug console, which shows what this process writes, tell of calls what the output channel tells of them. */
export const inDebugConsole = (methods: RunnerMethods): RunnerMethods => ({
  ...methods,
  async run(request) {
    printLines([formatHead(request, baseName(request.path))]);
    const result = await methods.run(request);
    printLines(formatEnd(result));
    return result;
  },
});

export function printEvent(event: RunnerEvent): void {
  if (event.kind !== 'callEvents') return;
  for (const each of event.events) printLines(formatEvent(each), each.kind === 'stderr' ? 'stderr' : 'stdout');
}
