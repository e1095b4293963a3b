/** Offsets in a text, counted as the editor does: in UTF-16 code units, the end exclusive. */
export interface TextRange {
  start: number;
  end: number;
}

/** A key and its value. */
export interface Member {
  key: string;
  keyRange: TextRange;
  /** Where else the key is written, as in several headers of TOML; in their order, after the first. */
  repeated?: TextRange[];
  value: ManifestNode;
  /** What to take out of the text to be rid of it, commas and line ends included; absent where it is written in several places. */
  extent?: TextRange;
}

export interface ObjectNode {
  kind: 'object';
  range: TextRange;
  /** As often as it is written: a key may be there twice. */
  members: Member[];
  /** Whether all of it is within the range, which of TOML's tables with a header is the header alone. */
  isInline: boolean;
}

export interface ArrayNode {
  kind: 'array';
  range: TextRange;
  items: ManifestNode[];
  isInline: boolean;
}

/** A piece of a manifest with its place in the text, whether that is JSON or TOML. */
export type ManifestNode =
  | ObjectNode
  | ArrayNode
  | { kind: 'string'; range: TextRange; value: string }
  | { kind: 'number'; range: TextRange; value: number }
  | { kind: 'boolean' | 'null' | 'date'; range: TextRange };

export type ManifestFormat = 'json' | 'toml';

export interface SourceText {
  text: string;
  format: ManifestFormat;
}

/** A file that is not `*.toml` is JSON. */
export const manifestFormat = (path: string): ManifestFormat => (path.endsWith('.toml') ? 'toml' : 'json');
