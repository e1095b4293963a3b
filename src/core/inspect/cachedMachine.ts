import { hex, type Machine, Unreadable, type WasmValue } from './machine';

/** The state of a plug-in in another process. What cannot be read rejects. */
export interface RemoteMachine {
  local(index: number): Promise<WasmValue>;
  global(index: number): Promise<WasmValue>;
  memory(address: number, length: number): Promise<Uint8Array>;
}

/** Thrown where something has to be fetched first. */
class Missing extends Error {
  constructor(readonly fetched: Promise<void>) {
    super('not fetched yet');
  }
}

/** Divides a page of WebAssembly, so that no block is in memory only in part. */
const BLOCK = 4096;
/** Blocks and locals for one value: what needs more is garbage. */
const MOST_FETCHES = 2_000;

/** Reads a remote machine as if it were here: what is missing is fetched, and the work done again. */
export class CachedMachine implements Machine {
  readonly #known = new Map<string, WasmValue | Uint8Array | 'none'>();

  constructor(private readonly remote: RemoteMachine) {}

  async run<T>(work: () => T): Promise<T> {
    for (let fetches = 0; fetches < MOST_FETCHES; fetches += 1) {
      try {
        return work();
      } catch (error) {
        if (!(error instanceof Missing)) throw error;
        await error.fetched;
      }
    }
    throw new Unreadable('it is too large to read');
  }

  local(index: number): WasmValue {
    return this.#get(`local ${index}`, () => this.remote.local(index), 'not available here');
  }

  global(index: number): WasmValue {
    return this.#get(`global ${index}`, () => this.remote.global(index), 'not available here');
  }

  read(address: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let at = address; at < address + length;) {
      const start = at - (at % BLOCK);
      const block = this.#get(`block ${start}`, () => this.remote.memory(start, BLOCK), `not in memory: ${hex(address)}`);
      const part = block.subarray(at - start, at - start + (address + length - at));
      bytes.set(part, at - address);
      at += part.length;
    }
    return bytes;
  }

  #get<T extends WasmValue | Uint8Array>(key: string, fetch: () => Promise<T>, problem: string): T {
    const known = this.#known.get(key);
    if (known === 'none') throw new Unreadable(problem);
    if (known !== undefined) return known as T;
    throw new Missing(
      fetch().then(
        (value) => void this.#known.set(key, value),
        () => void this.#known.set(key, 'none'),
      ),
    );
  }
}
