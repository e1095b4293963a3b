/** What `media/manifest.schema.json` says of a part of a manifest. */
export interface PartSchema {
  markdownDescription?: string;
  /** What can be written there. In a string are placeholders such as `$1`, and `^` before what stands without quotes. */
  defaultSnippets?: { label: string; body: SnippetBody }[];
  properties?: Record<string, PartSchema>;
  items?: PartSchema;
  additionalProperties?: PartSchema;
}

export type SnippetBody = string | SnippetBody[] | { [key: string]: SnippetBody };

/** The part that keys lead to; a list's items are gone into without a key of their own. */
export function partAt(schema: PartSchema, keys: readonly string[]): PartSchema | undefined {
  const [key, ...rest] = keys;
  const { properties = {}, items, additionalProperties } = schema;
  if (key === undefined) return schema;
  if (items) return partAt(items, keys);
  const next = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
  return next && partAt(next, rest);
}

/** The keys of a part, or of the items of a list. */
export const keysOf = ({ properties, items }: PartSchema): Record<string, PartSchema> => properties ?? (items ? keysOf(items) : {});

/** A snippet body as a snippet of TOML. */
export function tomlSnippet(body: SnippetBody): string {
  if (typeof body === 'string') return body.startsWith('^') ? body.slice(1) : `"${body}"`;
  if (Array.isArray(body)) return `[${body.map(tomlSnippet).join(', ')}]`;
  const members = Object.entries(body).map(([key, value]) => `${key} = ${tomlSnippet(value)}`);
  return `{ ${members.join(', ')} }`;
}

/** The header that TOML usually has such a part under; undefined where that is a plain value. */
export function tomlHeader(keys: readonly string[], { defaultSnippets: [snippet] = [] }: PartSchema): string | undefined {
  const body = snippet?.body;
  if (typeof body !== 'object') return undefined;
  if (!Array.isArray(body)) return `[${keys.join('.')}]`;
  return typeof body[0] === 'object' ? `[[${keys.join('.')}]]` : undefined;
}
