import type { CallEvent } from '../core/call';
import { startOf } from '../core/format/text';

/** The first events of a call are told one by one, so that they are known even if the call never ends. */
const TOLD_AT_ONCE = 64;
/** After that they are told together, this many milliseconds apart at most while events come. */
const INTERVAL = 2;
/** Events beyond this many, or this many characters of text, are left out, but for the last few. */
const HEAD = 2_000;
const HEAD_TEXT = 1_000_000;
const TAIL = 100;
/** Characters of one event's text. */
const TEXT_LIMIT = 16_000;

function cut(text: string): string {
  const start = startOf(text, TEXT_LIMIT);
  return start === text ? text : `${start}… (${(text.length - start.length).toLocaleString('en')} more characters)`;
}

const optional = <K extends string>(key: K, text: string | undefined): { [key in K]?: string } =>
  (text === undefined ? {} : { [key]: cut(text) }) as { [key in K]?: string };

function cutTexts(event: CallEvent): CallEvent {
  switch (event.kind) {
    case 'hostCall':
      return { ...event, ...optional('input', event.input), ...optional('output', event.output), ...optional('error', event.error) };
    case 'var':
      return { ...event, name: cut(event.name) };
    case 'config':
      return { ...event, key: cut(event.key) };
    case 'http':
      return { ...event, url: cut(event.url), ...optional('error', event.error) };
    case 'omitted':
      return event;
    default:
      return { ...event, text: cut(event.text) };
  }
}

function textLength(event: CallEvent): number {
  switch (event.kind) {
    case 'hostCall':
      return (event.input?.length ?? 0) + (event.output?.length ?? 0);
    case 'var':
      return event.name.length;
    case 'config':
      return event.key.length;
    case 'http':
      return event.url.length + (event.error?.length ?? 0);
    case 'omitted':
      return 0;
    default:
      return event.text.length;
  }
}

/** Takes down what happens in a call and tells it while it happens, in bounded memory whatever a plug-in does. */
export class Recorder {
  #send: ((events: CallEvent[]) => void) | undefined;
  #untold: CallEvent[] = [];
  #tail: CallEvent[] = [];
  #count = 0;
  #omitted = 0;
  #text = 0;
  #lastTold = 0;

  add(event: CallEvent): void {
    const small = cutTexts(event);
    this.#count += 1;
    this.#text += textLength(small);
    if (this.#count > HEAD || this.#text > HEAD_TEXT) {
      this.#tail.push(small);
      if (this.#tail.length > 2 * TAIL) this.#omitted += this.#tail.splice(0, TAIL).length;
      return;
    }
    this.#untold.push(small);
    if (this.#count <= TOLD_AT_ONCE || performance.now() - this.#lastTold > INTERVAL) this.#tell();
  }

  /** From now on, and for what was added before: an instance prepared ahead of its call has nobody to tell. */
  tellTo(send: (events: CallEvent[]) => void): void {
    this.#send = send;
    this.#tell();
  }

  /** Tells what is left, the last events of a flood among it. */
  end(): void {
    this.#omitted += this.#tail.splice(0, this.#tail.length - TAIL).length;
    if (this.#omitted > 0) this.#untold.push({ kind: 'omitted', count: this.#omitted });
    this.#untold.push(...this.#tail.splice(0));
    this.#tell();
  }

  #tell(): void {
    if (!this.#send || this.#untold.length === 0) return;
    this.#send(this.#untold);
    this.#untold = [];
    this.#lastTold = performance.now();
  }
}
