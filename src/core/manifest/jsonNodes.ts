import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { ManifestNode, Member, TextRange } from './node';
import type { ManifestProblem } from './problem';

const rangeOf = ({ offset, length }: { offset: number; length: number }): TextRange => ({ start: offset, end: offset + length });

/** Properties are taken out with a comma beside them. */
function extentOf(properties: readonly Node[], index: number): TextRange {
  const { start, end } = rangeOf(properties[index] as Node);
  const next = properties[index + 1];
  if (next) return { start, end: next.offset };
  const previous = properties[index - 1];
  return { start: previous ? rangeOf(previous).end : start, end };
}

function memberOf(properties: readonly Node[], index: number): Member[] {
  const [key, value] = properties[index]?.children ?? [];
  if (!key || !value) return []; // half written, which is a syntax error of its own
  return [{ key: String(key.value), keyRange: rangeOf(key), value: nodeOf(value), extent: extentOf(properties, index) }];
}

function nodeOf(node: Node): ManifestNode {
  const range = rangeOf(node);
  const { children = [] } = node;
  switch (node.type) {
    case 'object':
      return { kind: 'object', range, members: children.flatMap((_, index) => memberOf(children, index)), isInline: true };
    case 'array':
      return { kind: 'array', range, items: children.map(nodeOf), isInline: true };
    case 'string':
      return { kind: 'string', range, value: String(node.value) };
    case 'number':
      return { kind: 'number', range, value: Number(node.value) };
    case 'boolean':
      return { kind: 'boolean', range };
    default:
      return { kind: 'null', range };
  }
}

const EXPECTED: Record<string, string> = {
  PropertyNameExpected: 'a key in double quotes',
  ValueExpected: 'a value',
  ColonExpected: 'a colon',
  CommaExpected: 'a comma',
  CloseBraceExpected: 'a closing brace',
  CloseBracketExpected: 'a closing bracket',
  EndOfFileExpected: 'the end of the file',
};

function wordingOf(code: string): string {
  const expected = EXPECTED[code];
  if (expected !== undefined) return `not JSON: ${expected} is expected here`;
  return `not JSON: ${code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()}`;
}

/** Where the comma is that the closing bracket at the offset follows, if it follows one. */
function trailingComma(text: string, offset: number): TextRange | undefined {
  if (text[offset] !== '}' && text[offset] !== ']') return undefined;
  const before = text.slice(0, offset).trimEnd();
  return before.endsWith(',') ? { start: before.length - 1, end: before.length } : undefined;
}

function problemOf(text: string, { error, offset, length }: ParseError): ManifestProblem {
  const code = printParseErrorCode(error);
  const range = { start: offset, end: Math.min(offset + length, text.length) }; // the parser counts on in a comment without an end
  if (code === 'InvalidCommentToken') {
    const fixes = [{ title: 'Remove the comment', edits: [{ range, text: '' }] }];
    return { code: 'comment', severity: 'error', message: 'a manifest is JSON, which has no comments', range, fixes };
  }
  const comma = trailingComma(text, offset);
  if (comma) {
    const fixes = [{ title: 'Remove the comma', edits: [{ range: comma, text: '' }] }];
    return { code: 'trailingComma', severity: 'error', message: 'JSON has no comma after the last item', range: comma, fixes };
  }
  return { code: 'syntax', severity: 'error', message: wordingOf(code), range, fixes: [] };
}

/** Reads JSON as far as it is JSON. Comments and trailing commas are problems, and not in the way of the rest. */
export function parseJson(text: string): { root?: ManifestNode; problems: ManifestProblem[] } {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowEmptyContent: false });
  const firsts = new Map<number, ManifestProblem>();
  for (const error of errors) {
    const problem = problemOf(text, error);
    if (!firsts.has(problem.range.start)) firsts.set(problem.range.start, problem);
  }
  return { ...(root && { root: nodeOf(root) }), problems: [...firsts.values()] };
}
