import type { CurrentPlugin } from '@extism/extism';
import type { Answer } from '../../core/answer';
import type { CallEvent } from '../../core/call';
import { CallFailure } from '../../core/failures/failure';
import { traceDecoded, traceText } from '../../core/format/bytes';
import { answerOf, findMock, type Mocks } from '../../core/mocks';
import { isHostFunction } from '../../core/plugin/hostFunctions';
import type { HostImport } from '../../core/plugin/hostImports';
import { supportsAsyncHostFunctions } from '../interceptor';
import { isBeginning } from '../allocationMeter';
import { type OwnFunction, type OwnFunctionContext, type OwnFunctions, ownAnswer, placeOf } from '../ownFunctions';
import { type HostAnswer, type HostContext, Missed } from './hostFunction';
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

type HostCallEvent = Extract<CallEvent, { kind: 'hostCall' }>;
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

const textDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
const textEncoder = new TextEncoder();

/** What a plug-in passed, and what the block has that its first argument is the offset of. */
interface Passed {
  args: Value[];
  bytes: Uint8Array;
  text: string;
}

function readPassed(plugin: CurrentPlugin, args: Value[]): Passed {
  const bytes = blockOf(plugin, args[0]);
  return { args, bytes, text: textDecoder.decode(bytes) };
}

type Implementation = (plugin: CurrentPlugin, passed: Passed) => HostAnswer | Promise<HostAnswer>;

function ownImplementation(
  { params }: HostImport,
  run: OwnFunction,
  own: OwnFunctions,
  ownContext: HostSources['ownContext'],
): Implementation {
  const call = (plugin: CurrentPlugin, { args, bytes, text }: Passed): unknown => {
    own.printTo(ownContext.log);
    const inputs = args.map((value, index) => {
      if (params[index] !== 'i64') return value;
      return index === 0 ? text : textDecoder.decode(blockOf(plugin, value));
    });
    return run(...inputs, { ...ownContext, bytes: bytes.slice() });
  };
  if (!isAsync(run)) {
    return (plugin, passed) => {
      const value = call(plugin, passed);
      if (value instanceof Promise)
        throw new Error('returned a promise: declare it with "async function", so that the plug-in waits for it');
      return { answer: ownAnswer(value) };
    };
  }
  if (supportsAsyncHostFunctions) return async (plugin, passed) => ({ answer: ownAnswer(await call(plugin, passed)) });
  return () => {
    throw new Error('is async, which plug-ins can wait for with Node 24 and later: update the editor or its server');
  };
}

/** What runs for an import: the workspace's own function before a mock, and that before one of the workbench. */
function implementation(item: HostImport, { context, mocks, own, ownContext }: HostSources): Implementation | undefined {
  const ownFunction = own?.functions.get(item.name);
  if (own && ownFunction) return ownImplementation(item, ownFunction, own, ownContext);
  const mock = findMock(mocks, item.namespace, item.name);
  if (mock) return (_, { text, bytes }) => ({ answer: answerOf(mock, text, bytes.slice()) });
  if (!isHostFunction(item.name)) return undefined;
  const run = hostFunctions[item.name];
  return (_, { text }) => run(context, text);
}

/** An answer, and the bytes that its text or value has. */
interface Given {
  answer: Answer;
  text?: string;
  bytes: Uint8Array;
}

function readAnswer(answer: Answer): Given {
  if (answer.kind === 'null') return { answer, bytes: NOTHING };
  const value = answer.kind === 'number' ? String(answer.value) : answer.value;
  return typeof value === 'string' ? { answer, text: value, bytes: textEncoder.encode(value) } : { answer, bytes: value.slice() };
}

/** An answer as the import's result type has it. */
function resultOf(plugin: CurrentPlugin, { results }: HostImport, { answer, text, bytes }: Given): Value | undefined {
  const [type] = results;
  if (type === undefined) return undefined;
  if (answer.kind === 'null') return type === 'i64' ? 0n : 0;
  if (answer.kind === 'number') {
    const { value } = answer;
    if (type !== 'i64') return Number(value);
    return typeof value === 'bigint' ? value : BigInt(Math.trunc(value));
  }
  if (type === 'i64') return bytes.length === 0 ? 0n : plugin.store(bytes); // what is empty is null, as in every other host
  const number = Number(text ?? textDecoder.decode(bytes));
  if (Number.isNaN(number)) throw new Error(`its result is a number (${type}), and what it answered is none`);
  return number;
}

function bind(item: HostImport, sources: HostSources): Bound | undefined {
  const run = implementation(item, sources);
  if (!run) return undefined;
  const { context, own, trace } = sources;
  const { namespace, name } = item;
  const mocked = item.status.kind === 'provided' && item.status.from === 'mock';

  const describe = ({ text, bytes }: Passed, started: number): HostCallEvent => {
    const event: HostCallEvent = {
      kind: 'hostCall',
      namespace,
      name,
      input: traceDecoded(text, bytes),
      inputBytes: bytes.length,
      micros: Math.round((performance.now() - started) * 1000),
    };
    if (mocked) event.mocked = true;
    return event;
  };
  const succeed = (plugin: CurrentPlugin, passed: Passed, started: number, { answer, hit, suggestion }: HostAnswer): Value | undefined => {
    const given = readAnswer(answer);
    const result = resultOf(plugin, item, given);
    if (result === 0n && answer.kind === 'null') sources.onNull(name);
    if (trace) {
      const event = describe(passed, started);
      if (answer.kind !== 'null') {
        event.output = given.text === undefined ? traceText(given.bytes) : traceDecoded(given.text, given.bytes);
        event.outputBytes = given.bytes.length;
      }
      if (hit !== undefined) event.hit = hit;
      if (suggestion !== undefined) event.suggestion = suggestion;
      context.record(event);
    }
    return result;
  };
  /** A failed host call is recorded whether others are or not. */
  const fail = (passed: Passed, started: number, error: unknown): never => {
    const message = error instanceof Error ? error.message : String(error);
    context.record({ ...describe(passed, started), ...(error instanceof Missed && error.looked), error: message });
    if (error instanceof CallFailure) throw error; // there is no room for its answer, which is not of its doing
    throw new HostFunctionError(`${name}: ${message}`, own && placeOf(error, own));
  };
  if (supportsAsyncHostFunctions && isAsync(own?.functions.get(name))) {
    return async (plugin, ...args) => {
      const started = performance.now();
      const passed = readPassed(plugin, args);
      try {
        return succeed(plugin, passed, started, await run(plugin, passed));
      } catch (error) {
        return fail(passed, started, error);
      }
    };
  }
  return (plugin, ...args) => {
    const started = performance.now();
    const passed = readPassed(plugin, args);
    try {
      return succeed(plugin, passed, started, run(plugin, passed) as HostAnswer);
    } catch (error) {
      return fail(passed, started, error);
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
