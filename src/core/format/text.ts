export const plural = (count: number, one: string, many = `${one}s`): string => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** `94 B`, `312 KB`, `1.9 MB` */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kib = bytes / 1024;
  if (kib < 10) return `${kib.toFixed(1)} KB`;
  if (kib < 1024) return `${Math.round(kib)} KB`;
  const mib = kib / 1024;
  return mib < 1024 ? `${mib.toFixed(1)} MB` : `${(mib / 1024).toFixed(1)} GB`;
}

/** `18 µs`, `1.2 ms`, `3.4 s`, `5 s` */
export function formatMillis(millis: number): string {
  if (millis < 0.9995) return `${Math.round(millis * 1000)} µs`;
  if (millis < 99.95) return `${millis.toFixed(1)} ms`;
  if (millis < 999.5) return `${Math.round(millis)} ms`;
  return `${Number((millis / 1000).toFixed(1))} s`;
}

export const formatMicros = (micros: number): string => formatMillis(micros / 1000);

const INVISIBLE = /\r(?!\n)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Shows control, separating and direction-changing characters instead of letting them act, but for tabs and line ends. */
export const visible = (text: string): string =>
  text.replace(INVISIBLE, (char) => {
    const code = char.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '␡' : `\\u${code.toString(16).padStart(4, '0')}`;
  });

/** The text's start, of at most this many UTF-16 units and no half of a character. */
export const startOf = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '');

/** The text on one line of at most this many characters. */
export function oneLine(text: string, most: number): string {
  const flat = visible(text.length > 4 * most ? text.slice(0, 4 * most) : text)
    .replace(/\r?\n/g, '↵')
    .replace(/\t/g, ' ');
  if (flat.length <= most) return flat;
  const chars = [...flat];
  return chars.length <= most && text.length <= 4 * most ? flat : `${chars.slice(0, most - 1).join('')}…`;
}

/** `"👋 Hello"`, cut to fit a line. */
export const quote = (text: string, most = 60): string => `"${oneLine(text, most)}"`;

const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');

/** A name on one line, also where there is nothing to see of it. */
export const nameLine = (name: string): string => oneLine(name, 100) || '(no name)';

/** The day and time here: `2026-07-30 12:03:44`. */
export function formatDate(epochMillis: number): string {
  const date = new Date(epochMillis);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())} ${formatTime(epochMillis).slice(0, 8)}`;
}

/** The time of day here: `12:03:44.120`. */
export function formatTime(epochMillis: number): string {
  const date = new Date(epochMillis);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
}
