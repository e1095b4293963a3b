import { ByteReader, WasmFormatError } from '../wasm/byteReader';
import { parseImports, parseTypes } from '../wasm/module';

/** A function of a module's code section; places in it count from the section's start, as DWARF has them. */
export interface CodeFunction {
  name: string;
  start: number;
  /** Of the first instruction. */
  body: number;
  end: number;
  /** Parameters, then the others. */
  locals: Local[];
  parameters: number;
}

interface Local {
  /** Absent where the name section has none. */
  name?: string;
  /** The value type's code: 0x7f is i32. */
  type: number;
}

export interface Code {
  /** Where the section's content starts and ends in the module. */
  start: number;
  end: number;
  functions: CodeFunction[];
}

const SECTION = { custom: 0, type: 1, import: 2, function: 3, code: 10 } as const;
const HEADER = 8;
/** More than any function that someone steps through has. */
const MOST_LOCALS = 5_000;
const TYPE_CODES: Record<string, number> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c };

interface Names {
  functions: Map<number, string>;
  locals: Map<number, Map<number, string>>;
}

/** https://webassembly.github.io/spec/core/appendix/custom.html#name-section */
function readNames(reader: ByteReader): Names {
  const names: Names = { functions: new Map(), locals: new Map() };
  const map = (): Map<number, string> => new Map(reader.vector(() => [reader.u32(), reader.name()] as const));
  while (!reader.atEnd) {
    const id = reader.u8();
    const size = reader.u32();
    const end = reader.offset + size;
    if (id === 1) names.functions = map();
    if (id === 2) names.locals = new Map(reader.vector(() => [reader.u32(), map()] as const));
    if (end > reader.offset) reader.take(end - reader.offset);
  }
  return names;
}

interface Body {
  start: number;
  body: number;
  end: number;
  types: number[];
}

function readBody(reader: ByteReader): Body {
  const size = reader.u32();
  const start = reader.offset;
  const types: number[] = [];
  reader.vector(() => {
    const count = reader.u32();
    const type = reader.u8();
    for (let index = 0; index < count && types.length < MOST_LOCALS; index += 1) types.push(type);
  });
  const body = reader.offset;
  reader.take(start + size - body);
  return { start, body, end: start + size, types };
}

/** @throws {WasmFormatError} */
export function readCode(module: Uint8Array): Code {
  let types: ReturnType<typeof parseTypes> = [];
  let imported = 0;
  let declared: number[] = [];
  let names: Names = { functions: new Map(), locals: new Map() };
  let code: (Omit<Code, 'functions'> & { bodies: Body[] }) | undefined;

  for (let offset = HEADER; offset < module.length;) {
    const header = new ByteReader(module.subarray(offset), offset);
    const id = header.u8();
    const size = header.u32();
    const start = offset + header.offset;
    const end = start + size;
    const reader = new ByteReader(module.subarray(start, end), start);
    if (id === SECTION.type) types = parseTypes(reader);
    if (id === SECTION.import) imported = parseImports(reader, types).filter(({ kind }) => kind === 'function').length;
    if (id === SECTION.function) declared = reader.vector(() => reader.u32());
    if (id === SECTION.code) code = { start, end, bodies: reader.vector(() => readBody(reader)) };
    if (id === SECTION.custom && reader.name() === 'name') names = readNames(reader);
    offset = end;
  }
  if (!code) throw new WasmFormatError('the module has no code');

  const functions = code.bodies.map(({ types: declaredLocals, ...place }, index): CodeFunction => {
    const number = imported + index;
    const parameters = (types[declared[index] ?? -1]?.params ?? []).map((type) => TYPE_CODES[type] ?? 0);
    const localNames = names.locals.get(number);
    return {
      ...place,
      name: names.functions.get(number) ?? `function ${number}`,
      parameters: parameters.length,
      locals: [...parameters, ...declaredLocals].map((type, local): Local => {
        const name = localNames?.get(local);
        return name === undefined ? { type } : { name, type };
      }),
    };
  });
  return { start: code.start, end: code.end, functions };
}
