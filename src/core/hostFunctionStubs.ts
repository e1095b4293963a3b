import { formatImport, type HostImport } from './plugin/hostImports';

const HEAD = `// Host functions of this workspace: what your plug-ins import from their host.
//
// A function is found by its name, in any namespace. It is given what the plug-in passed, as text
// (a number where the parameter is no i64), and then the context of the call. What it returns goes back
// to the plug-in: a string or a Uint8Array as it is, nothing as null, a number as a number, and anything
// else as JSON. What it throws fails the call. It may be async.

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

const isName = (name: string): boolean => /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name);

function stub(item: HostImport): string {
  const params = item.params.map(
    (type, index) => `${index === 0 ? 'input' : `input${index + 1}`}: ${type === 'i64' ? 'string' : 'number'}`,
  );
  const isNumber = item.results.length === 1 && item.results[0] !== 'i64';
  const result = item.results.length === 0 ? 'void' : isNumber ? 'number' : 'string';
  const body =
    result === 'void' ? `  context.log(\`${item.name}\`);` : `  context.log(\`${item.name}\`);\n  return ${isNumber ? '0' : "''"};`;
  return `/** ${formatImport(item)} */\nexport function ${item.name}(${[...params, 'context: Context'].join(', ')}): ${result} {\n${body}\n}\n`;
}

/** The text of a host functions file with a stub for each import, to be put after what is there. */
export function hostFunctionStubs(imports: readonly HostImport[], present: string): string {
  const stubs = imports.filter(({ name }) => isName(name)).map(stub);
  return [present.trim() === '' ? HEAD : present.trimEnd() + '\n', ...stubs].join('\n');
}
