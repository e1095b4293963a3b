import { visible } from './format/text';
import { formatImport, type HostImport } from './plugin/hostImports';

/** What a host functions file is written in, which its name tells. */
type Language = 'TypeScript' | 'JavaScript' | 'CommonJS';

const languageOf = (path: string): Language => {
  if (/\.[cm]?ts$/.test(path)) return 'TypeScript';
  return path.endsWith('.cjs') ? 'CommonJS' : 'JavaScript';
};

const HEAD = `// Host functions of this workspace: what your plug-ins import from their host.
//
// A function is found by its name, in any namespace. It is given what the plug-in passed, as text
// (a number where the parameter is no i64), and then the context of the call. What it returns goes back
// to the plug-in: a string or a Uint8Array as it is, nothing as null, a number as a number, and anything
// else as JSON. What it throws fails the call. It may be async.
`;

const CONTEXT = `
interface Context {
  /** The Extism config of the call. */
  config: Record<string, string>;
  /** Writes to the call's record. */
  log(text: string, level?: 'trace' | 'debug' | 'info' | 'warn' | 'error'): void;
  /** Kept from one host call to the next, and gone after the call. */
  memory: Map<string, unknown>;
  /** The first input as bytes. */
  bytes: Uint8Array;
}
`;

const CONTEXT_IN_WORDS = `//
// The context: config, the Extism config of the call; log(text, level), which writes to its record; memory,
// a Map that is kept from one host call to the next, and gone after the call; bytes, the first input as bytes.
`;

/** What no function of a module can be named. */
const RESERVED = new Set(
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield'.split(
    ' ',
  ),
);

const isName = (name: string): boolean => /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) && !RESERVED.has(name);

function stub(item: HostImport, language: Language): string {
  const isNumber = item.results.length === 1 && item.results[0] !== 'i64';
  const result = item.results.length === 0 ? 'void' : isNumber ? 'number' : 'string';
  const typed = (name: string, type: string): string => (language === 'TypeScript' ? `${name}: ${type}` : name);
  const params = item.params.map((type, index) => typed(index === 0 ? 'input' : `input${index + 1}`, type === 'i64' ? 'string' : 'number'));
  const head = `${item.name}(${[...params, typed('context', 'Context')].join(', ')})`;
  const lines = [`context.log(\`${item.name}\`);`, ...(result === 'void' ? [] : [`return ${isNumber ? '0' : "''"};`])];
  const declared = language === 'CommonJS' ? `exports.${item.name} = function ${head}` : `export function ${typed(head, result)}`;
  const end = language === 'CommonJS' ? '};' : '}';
  return [
    `/** ${visible(formatImport(item)).replaceAll('\n', ' ').replaceAll('*/', '*\\/')} */`,
    `${declared} {`,
    ...lines.map((line) => `  ${line}`),
    end,
    '',
  ].join('\n');
}

/**
 * The text of a host functions file with a stub for each import that a function can be named after, to be put after what is there.
 * @param path whose end tells the language
 */
export function hostFunctionStubs(imports: readonly HostImport[], present: string, path: string): string {
  const language = languageOf(path);
  const isFirst = ({ name }: HostImport, index: number): boolean => imports.findIndex((item) => item.name === name) === index; // of any namespace
  const stubs = imports.filter((item, index) => isName(item.name) && isFirst(item, index)).map((item) => stub(item, language));
  const head = HEAD + (language === 'TypeScript' ? CONTEXT : CONTEXT_IN_WORDS);
  return [present.trim() === '' ? head : present.trimEnd() + '\n', ...stubs].join('\n');
}
