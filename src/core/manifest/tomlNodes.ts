import { parse, TomlError } from 'smol-toml';
import type { ManifestNode, ObjectNode } from './node';
import type { ManifestProblem } from './problem';
import { TomlLocator } from './tomlLocator';

function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let seen = 1; seen < line; seen += 1) start = text.indexOf('\n', start) + 1;
  return Math.min(start + column - 1, text.length);
}

/** The first line of what the parser says; more of it is an excerpt of the text. */
const wordingOf = ({ message }: TomlError): string => message.split('\n')[0]?.replace(/^Invalid TOML document: /, '') ?? '';

/** Reads TOML, or says why it is none: `smol-toml` stops at the first mistake. */
export function parseToml(text: string): { root?: ManifestNode; problems: ManifestProblem[] } {
  try {
    parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const start = offsetOf(text, error.line, error.column);
    const range = { start, end: Math.min(start + 1, text.length) };
    return { problems: [{ code: 'syntax', severity: 'error', message: `not TOML: ${wordingOf(error)}`, range, fixes: [] }] };
  }
  const root: ObjectNode = new TomlLocator(text).document();
  return { root, problems: [] };
}
