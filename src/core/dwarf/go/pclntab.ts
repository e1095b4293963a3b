import { ByteCursor } from '../byteCursor';

/** What Go's own table says of one function. */
export interface GoFunction {
  /** Where it is among the module's functions, imported ones left out. */
  index: number;
  /** Where its `func` is. */
  startLine: number;
  /** The file and line of each of its numbers, from 0 on. No more of them than asked for. */
  lines: (count: number) => GoLine[];
}

interface GoLine {
  /** Absent where there is none, as in code that the compiler made. */
  file?: string;
  line: number;
}

/** Since Go 1.20. Two zeros, then: an instruction is 1 byte at least, a pointer 8. */
const MAGIC = [0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8];
/** Of the header: https://github.com/golang/go/blob/master/src/runtime/symtab.go, `pcHeader`. */
const HEADER = { functions: 8, units: 40, files: 48, values: 56, table: 64, end: 72 } as const;
/** Of a function: `_func` in runtime2.go. */
const FUNCTION = { file: 20, line: 24, unit: 32, startLine: 36, size: 44 } as const;
/** Where functions are listed by their addresses, as older linkers do: a function's place in the module, then a number in it. */
const NUMBERS = 0x1_0000;
const NO_FILE = 0xffff_ffff;
/** Characters of a file's name, and names: Go's own library has some three hundred. */
const LONGEST_NAME = 4_096;
const MOST_NAMES = 50_000;
/** Bytes of a number of 32 bits. */
const LONGEST_NUMBER = 5;

const utf8 = new TextDecoder();

function findHeader(memory: Uint8Array): number {
  for (let at = memory.indexOf(MAGIC[0] ?? 0); at >= 0; at = memory.indexOf(MAGIC[0] ?? 0, at + 1)) {
    if (MAGIC.every((byte, index) => memory[at + index] === byte)) return at;
  }
  return -1;
}

/** An unsigned LEB128; 0 where it is longer than any that Go writes. */
function readNumber(memory: Uint8Array, cursor: ByteCursor): number {
  const isNumber = memory.subarray(cursor.offset, cursor.offset + LONGEST_NUMBER).some((byte) => byte < 0x80);
  return isNumber ? cursor.uleb() : 0;
}

/**
 * Reads the table by which a Go program says where it is, in the memory that it begins with. Undefined where there is none.
 * What it says need not be true: it is read within its bounds, in time that grows with the functions and what is asked of them.
 * @param most functions that there are
 */
export function readPclntab(memory: Uint8Array, most: number): GoFunction[] | undefined {
  const header = findHeader(memory);
  if (header < 0) return undefined;
  const u32 = (offset: number): number => new ByteCursor(memory, offset).u32();
  /** A pointer's lower half: more is no address. */
  const part = (field: number): number => header + u32(header + field);
  const [units, files, values, table] = [part(HEADER.units), part(HEADER.files), part(HEADER.values), part(HEADER.table)];
  const names = new Map<number, string | undefined>();

  const nameAt = (offset: number): string | undefined => {
    if (names.has(offset)) return names.get(offset);
    const end = names.size < MOST_NAMES ? memory.subarray(offset, offset + LONGEST_NAME).indexOf(0) : -1;
    const name = end < 0 ? undefined : utf8.decode(memory.subarray(offset, offset + end));
    names.set(offset, name);
    return name;
  };

  /** The value for each number: pairs of what it differs by from the last, and for how many numbers it holds. */
  const readValues = (offset: number, count: number): number[] => {
    const cursor = new ByteCursor(memory, values + offset);
    const found: number[] = [];
    let value = -1;
    while (found.length < count) {
      const at = cursor.offset;
      const change = readNumber(memory, cursor);
      const numbers = readNumber(memory, cursor);
      if ((change === 0 && at > values + offset) || numbers === 0 || cursor.offset > memory.length) break;
      value += change % 2 === 1 ? -(change + 1) / 2 : change / 2;
      for (let left = numbers; left > 0 && found.length < count; left -= 1) found.push(value);
    }
    return found;
  };

  const room = Math.floor((memory.length - table) / 8);
  const first = u32(table);
  const scale = (u32(table + 8) - first) % NUMBERS === 0 ? NUMBERS : 1;
  const count = Math.max(0, Math.min(u32(header + HEADER.functions), room, most));
  return Array.from({ length: count }, (_, index): GoFunction => {
    const entry = table + index * 8;
    const at = table + u32(entry + 4);
    return {
      index: Math.floor((u32(entry) - first) / scale),
      startLine: u32(at + FUNCTION.startLine),
      lines: (count) => {
        const unit = u32(at + FUNCTION.unit);
        const fileNumbers = readValues(u32(at + FUNCTION.file), count);
        return readValues(u32(at + FUNCTION.line), count).map((line, number): GoLine => {
          const fileNumber = fileNumbers[number] ?? -1;
          const name = fileNumber < 0 ? NO_FILE : u32(units + (unit + fileNumber) * 4);
          const file = name === NO_FILE ? undefined : nameAt(files + name);
          return file === undefined ? { line } : { file, line };
        });
      },
    };
  });
}
