import type { Call, CallEvent, CallOverrides, CallResult } from './call';
import { Emitter } from './emitter';

export type CallRequestHead = Pick<Call, 'plugin' | 'function' | 'input' | keyof CallOverrides>;

/** How many calls the history keeps. */
const CAPACITY = 200;
/** Bytes of inputs and outputs that it keeps, however large the last call's are. */
const MOST_BYTES = 256 * 1024 * 1024;

const bytesOf = ({ input, result }: Call): number => (input?.length ?? 0) + (result?.outcome.bytes?.length ?? 0);

const isWaiting = (event: CallEvent | undefined): boolean =>
  event?.kind === 'http' && event.status === undefined && event.error === undefined;

const isUncounted = (event: CallEvent | undefined): boolean => event?.kind === 'omitted' && event.count === undefined;

/** The event and the one before in one, where a plug-in writes a line piece by piece. */
function joined(last: CallEvent | undefined, event: CallEvent): CallEvent | undefined {
  if (event.kind !== 'stdout' && event.kind !== 'stderr') return undefined;
  if (last?.kind !== event.kind || last.text.endsWith('\n') || last.text.length > LONGEST_LINE) return undefined;
  return { kind: event.kind, text: last.text + event.text };
}

/** Characters that are put together. */
const LONGEST_LINE = 10_000;

/** The history of calls, newest first. */
export class CallLog {
  #calls: Call[] = [];
  #lastId = 0;
  readonly #changed = new Emitter<Call | undefined>();
  readonly #ended = new Emitter<Call>();

  /** With the call that changed; without one when the history was cleared. */
  readonly onDidChange = this.#changed.event;

  readonly onDidEnd = this.#ended.event;

  get calls(): readonly Call[] {
    return this.#calls;
  }

  get(id: number): Call | undefined {
    return this.#calls.find((call) => call.id === id);
  }

  begin(head: CallRequestHead, startedAt: number): Call {
    this.#lastId += 1;
    const call: Call = { id: this.#lastId, ...head, startedAt, events: [] };
    this.#calls = [call, ...this.#calls.slice(0, CAPACITY - 1)];
    this.#changed.fire(call);
    return call;
  }

  addEvents(call: Call, events: readonly CallEvent[]): void {
    for (const event of events) {
      if (isUncounted(call.events.at(-1))) call.events.pop(); // by now it is known whether there were any, and how many
      if (event.kind === 'http' && isWaiting(call.events.at(-1))) call.events.pop(); // a plug-in that waits does nothing else: this is the answer
      const line = joined(call.events.at(-1), event);
      if (line) call.events.pop();
      call.events.push(line ?? event);
    }
    this.#changed.fire(call);
  }

  end(call: Call, result: CallResult): void {
    call.result = result;
    this.#makeRoom();
    this.#changed.fire(call);
    this.#ended.fire(call);
  }

  /** Forgets the oldest calls that have ended where all together are too large. */
  #makeRoom(): void {
    let bytes = 0;
    this.#calls = this.#calls.filter((call, index) => {
      bytes += bytesOf(call);
      return index === 0 || !call.result || bytes <= MOST_BYTES;
    });
  }

  /** Forgets the calls that have ended; one that runs stays. */
  clear(): void {
    this.#calls = this.#calls.filter(({ result }) => !result);
    this.#changed.fire(undefined);
  }
}
