import type { CallEvent } from '../core/call';
import { formatEvent } from '../core/format/call';
import { formatBytes, startOf, visible } from '../core/format/text';
import { NewFile } from './node';

/** Bytes of a transcript, but for the line that says that it is cut. */
const MOST_BYTES = 256 * 1024 * 1024;
/** Characters of a text that are looked at at once. */
const PIECE = 1_000_000;

const utf8 = new TextEncoder();

/** All that happens in a call, in a file: each event is there before the plug-in goes on, whatever becomes of it then. */
export class Transcript {
  readonly #file: NewFile;
  #bytes = 0;
  /** What the last line is of, where it is not ended. */
  #line: string | undefined;
  #hasEnded = false;
  #problem: Error | undefined;

  /** @param head the first line of the file, which is made when there is a second one */
  constructor(
    path: string,
    private readonly head: string,
    private readonly mostBytes = MOST_BYTES,
  ) {
    this.#file = new NewFile(path);
  }

  add(event: CallEvent): void {
    if (!('text' in event)) return this.#write(`${this.#lineEnd()}${formatEvent(event, Infinity).join('\n')}\n`);
    const label = event.kind === 'log' ? event.level : event.kind;
    let text = event.kind === 'log' && !event.text.endsWith('\n') ? `${event.text}\n` : event.text;
    do {
      const piece = startOf(text, PIECE);
      this.#addText(label, piece);
      text = text.slice(piece.length);
    } while (text !== '' && !this.#hasEnded);
  }

  /** Returns what went wrong. */
  end(): string[] {
    this.#write(this.#lineEnd());
    this.#hasEnded = true;
    this.#file.close();
    return this.#problem ? [`the transcript is not whole: ${this.#problem.message}`] : [];
  }

  /** Plug-ins write a line piece by piece. */
  #addText(label: string, text: string): void {
    const start = this.#line === label ? '' : `${this.#lineEnd()}  ${label}: `;
    this.#line = text.endsWith('\n') ? undefined : label;
    this.#write(
      start +
        visible(text)
          .replaceAll('\r\n', '\n')
          .replace(/\n(?!$)/g, `\n  ${label}: `),
    );
  }

  #lineEnd(): string {
    const end = this.#line === undefined ? '' : '\n';
    this.#line = undefined;
    return end;
  }

  #write(text: string): void {
    if (this.#hasEnded || text === '') return;
    const bytes = utf8.encode(this.#bytes === 0 ? `${this.head}\n${text}` : text);
    this.#bytes += bytes.length;
    this.#hasEnded = this.#bytes > this.mostBytes;
    try {
      this.#file.append(
        this.#hasEnded ? utf8.encode(`\n  … the rest is left out: a transcript has ${formatBytes(this.mostBytes)}\n`) : bytes,
      );
    } catch (error) {
      this.#problem = error as Error; // a full disk is no fault of the plug-in's, which goes on
      this.#hasEnded = true;
    }
  }
}
