import { startOf, visible } from '../format/text';
import type { Inspector } from './inspector';
import { hex, Unreadable } from './machine';
import { readInteger, type Value } from './value';
import type { TextView } from './view';

/** UTF-16 units. */
const LONGEST_TEXT = 1_000;
const LONGEST_INNER_TEXT = 60;
/** Bytes that are looked through for the zero that ends a text. */
const STEP = 64;

const ESCAPES: Record<string, string> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\t': '\\t', '\r': '\\r' };

const quoted = (text: string): string => `"${visible(text.replace(/[\\"\n\t\r]/g, (char) => ESCAPES[char] ?? char))}"`;

/** The bytes of a text, at most so many. */
function textBytes({ place, length, encoding }: TextView, most: number, { machine }: Inspector): Uint8Array {
  if (length !== undefined) {
    const wanted = Math.min(length, most);
    if ('bytes' in place) return place.bytes.subarray(0, wanted);
    if (length > 0) machine.read(place.address + length - 1, 1); // the whole of it is to be there
    return machine.read(place.address, wanted);
  }
  if ('bytes' in place) return place.bytes.subarray(0, most);
  const unit = encoding === 'utf16' ? 2 : 1;
  const found: number[] = [];
  for (let at = place.address; found.length < most; at += STEP) {
    const step = readUpTo(at, STEP, machine);
    const end = step.indexOf(0);
    found.push(...(end < 0 ? step : step.subarray(0, end)));
    if (end >= 0 || step.length < STEP) break;
  }
  return Uint8Array.from(found.slice(0, most - (most % unit)));
}

/** As much as there is in memory. @throws {Unreadable} where there is nothing at all */
function readUpTo(address: number, length: number, machine: Inspector['machine']): Uint8Array {
  try {
    return machine.read(address, length);
  } catch (error) {
    if (!(error instanceof Unreadable) || length <= 1) throw error;
    return readUpTo(address, length >> 1, machine);
  }
}

/** The content of a text. @throws {Unreadable} */
export function readText(view: TextView, most: number, inspector: Inspector): { text: string; isCut: boolean } {
  const wide = view.encoding === 'utf16';
  const bytes = textBytes(view, wide ? 2 * most : 4 * most, inspector);
  const whole = new TextDecoder(wide ? 'utf-16le' : 'utf-8', { ignoreBOM: true }).decode(bytes);
  // of C's arrays; what other languages count may well have zeros in it
  const ended = view.length !== undefined && inspector.frame.language === 'c' ? whole.replace(/\0[^]*$/, '') : whole;
  const text = startOf(ended, most);
  return { text, isCut: text.length < ended.length || (text.length === whole.length && (view.length ?? bytes.length) > bytes.length) };
}

/** A text on one line. @throws {Unreadable} */
export function lineOfText(view: TextView, depth: number, inspector: Inspector): string {
  const pointer = view.isPointer && 'address' in view.place ? view.place.address : undefined;
  if (pointer === 0) return '0x0';
  let shown: string;
  try {
    const { text, isCut } = readText(view, depth === 0 ? LONGEST_TEXT : LONGEST_INNER_TEXT, inspector);
    shown = `${quoted(text)}${isCut ? '…' : ''}`;
  } catch (error) {
    if (!(error instanceof Unreadable) || pointer === undefined) throw error;
    return hex(pointer); // it may well point to something else than a text
  }
  return pointer !== undefined && depth === 0 ? `${hex(pointer)} ${shown}` : shown;
}

/** A character on one line. @throws {Unreadable} */
export function lineOfCharacter(value: Value, inspector: Inspector): string {
  const code = Number(BigInt.asUintN(32, readInteger(value, inspector.machine)));
  if (value.type.size === 1 && code > 0x7e) return `'\\x${(code & 0xff).toString(16)}'`;
  if (code > 0x10_ffff) return String(code);
  const char = String.fromCodePoint(code);
  if (char === "'") return "'\\''";
  if (code < 0x20 && !(char in ESCAPES)) return `'\\x${code.toString(16).padStart(2, '0')}'`;
  return `'${char === '"' ? char : visible(ESCAPES[char] ?? char)}'`;
}
