import { ByteReader, WasmFormatError } from './byteReader';
import { type FunctionType, parseExports, parseImports, parseProducers, parseTypes, type WasmModule } from './module';

/** Random access to a file, so that the code of a large module need not be read. */
export interface ByteSource {
  /** In bytes. */
  readonly size: number;
  /** Resolves with fewer bytes than asked for only at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A description is read from these; a section larger than this in any real module would be a first. */
const SECTION_LIMIT = 64 * 1024 * 1024;
/** Enough for a section's id and size, and for a custom section's name; most small sections fit as a whole. */
const WINDOW = 4096;

const SECTION = { custom: 0, type: 1, import: 2, function: 3, export: 7, start: 8, code: 10 } as const;
const SECTION_NAMES = [
  'custom',
  'type',
  'import',
  'function',
  'table',
  'memory',
  'global',
  'export',
  'start',
  'element',
  'code',
  'data',
  'data count',
  'tag',
];

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export function sourceOfBytes(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) };
}

function checkHeader(header: Uint8Array): void {
  if (header.length === 0) throw new WasmFormatError('the file is empty');
  const magic = hex(header.subarray(0, 4));
  if (!'0061736d'.startsWith(magic)) throw new WasmFormatError(`not a WebAssembly module: bad magic 0x${magic}`);
  const version = hex(header.subarray(4, 8));
  if (version === '01000000') return;
  if (version === '0d000100') throw new WasmFormatError('a WebAssembly component, not a core module');
  if (version.length < 8) throw new WasmFormatError('truncated: the file ends within its header');
  throw new WasmFormatError(`unknown WebAssembly version 0x${version}`);
}

/**
 * Reads what a module's sections say about it. Nothing is compiled, and code and data are not even read.
 * @throws {WasmFormatError} where the bytes are no well-formed core module; a rejection of `source.read` passes through
 */
export async function readModule(source: ByteSource): Promise<WasmModule> {
  checkHeader(await source.read(0, 8));
  const module: WasmModule = {
    size: source.size,
    imports: [],
    exports: [],
    hasStartFunction: false,
    customSections: [],
    producers: new Map(),
  };
  let types: (FunctionType | undefined)[] = [];
  let declared: (FunctionType | undefined)[] = [];
  const seen = new Set<number>();

  for (let offset = 8; offset < source.size;) {
    const window = await source.read(offset, WINDOW);
    const header = new ByteReader(window, offset);
    const id = header.u8();
    const size = header.u32();
    const start = offset + header.offset;
    offset = start + size;
    if (offset > source.size) {
      const name = SECTION_NAMES[id] ?? `unknown (${id})`;
      throw new WasmFormatError(`truncated: the ${name} section should end at byte ${offset}, but the file ends at byte ${source.size}`);
    }
    const payload = async (): Promise<ByteReader> => {
      if (size > SECTION_LIMIT) throw new WasmFormatError(`the ${SECTION_NAMES[id]} section is too large: ${size} bytes`);
      const at = header.offset;
      const bytes = at + size <= window.length ? window.subarray(at, at + size) : await source.read(start, size);
      return new ByteReader(bytes, start);
    };

    if (id !== SECTION.custom && seen.has(id)) throw new WasmFormatError(`a second ${SECTION_NAMES[id]} section at byte ${start}`);
    seen.add(id);
    switch (id) {
      case SECTION.type:
        types = parseTypes(await payload());
        break;
      case SECTION.import:
        module.imports = parseImports(await payload(), types);
        break;
      case SECTION.function: {
        const reader = await payload();
        declared = reader.vector(() => types[reader.u32()]);
        break;
      }
      case SECTION.export: {
        const imported = module.imports.filter(({ kind }) => kind === 'function').map(({ type }) => type);
        module.exports = parseExports(await payload(), [...imported, ...declared]);
        break;
      }
      case SECTION.start:
        module.hasStartFunction = true;
        break;
      case SECTION.code:
        module.codeStart = start;
        break;
      case SECTION.custom:
        await readCustomSection(module, payload, new ByteReader(window.subarray(header.offset, header.offset + size), start));
        break;
      default:
        if (id >= SECTION_NAMES.length) throw new WasmFormatError(`unknown section ${id} at byte ${start}`);
    }
  }
  return module;
}

async function sectionName(payload: () => Promise<ByteReader>, head: ByteReader): Promise<string> {
  try {
    return head.name();
  } catch {
    return (await payload()).name(); // too long a name to be in the head, or none at all
  }
}

/** @param head the section's start, as much of it as was read; its name is in there */
async function readCustomSection(module: WasmModule, payload: () => Promise<ByteReader>, head: ByteReader): Promise<void> {
  const name = await sectionName(payload, head);
  module.customSections.push(name);
  if (name !== 'producers' && name !== 'sourceMappingURL') return;
  const reader = await payload();
  reader.name();
  try {
    if (name === 'producers') module.producers = parseProducers(reader);
    else module.sourceMappingUrl = reader.name();
  } catch (error) {
    // An engine ignores what a custom section holds, so a malformed one is no reason to refuse the module.
    if (!(error instanceof WasmFormatError)) throw error;
  }
}
