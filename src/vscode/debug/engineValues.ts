import type { Inspector } from '../../core/inspect/inspector';
import type { RemoteMachine, CachedMachine } from '../../core/inspect/cachedMachine';
import type { WasmValue } from '../../core/inspect/machine';
import type { Child, Shown } from '../../core/inspect/show';
import type * as Inspect from './inspect.js';

/** What js-debug gives the engine to read a plug-in that is stopped. */
interface Host {
  getWasmLocal(index: number | string, stopId: unknown): Promise<unknown>;
  getWasmGlobal(index: number | string, stopId: unknown): Promise<unknown>;
  getWasmLinearMemory(offset: number, length: number, stopId: unknown): Promise<ArrayBuffer>;
}

/** A place in the code of a module. */
interface RawLocation {
  rawModuleId: string;
  codeOffset: number;
  inlineFrameIndex?: number;
}

/** A value as the engine has it, and js-debug shows it. */
interface EngineValue {
  type: string;
  description: string;
  hasChildren: boolean;
  objectId?: string;
  linearMemoryAddress?: number;
}

interface Unfolded {
  children: () => Child[];
  machine: CachedMachine;
}

/** Objects that may still be unfolded in the views. */
const MOST_OBJECTS = 10_000;
const OBJECT = 'extism-workbench:';

const isHost = (host: unknown): host is Host =>
  typeof host === 'object' && host !== null && ['getWasmLocal', 'getWasmGlobal', 'getWasmLinearMemory'].every((name) => name in host);

/**
 * js-debug evaluates `locals[index]` and takes the answer as JSON, in which there are no 64-bit integers. The index goes into
 * the expression as it is, so these are asked for in digits.
 */
async function numberOf(get: (index: number | string) => Promise<unknown>, index: number): Promise<WasmValue> {
  try {
    const value = await get(index);
    if (typeof value === 'object' && value !== null && 'value' in value) return value as WasmValue;
  } catch {
    // it is one of those, or not to be had at all, which the next line finds out
  }
  const digits = await get(`${index}].value+[`);
  const [found] = typeof digits === 'string' ? (/^-?\d+/.exec(digits) ?? []) : [];
  if (found === undefined) throw new Error(`no number: ${String(digits)}`);
  return { type: 'i64', value: BigInt(found) };
}

/** Answers what js-debug asks the engine about values, where our own reading of the debug information has an answer. */
export class EngineValues {
  readonly #symbols = new Map<string, InstanceType<(typeof Inspect)['Symbols']> | undefined>();
  readonly #objects = new Map<string, Unfolded>();
  #lastObject = 0;

  constructor(
    private readonly inspect: typeof Inspect,
    private readonly host: Host,
  ) {}

  /** @param rpc the engine's; undefined where it is not built as expected */
  static of(inspect: typeof Inspect, rpc: object): EngineValues | undefined {
    const { localHandler }: { localHandler?: unknown } = rpc;
    return isHost(localHandler) ? new EngineValues(inspect, localHandler) : undefined;
  }

  addModule(id: string, code: unknown): void {
    if (!(code instanceof ArrayBuffer)) return;
    // it goes to the engine's thread as a copy
    this.#symbols.set(id, new this.inspect.Symbols(new Uint8Array(code)));
  }

  removeModule(id: string): void {
    this.#symbols.delete(id);
  }

  /**
   * @returns undefined where the debug information knows nothing of the place
   * @throws {ExpressionError}
   */
  async evaluate(
    expression: string,
    { rawModuleId, codeOffset, inlineFrameIndex }: RawLocation,
    stopId: unknown,
  ): Promise<EngineValue | undefined> {
    const frame = this.#symbols.get(rawModuleId)?.frame(codeOffset, inlineFrameIndex);
    if (!frame) return undefined;
    const { CachedMachine, Inspector, evaluateExpression } = this.inspect;
    const machine = new CachedMachine(this.#machine(stopId));
    const inspector: Inspector = new Inspector(frame, machine);
    return this.#asEngineValue(await machine.run(() => evaluateExpression(expression, inspector)), machine);
  }

  /** What one of our values unfolds to; undefined of the engine's own. */
  async properties(objectId: unknown): Promise<{ name: string; value: EngineValue }[] | undefined> {
    const unfolded = typeof objectId === 'string' ? this.#objects.get(objectId) : undefined;
    if (!unfolded) return undefined;
    const { machine } = unfolded;
    const properties: { name: string; value: EngineValue }[] = [];
    for (const { name, show } of await machine.run(unfolded.children)) {
      properties.push({ name, value: this.#asEngineValue(await machine.run(show), machine) });
    }
    return properties;
  }

  #asEngineValue({ text, type, address, children }: Shown, machine: CachedMachine): EngineValue {
    const value = { type, description: text, hasChildren: children !== undefined, ...(address && { linearMemoryAddress: address }) };
    if (!children) return value;
    const objectId = `${OBJECT}${(this.#lastObject += 1)}`;
    this.#objects.set(objectId, { children, machine });
    const [oldest] = this.#objects.keys();
    if (this.#objects.size > MOST_OBJECTS && oldest !== undefined) this.#objects.delete(oldest);
    return { ...value, objectId };
  }

  #machine(stopId: unknown): RemoteMachine {
    const { host } = this;
    return {
      local: (index) => numberOf((key) => host.getWasmLocal(key, stopId), index),
      global: (index) => numberOf((key) => host.getWasmGlobal(key, stopId), index),
      memory: async (address, length) => {
        const bytes = new Uint8Array(await host.getWasmLinearMemory(address, length, stopId));
        if (bytes.length !== length) throw new Error('not in memory');
        return bytes;
      },
    };
  }
}
