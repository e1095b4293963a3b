import type { CallEvent } from '../core/call';
import { startOf } from '../core/format/text';
import type { Transcript } from './transcript';

/** The first events of a call are told one by one, so that they are known even if the call never ends. */
const TOLD_AT_ONCE = 64;
/** After that they are told together, this many milliseconds apart at most while events come. */
const INTERVAL = 2;
/** Events beyond this many, or this many characters of text, are left out, but for the last few. */
const HEAD = 1_000;
const HEAD_TEXT = 4_000_000;
const TAIL = 100;
/** Characters of one text of an event, of one of the last few. */
const TEXT_LIMIT = 1_000_000;
const TAIL_TEXT_LIMIT = 2_000;

function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const start = startOf(text, limit);
  return `${start}… (${(text.length - start.length).toLocaleString('en')} more characters)`;
}

/** Every text of an event, cut. */
const cutTexts = (event: CallEvent, limit: number): CallEvent =>
  Object.fromEntries(
    Object.entries(event).map(([key, value]) => [key, typeof value === 'string' ? cut(value, limit) : value]),
  ) as CallEvent;

function textLength(event: CallEvent): number {
  if (event.kind === 'hostCall') return (event.input?.length ?? 0) + (event.output?.length ?? 0) + (event.error?.length ?? 0); // there are many
  return Object.values(event).reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0);
}

/** Takes down what happens in a call and tells it while it happens, in bounded memory whatever a plug-in does. */
export class Recorder {
  #send: ((events: CallEvent[]) => void) | undefined;
  #untold: CallEvent[] = [];
  #tail: CallEvent[] = [];
  #count = 0;
  #omitted = 0;
  #isCut = false;
  #text = 0;
  #lastTold = 0;

  /** @param transcript gets every event, whole */
  constructor(private readonly transcript?: Transcript) {}

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  add(event: CallEvent): void {
    this.transcript?.add(event);
    const length = textLength(event);
    this.#count += 1;
    this.#text += length;
    if (this.#count > HEAD || this.#text > HEAD_TEXT) {
      if (!this.#isCut) this.#cut();
      this.#tail.push(length > TAIL_TEXT_LIMIT ? cutTexts(event, TAIL_TEXT_LIMIT) : event);
      if (this.#tail.length > 2 * TAIL) this.#omitted += this.#tail.splice(0, TAIL).length;
      return;
    }
    this.#untold.push(length > TEXT_LIMIT ? cutTexts(event, TEXT_LIMIT) : event);
    if (this.#count <= TOLD_AT_ONCE || performance.now() - this.#lastTold > INTERVAL) this.#tell();
  }

  /** From now on, and for what was added before: an instance prepared ahead of its call has nobody to tell. */
  tellTo(send: (events: CallEvent[]) => void): void {
    this.#send = send;
    this.#tell();
  }

  /** Tells what is left, the last events of a flood among it. Returns what went wrong in recording. */
  end(): string[] {
    this.#omitted += this.#tail.splice(0, this.#tail.length - TAIL).length;
    if (this.#omitted > 0) this.#untold.push({ kind: 'omitted', count: this.#omitted });
    this.#untold.push(...this.#tail.splice(0));
    this.#tell();
    return this.transcript?.end() ?? [];
  }

  /** Tells that events are left out from here, which is all that is known of them if the call never ends. */
  #cut(): void {
    this.#isCut = true;
    this.#untold.push({ kind: 'omitted' });
    this.#tell();
  }

  #tell(): void {
    if (!this.#send || this.#untold.length === 0) return;
    this.#send(this.#untold);
    this.#untold = [];
    this.#lastTold = performance.now();
  }
}
