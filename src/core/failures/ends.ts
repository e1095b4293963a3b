// Why a call ended that neither returned nor trapped, or that returned what is no success.
import type { Failure } from '../call';
import { formatBytes, formatMillis } from '../format/text';
import type { PluginDescription } from '../plugin/description';
import { failure } from './failure';

/** Bytes of a module that is larger than its code needs. */
const LARGE = 20 * 1024 * 1024;

type Size = Pick<PluginDescription, 'size' | 'debugInfo'>;

/** Of a plug-in that is mostly debug information: every start of it reads all of that. */
const sizeHint = (plugin: Size | undefined): string[] =>
  plugin && plugin.size > LARGE && plugin.debugInfo === 'dwarf'
    ? [`It is a debug build of ${formatBytes(plugin.size)}; a release build starts and runs faster.`]
    : [];

export const timedOut = (millis: number, plugin?: Size): Failure =>
  failure('timeout', `timed out after ${formatMillis(millis)}`, {
    detail: ['"extism.timeout", or "timeout_ms" in a manifest, sets how long a call may take; 0 is for ever.', ...sizeHint(plugin)].join(
      '\n',
    ),
  });

export const ranOutOfMemory = (what: string): Failure =>
  failure('outOfMemory', 'ran out of memory', {
    detail: `${what}. "extism.limits" and the manifest's "memory" set what it may have.`,
  });

export const exited = (exitCode: number): Failure => failure('exit', `exited with code ${exitCode}`, { exitCode });

export const returned = (exitCode: number, bytes: Uint8Array): Failure =>
  failure('returnCode', `returned ${exitCode}`, {
    detail: 'A function returns 0 where it succeeded. To say what went wrong, set an error before returning anything else.',
    exitCode,
    ...(bytes.length > 0 && { bytes }),
  });

/**
 * The runner's process is gone. Out of memory is the engine's death; its last words tell it from a crash.
 * @param how it ended
 */
export function runnerDied(how: string, lastWords: string): Failure {
  if (/heap out of memory|Allocation failed/i.test(lastWords)) {
    return failure('outOfMemory', 'ran out of memory', {
      detail: 'The host side of the call filled the heap: too many or too large Extism blocks.',
    });
  }
  const detail = lastWords.trim();
  return failure('runnerDied', `the runner process ended (${how})`, detail ? { detail } : {});
}
