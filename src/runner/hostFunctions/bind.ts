import type { CurrentPlugin } from '@extism/extism';
import { isHostFunction } from '../../core/plugin/hostFunctions';
import type { HostImport } from '../../core/plugin/hostImports';
import type { Recorder } from '../recorder';
import type { HostContext, HostFunction } from './hostFunction';
import { hostFunctions } from './index';

/** Thrown through the plug-in by a host function that failed. */
export class HostFunctionError extends Error {
  override readonly name = 'HostFunctionError';
}

/** Namespace → name → function on offsets in Extism memory, as the SDK wants them. */
type BoundFunctions = Record<string, Record<string, (plugin: CurrentPlugin, offset: bigint) => bigint>>;

const micros = (since: number): number => Math.round((performance.now() - since) * 1000);

function bind({ namespace, name }: HostImport, run: HostFunction, context: HostContext, recorder: Recorder) {
  return (plugin: CurrentPlugin, offset: bigint): bigint => {
    const started = performance.now();
    const input = offset === 0n ? '' : (plugin.read(offset)?.text() ?? '');
    try {
      const output = run(context, input);
      recorder.add({ kind: 'hostCall', namespace, name, input, ...(output !== null && { output }), micros: micros(started) });
      return output === null ? 0n : plugin.store(output);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      recorder.add({ kind: 'hostCall', namespace, name, input, error: message, micros: micros(started) });
      throw new HostFunctionError(`${name}: ${message}`);
    }
  };
}

/** Binds what a plug-in imports, in the namespace it imports it from. A new object a call: the SDK changes it. */
export function bindHostFunctions(imports: readonly HostImport[], context: HostContext, recorder: Recorder): BoundFunctions {
  const bound: BoundFunctions = Object.create(null);
  for (const item of imports) {
    if (!isHostFunction(item.name)) continue;
    const namespace = (bound[item.namespace] ??= Object.create(null) as BoundFunctions[string]);
    namespace[item.name] = bind(item, hostFunctions[item.name], context, recorder);
  }
  return bound;
}
