import { ByteWriter } from './byteWriter';
import type { Code, CodeFunction } from './functions';
import type { Encoding, Row } from './lineProgram';
import type { Origin } from './sourceMap';
import { writeLineProgram } from './writeLineProgram';

/** What a debugger calls the frame of code that is passed. */
export const PASSED = '(passed)';

const VERSION = 4;
const ADDRESS_SIZE = 4;
const ENCODING: Encoding = { minimumInstruction: 1, isStatement: true, lineBase: -5, lineRange: 14, opcodeBase: 13, operands: [] };
/** Operands of the standard opcodes, from 1 on. */
const OPERANDS = [0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1];

/** By the value type's code. */
const TYPES = new Map([
  [0x7f, { name: 'i32', encoding: 5, size: 4 }], // DW_ATE_signed
  [0x7e, { name: 'i64', encoding: 5, size: 8 }],
  [0x7d, { name: 'f32', encoding: 4, size: 4 }], // DW_ATE_float
  [0x7c, { name: 'f64', encoding: 4, size: 8 }],
]);

/** Tags, attributes and forms of DWARF 4, 7.5, as they are needed. */
const ABBREVIATIONS = [
  [1, 0x11, 1, 0x25, 0x08, 0x13, 0x05, 0x03, 0x08, 0x1b, 0x08, 0x10, 0x17, 0x11, 0x01, 0x12, 0x06, 0, 0], // compile unit
  [2, 0x2e, 1, 0x03, 0x08, 0x11, 0x01, 0x12, 0x06, 0x3a, 0x0f, 0x3b, 0x0f, 0, 0], // subprogram
  [3, 0x05, 0, 0x03, 0x08, 0x49, 0x13, 0x02, 0x18, 0, 0], // formal parameter
  [4, 0x34, 0, 0x03, 0x08, 0x49, 0x13, 0x02, 0x18, 0, 0], // variable
  [5, 0x24, 0, 0x03, 0x08, 0x3e, 0x0b, 0x0b, 0x0b, 0, 0], // base type
  [6, 0x2e, 0, 0x03, 0x08, 0x20, 0x0b, 0, 0], // subprogram that is only copied
  [7, 0x1d, 0, 0x31, 0x13, 0x11, 0x01, 0x12, 0x06, 0x58, 0x0f, 0x59, 0x0f, 0, 0], // copy of it
  [0],
].flat();
const ABBREVIATION = { unit: 1, subprogram: 2, parameter: 3, variable: 4, type: 5, copied: 6, copy: 7 } as const;
const LANGUAGE_C99 = 0x0c;
/** DW_OP_WASM_location 0 (a local) … DW_OP_stack_value */
const WASM_LOCATION = 0xed;
const STACK_VALUE = 0x9f;
/** DW_INL_declared_inlined */
const DECLARED_INLINED = 3;

/** Whose values they are, as `core/inspect` wants to know: none of them is an official language of DWARF. */
export type Producer = 'Extism Workbench, of AssemblyScript' | 'Extism Workbench, of Go';

/** A function that has source, and the file and line that it starts in. */
export interface MappedFunction {
  code: CodeFunction;
  rows: Row[];
  declared: Origin;
  /** Code that a step over does not stop in, as if it were that of a function which was copied there. */
  passed?: { start: number; end: number };
}

export const rowAt = (address: number, { source, line, column }: Origin): Row => ({
  address,
  file: source + 1,
  line,
  column,
  isStatement: true,
  discriminator: 0,
  endsPrologue: false,
  beginsEpilogue: false,
  endsSequence: false,
});

function lineSection(files: readonly string[], functions: readonly MappedFunction[]): Uint8Array {
  const header = new ByteWriter().u8(ENCODING.minimumInstruction, 1, 1, ENCODING.lineBase, ENCODING.lineRange, ENCODING.opcodeBase);
  header.u8(...OPERANDS, 0); // no folders: the files' paths are absolute
  for (const file of files) header.text(file).u8(0, 0, 0);
  header.u8(0);
  const body = new ByteWriter().u16(VERSION).u32(header.length).append(header.take());
  body.append(
    writeLineProgram(
      functions.map(({ rows }) => rows),
      ENCODING,
    ),
  );
  return new ByteWriter().u32(body.length).append(body.take()).take();
}

function infoSection(functions: readonly MappedFunction[], codeSize: number, producer: Producer): Uint8Array {
  const info = new ByteWriter().u16(VERSION).u32(0).u8(ADDRESS_SIZE);
  const lengthField = 4;
  info.u8(ABBREVIATION.unit).text(producer).u16(LANGUAGE_C99).text('plug-in').text('/').u32(0).u32(0).u32(codeSize);
  const typeOffsets = new Map<number, number>();
  for (const [code, { name, encoding, size }] of TYPES) {
    typeOffsets.set(code, lengthField + info.length);
    info.u8(ABBREVIATION.type).text(name).u8(encoding, size);
  }
  const copied = lengthField + info.length;
  info.u8(ABBREVIATION.copied).text(PASSED).u8(DECLARED_INLINED);
  for (const { code, declared, passed } of functions) {
    info
      .u8(ABBREVIATION.subprogram)
      .text(code.name)
      .u32(code.start)
      .u32(code.end - code.start);
    info.uleb(declared.source + 1).uleb(declared.line);
    for (const { name, index, type } of namedLocals(code)) {
      const offset = typeOffsets.get(type);
      if (offset === undefined) continue;
      const location = new ByteWriter().u8(WASM_LOCATION, 0).uleb(index).u8(STACK_VALUE).take();
      info
        .u8(index < code.parameters ? ABBREVIATION.parameter : ABBREVIATION.variable)
        .text(name)
        .u32(offset);
      info.uleb(location.length).append(location);
    }
    if (passed) {
      info
        .u8(ABBREVIATION.copy)
        .u32(copied)
        .u32(passed.start)
        .u32(passed.end - passed.start);
      info.uleb(declared.source + 1).uleb(declared.line);
    }
    info.u8(0);
  }
  info.u8(0);
  return new ByteWriter().u32(info.length).append(info.take()).take();
}

/** Those that a person has named: the compiler's own are numbers, and it tells those of inner scopes apart by one, as in `i|3`. */
function namedLocals({ locals }: CodeFunction): { name: string; index: number; type: number }[] {
  const seen = new Set<string>();
  return locals.flatMap(({ name, type }, index) => {
    if (name === undefined || /^\$?\d+$/.test(name)) return [];
    const plain = name.replace(/\|\d+$/, '');
    const unique = seen.has(plain) ? `${plain}_${index}` : plain;
    seen.add(unique);
    return [{ name: unique, index, type }];
  });
}

function customSection(name: string, content: Uint8Array): Uint8Array {
  const named = new TextEncoder().encode(name);
  const body = new ByteWriter().uleb(named.length).append(named).append(content);
  return new ByteWriter().u8(0).uleb(body.length).append(body.take()).take();
}

/**
 * The module with DWARF that says where its functions come from.
 * @param files the absolute path of each source
 */
export function withDwarf(
  module: Uint8Array<ArrayBuffer>,
  { start, end }: Pick<Code, 'start' | 'end'>,
  files: readonly string[],
  functions: readonly MappedFunction[],
  producer: Producer,
): Uint8Array<ArrayBuffer> {
  const sections = [
    customSection('.debug_abbrev', Uint8Array.from(ABBREVIATIONS)),
    customSection('.debug_info', infoSection(functions, end - start, producer)),
    customSection('.debug_line', lineSection(files, functions)),
  ];
  const whole = new Uint8Array(sections.reduce((sum, { length }) => sum + length, module.length));
  whole.set(module);
  let offset = module.length;
  for (const section of sections) {
    whole.set(section, offset);
    offset += section.length;
  }
  return whole;
}
