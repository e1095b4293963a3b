import type { ManifestNode, Member, ObjectNode, SourceText, TextRange } from './node';
import type { Fix } from './problem';

const slice = ({ text }: SourceText, { start, end }: TextRange): string => text.slice(start, end);

export const replace = (title: string, range: TextRange, text: string): Fix => ({ title, edits: [{ range, text }] });

/** A text as a string of JSON, which is one of TOML too. */
export const quoted = (text: string): string => JSON.stringify(text).replaceAll('\u007f', '\\u007f');

const keyText = ({ format }: SourceText, key: string): string => (format === 'toml' && /^[A-Za-z0-9_-]+$/.test(key) ? key : quoted(key));

export const removeFix = (what: string, { extent }: Member): Fix[] => (extent ? [replace(`Remove ${what}`, extent, '')] : []);

/** Renames a key wherever it is written: headers of TOML that share it would part else. */
export const renameFix = (source: SourceText, { keyRange, repeated = [] }: Member, key: string): Fix => ({
  title: `Change to "${key}"`,
  edits: [keyRange, ...repeated].map((range) => ({ range, text: keyText(source, key) })),
});

/** A value as compact JSON, which for a number or a boolean is what is written there. */
function jsonText(source: SourceText, node: ManifestNode): string {
  switch (node.kind) {
    case 'object':
      return `{${node.members.map(({ key, value }) => `${JSON.stringify(key)}:${jsonText(source, value)}`).join(',')}}`;
    case 'array':
      return `[${node.items.map((item) => jsonText(source, item)).join(',')}]`;
    case 'string':
      return JSON.stringify(node.value);
    case 'date':
      return JSON.stringify(slice(source, node.range));
    default:
      return slice(source, node.range);
  }
}

const isWhole = (node: ManifestNode): boolean => !('isInline' in node) || node.isInline;

/** Makes a string of a value: of a list or an object its JSON. */
export function quoteFix(source: SourceText, value: ManifestNode): Fix[] {
  if (value.kind === 'null' || !isWhole(value)) return [];
  const text = value.kind === 'date' ? slice(source, value.range) : jsonText(source, value);
  return [replace('Quote the value', value.range, quoted(text))];
}

/** Puts what is in an object in the place of the object and its key, unless the object around it has the same keys. */
export function unwrapFix(source: SourceText, { key, keyRange, value }: Member, around: ObjectNode): Fix[] {
  if (value.kind !== 'object' || !value.isInline) return [];
  if (value.members.some((inner) => around.members.some((other) => other.key === inner.key))) return [];
  const [first] = value.members;
  const last = value.members.at(-1);
  if (!first || !last) return [];
  const separator = source.format === 'toml' && !around.isInline ? '\n' : ', ';
  const inner =
    source.format === 'json'
      ? slice(source, { start: first.keyRange.start, end: last.value.range.end })
      : value.members.map((member) => slice(source, { start: member.keyRange.start, end: member.value.range.end })).join(separator);
  return [replace(`Take what is in "${key}" out of it`, { start: keyRange.start, end: value.range.end }, inner)];
}
