import type { ByteReader } from './byteReader';

/** A function type, its value types by their text-format names: `{ params: ['i64'], results: ['i64'] }`. */
export interface FunctionType {
  params: string[];
  results: string[];
}

export type ExternalKind = 'function' | 'table' | 'memory' | 'global' | 'tag';

export interface ModuleImport {
  module: string;
  name: string;
  kind: ExternalKind;
  /** Of an imported function only. */
  type?: FunctionType;
}

export interface ModuleExport {
  name: string;
  kind: ExternalKind;
  /** Of an exported function only. */
  type?: FunctionType;
}

/** What the sections of a WebAssembly module say about it, without compiling it. */
export interface WasmModule {
  /** In bytes. */
  size: number;
  imports: ModuleImport[];
  exports: ModuleExport[];
  hasStartFunction: boolean;
  /** Where the code section's content starts, from which DWARF counts; absent where there is none. */
  codeStart?: number;
  customSections: string[];
  /** From the `producers` section: field → name → version. */
  producers: Map<string, Map<string, string>>;
  sourceMappingUrl?: string;
}

const EXTERNAL_KINDS = ['function', 'table', 'memory', 'global', 'tag'] as const;

const VALUE_TYPES: Record<number, string> = {
  0x7f: 'i32',
  0x7e: 'i64',
  0x7d: 'f32',
  0x7c: 'f64',
  0x7b: 'v128',
  0x70: 'funcref',
  0x6f: 'externref',
  0x6e: 'anyref',
  0x6d: 'eqref',
  0x6c: 'i31ref',
  0x6b: 'structref',
  0x6a: 'arrayref',
  0x69: 'exnref',
  0x71: 'nullref',
  0x72: 'nullexternref',
  0x73: 'nullfuncref',
  0x74: 'nullexnref',
};

function valueType(reader: ByteReader): string {
  const code = reader.u8();
  const name = VALUE_TYPES[code];
  if (name) return name;
  if (code !== 0x63 && code !== 0x64) reader.fail(`unknown value type 0x${code.toString(16)}`);
  reader.skipLeb(); // heap type
  return 'ref';
}

function storageType(reader: ByteReader): void {
  const code = reader.u8();
  if (code === 0x77 || code === 0x78 || VALUE_TYPES[code]) return;
  if (code !== 0x63 && code !== 0x64) reader.fail(`unknown storage type 0x${code.toString(16)}`);
  reader.skipLeb();
}

function fieldType(reader: ByteReader): void {
  storageType(reader);
  reader.u8(); // mutability
}

/** A type that no function import can have still takes an index. */
function compositeType(reader: ByteReader, code: number): FunctionType | undefined {
  switch (code) {
    case 0x60: {
      const params = reader.vector(() => valueType(reader), 1_000);
      return { params, results: reader.vector(() => valueType(reader), 1_000) };
    }
    case 0x5f:
      reader.vector(() => fieldType(reader), 10_000);
      return undefined;
    case 0x5e:
      fieldType(reader);
      return undefined;
    default:
      return reader.fail(`unknown type form 0x${code.toString(16)}`);
  }
}

function subType(reader: ByteReader, code: number): FunctionType | undefined {
  if (code !== 0x50 && code !== 0x4f) return compositeType(reader, code);
  reader.vector(() => reader.u32(), 63);
  return compositeType(reader, reader.u8());
}

/** In all groups together: https://webassembly.github.io/spec/js-api/#limits */
const MOST_TYPES = 1_000_000;

/** The type section, by type index. */
export function parseTypes(reader: ByteReader): (FunctionType | undefined)[] {
  const types: (FunctionType | undefined)[] = [];
  const add = (code: number): void => {
    if (types.length === MOST_TYPES) reader.fail('more types than any engine allows');
    types.push(subType(reader, code));
  };
  reader.vector(() => {
    const code = reader.u8();
    if (code === 0x4e) reader.vector(() => add(reader.u8()));
    else add(code);
  });
  return types;
}

function skipLimits(reader: ByteReader): void {
  const flags = reader.u8();
  if (flags > 0x0f) reader.fail(`unknown limits 0x${flags.toString(16)}`);
  reader.skipLeb();
  if (flags & 0x01) reader.skipLeb();
  if (flags & 0x08) reader.skipLeb();
}

export function parseImports(reader: ByteReader, types: (FunctionType | undefined)[]): ModuleImport[] {
  return reader.vector((): ModuleImport => {
    const module = reader.name();
    const name = reader.name();
    const kind = EXTERNAL_KINDS[reader.u8()];
    switch (kind) {
      case 'function': {
        const type = types[reader.u32()];
        if (!type) reader.fail(`the type of import "${module}" "${name}" is not a function type`);
        return { module, name, kind, type };
      }
      case 'table':
        valueType(reader);
        skipLimits(reader);
        return { module, name, kind };
      case 'memory':
        skipLimits(reader);
        return { module, name, kind };
      case 'global':
        valueType(reader);
        reader.u8(); // mutability
        return { module, name, kind };
      case 'tag':
        reader.u8(); // attribute
        reader.u32();
        return { module, name, kind };
      default:
        return reader.fail(`import "${module}" "${name}" is of an unknown kind`);
    }
  });
}

/** @param functions the types of all functions by function index, imported ones first */
export function parseExports(reader: ByteReader, functions: (FunctionType | undefined)[]): ModuleExport[] {
  const names = new Set<string>();
  return reader.vector((): ModuleExport => {
    const name = reader.name();
    if (names.has(name)) reader.fail(`a second export "${name}"`);
    names.add(name);
    const kind = EXTERNAL_KINDS[reader.u8()];
    const index = reader.u32();
    if (!kind) reader.fail(`export "${name}" is of an unknown kind`);
    if (kind !== 'function') return { name, kind };
    const type = functions[index];
    if (!type) reader.fail(`export "${name}" names function ${index}, which does not exist`);
    return { name, kind, type };
  });
}

/** https://github.com/WebAssembly/tool-conventions/blob/main/ProducersSection.md */
export function parseProducers(reader: ByteReader): Map<string, Map<string, string>> {
  return new Map(
    reader.vector(() => {
      const field = reader.name();
      return [field, new Map(reader.vector(() => [reader.name(), reader.name()] as const))] as const;
    }),
  );
}
