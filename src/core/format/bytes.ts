/** How bytes are best shown to a person. */
export type ShownBytes =
  | { kind: 'text'; text: string }
  /** JSON that is an object or an array; `text` is as it was, `pretty` is laid out. */
  | { kind: 'json'; text: string; pretty: string }
  | { kind: 'binary'; bytes: Uint8Array };

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const CONTROL = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/;
/** Larger JSON than this is not laid out. */
const PRETTY_LIMIT = 1024 * 1024;

/** The first bytes, at most this many and no part of a UTF-8 character. */
export function firstBytes(bytes: Uint8Array, most: number): Uint8Array {
  if (bytes.length <= most) return bytes;
  let end = most;
  for (let back = 0; back < 3 && ((bytes[end] ?? 0) & 0xc0) === 0x80; back += 1) end -= 1;
  return bytes.subarray(0, end);
}

/** The bytes as text, where they are text that can be shown. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = utf8.decode(bytes);
    return CONTROL.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

export function showBytes(bytes: Uint8Array): ShownBytes {
  const text = textOf(bytes);
  if (text === undefined) return { kind: 'binary', bytes };
  if (text.length > PRETTY_LIMIT || !/^\s*[[{]/.test(text)) return { kind: 'text', text };
  try {
    return { kind: 'json', text, pretty: JSON.stringify(JSON.parse(text), undefined, 2) };
  } catch {
    return { kind: 'text', text };
  }
}

/** Bytes of hex that stand for all. */
const TRACED = 128;

/** Text as it is; of other bytes the first, in hex: `0x00ff…`. */
export function traceText(bytes: Uint8Array): string {
  const text = textOf(bytes);
  if (text !== undefined) return text;
  const hex = Array.from(bytes.subarray(0, TRACED), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `0x${hex}${bytes.length > TRACED ? '…' : ''}`;
}

/** `traceText` of bytes that were decoded already, with a replacement character for each that is no UTF-8. */
export const traceDecoded = (text: string, bytes: Uint8Array): string =>
  text.includes('\ufffd') || CONTROL.test(text) ? traceText(bytes) : text;

/** `00000000  68 65 6c 6c 6f …  |hello|`, 16 bytes a line. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = Array.from(bytes.subarray(at, at + 16));
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0'));
    const ascii = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(
      `${at.toString(16).padStart(8, '0')}  ${hex.slice(0, 8).join(' ').padEnd(23)}  ${hex.slice(8).join(' ').padEnd(23)}  |${ascii}|`,
    );
  }
  return lines.join('\n');
}

/** Bytes that an editor shows as text, and in a dump, which is five times as long. */
const EDITOR_LIMIT = { text: 16 * 1024 * 1024, dump: 1024 * 1024 };

const andMore = (left: number): string => (left > 0 ? `\n… ${left.toLocaleString('en')} more bytes: save the output to have them all` : '');

/** The bytes as text for an editor, and the language to show them in. */
export function editorText(whole: Uint8Array): { text: string; extension: 'txt' | 'json' | 'xml' | 'html' | 'hex' } {
  const bytes = firstBytes(whole, EDITOR_LIMIT.text);
  const shown = showBytes(bytes);
  if (shown.kind !== 'binary' && bytes.length < whole.length)
    return { text: shown.text + andMore(whole.length - bytes.length), extension: 'txt' };
  switch (shown.kind) {
    case 'json':
      return { text: shown.text, extension: 'json' };
    case 'binary': {
      const dumped = whole.subarray(0, EDITOR_LIMIT.dump);
      return { text: hexDump(dumped) + andMore(whole.length - dumped.length), extension: 'hex' };
    }
    case 'text':
      if (/^\s*<(!doctype html|html)\b/i.test(shown.text)) return { text: shown.text, extension: 'html' };
      return { text: shown.text, extension: /^\s*<\?xml\b/.test(shown.text) ? 'xml' : 'txt' };
  }
}
