import type { CurrentPlugin } from '@extism/extism';
import type { Answer } from '../../core/answer';
import type { HostCall } from '../../core/call';
import { traceString, traceText } from '../../core/format/bytes';
import { answerOf, findMock, type Mocks } from '../../core/mocks';
import { isHostFunction } from '../../core/plugin/hostFunctions';
import type { HostImport } from '../../core/plugin/hostImports';
import { supportsAsyncHostFunctions } from '../interceptor';
import { isBeginning } from '../allocationMeter';
import { type OwnFunction, type OwnFunctionContext, type OwnFunctions, ownAnswer, placeOf } from '../ownFunctions';
import type { HostAnswer, HostContext } from './hostFunction';
import { hostFunctions } from './index';

/** Thrown through the plug-in by a host function that failed. */
export class HostFunctionError extends Error {
  override readonly name = 'HostFunctionError';

  constructor(
    message: string,
    /** Where, in a file of the user's. */
    readonly place: string | undefined,
  ) {
    super(message);
  }
}

/** What the host functions of an instance answer from. */
export interface HostSources {
  context: HostContext;
  mocks: Mocks;
  own: OwnFunctions | undefined;
  ownContext: Omit<OwnFunctionContext, 'bytes'>;
  /** Whether host calls are recorded. */
  trace: boolean;
  /** Told which host function answered offset 0. */
  onNull(name: string): void;
}

type Value = bigint | number;
type Bound = (plugin: CurrentPlugin, ...args: Value[]) => Value | undefined | Promise<Value | undefined>;

/** Namespace → name → function on offsets in Extism memory, as the SDK wants them. */
type BoundFunctions = Record<string, Record<string, Bound>>;

const NOTHING = new Uint8Array();
const AsyncFunction = (async () => undefined).constructor;
const isAsync = (own: OwnFunction | undefined): boolean => own?.constructor === AsyncFunction;

/** The block that begins at an argument; of no block, nothing. */
const blockOf = (plugin: CurrentPlugin, value: Value | undefined): Uint8Array =>
  typeof value === 'bigint' && value !== 0n && isBeginning(value) ? (plugin.read(value)?.bytes() ?? NOTHING) : NOTHING;

const textDecoder = new TextDecoder();

/** What runs for an import: bytes of its first argument in, and all of them for a function of the workspace's own. */
function implementation(
  item: HostImport,
  { context, mocks, own, ownContext }: HostSources,
): ((plugin: CurrentPlugin, args: Value[]) => HostAnswer | Promise<HostAnswer>) | undefined {
  const ownFunction = own?.functions.get(item.name);
  if (ownFunction) {
    const inputs = (plugin: CurrentPlugin, args: Value[]): unknown[] =>
      args.map((value, index) => (item.params[index] === 'i64' ? textDecoder.decode(blockOf(plugin, value)) : value));
    const call = (plugin: CurrentPlugin, args: Value[]): unknown =>
      ownFunction(...inputs(plugin, args), { ...ownContext, bytes: blockOf(plugin, args[0]).slice() });
    if (isAsync(ownFunction)) {
      if (supportsAsyncHostFunctions) return async (plugin, args) => ({ answer: ownAnswer(await call(plugin, args)) });
      return () => {
        throw new Error('is async, which plug-ins can wait for with Node 24 and later: update the editor or its server');
      };
    }
    return (plugin, args) => {
      const value = call(plugin, args);
      if (value instanceof Promise)
        throw new Error('returned a promise: declare it with "async function", so that the plug-in waits for it');
      return { answer: ownAnswer(value) };
    };
  }
  const mock = findMock(mocks, item.namespace, item.name);
  if (mock) {
    return (plugin, [first]) => {
      const bytes = blockOf(plugin, first);
      return { answer: answerOf(mock, textDecoder.decode(bytes), bytes.slice()) };
    };
  }
  if (!isHostFunction(item.name)) return undefined;
  const run = hostFunctions[item.name];
  return (plugin, [first]) => run(context, textDecoder.decode(blockOf(plugin, first)));
}

/** An answer as the import's result type has it. */
function resultOf(plugin: CurrentPlugin, { results }: HostImport, answer: Answer): Value | undefined {
  const [type] = results;
  if (type === undefined) return undefined;
  if (answer.kind === 'null') return type === 'i64' ? 0n : 0;
  if (answer.kind === 'number') return type === 'i64' ? BigInt(Math.trunc(answer.value)) : answer.value;
  if (type === 'i64') return answer.value.length === 0 ? 0n : plugin.store(answer.value); // what is empty is null, as in every other host
  const number = Number(typeof answer.value === 'string' ? answer.value : textDecoder.decode(answer.value));
  if (Number.isNaN(number)) throw new Error(`its result is a number (${type}), and what it answered is none`);
  return number;
}

/** An answer as it is traced: its text, and its length in bytes, which that of its block is. */
function traceAnswer(plugin: CurrentPlugin, answer: Answer, result: Value | undefined): Pick<HostCall, 'output' | 'outputBytes'> {
  if (answer.kind === 'null') return {};
  if (answer.kind === 'number') {
    const output = String(answer.value);
    return { output, outputBytes: output.length };
  }
  const { value } = answer;
  if (typeof value !== 'string') return { output: traceText(value), outputBytes: value.length };
  return { output: traceString(value), outputBytes: typeof result === 'bigint' && result !== 0n ? Number(plugin.length(result)) : 0 };
}

function bind(item: HostImport, sources: HostSources): Bound | undefined {
  const run = implementation(item, sources);
  if (!run) return undefined;
  const { context, own, trace } = sources;
  const { namespace, name } = item;
  const mocked = item.status.kind === 'provided' && item.status.from === 'mock';
  const describe = (plugin: CurrentPlugin, [first]: Value[]) => {
    const bytes = blockOf(plugin, first);
    return { kind: 'hostCall', namespace, name, input: traceText(bytes), inputBytes: bytes.length, ...(mocked && { mocked }) } as const;
  };
  const succeed = (
    plugin: CurrentPlugin,
    call: ReturnType<typeof describe> | undefined,
    started: number,
    { answer, hit, suggestion }: HostAnswer,
  ): Value | undefined => {
    const result = resultOf(plugin, item, answer);
    if (result === 0n && answer.kind === 'null') sources.onNull(name);
    if (call) {
      const micros = Math.round((performance.now() - started) * 1000);
      const traced: { kind: 'hostCall' } & HostCall = { ...call, ...traceAnswer(plugin, answer, result), micros };
      if (hit !== undefined) traced.hit = hit;
      if (suggestion !== undefined) traced.suggestion = suggestion;
      context.record(traced);
    }
    return result;
  };
  /** A failed host call is recorded whether others are or not. */
  const fail = (plugin: CurrentPlugin, args: Value[], started: number, error: unknown): never => {
    const message = error instanceof Error ? error.message : String(error);
    context.record({ ...describe(plugin, args), error: message, micros: Math.round((performance.now() - started) * 1000) });
    throw new HostFunctionError(`${name}: ${message}`, own && placeOf(error, own));
  };
  if (supportsAsyncHostFunctions && isAsync(own?.functions.get(name))) {
    return async (plugin, ...args) => {
      const started = performance.now();
      const call = trace ? describe(plugin, args) : undefined;
      try {
        return succeed(plugin, call, started, await run(plugin, args));
      } catch (error) {
        return fail(plugin, args, started, error);
      }
    };
  }
  return (plugin, ...args) => {
    const started = performance.now();
    const call = trace ? describe(plugin, args) : undefined; // before it runs: what it is given may be freed by then
    try {
      return succeed(plugin, call, started, run(plugin, args) as HostAnswer);
    } catch (error) {
      return fail(plugin, args, started, error);
    }
  };
}

/** Binds what a plug-in imports, in the namespace it imports it from. A new object for each instance: the SDK changes it. */
export function bindHostFunctions(imports: readonly HostImport[], sources: HostSources): BoundFunctions {
  const bound: BoundFunctions = Object.create(null);
  for (const item of imports) {
    const run = bind(item, sources);
    if (!run) continue;
    const namespace = (bound[item.namespace] ??= Object.create(null) as BoundFunctions[string]);
    namespace[item.name] = run;
  }
  return bound;
}
