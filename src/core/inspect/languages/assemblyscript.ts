import { ByteReader } from '../../wasm/byteReader';
import { type Machine, Unreadable } from '../machine';
import { Type } from '../types';
import { elementAt, integerOf, readInteger, type Value } from '../value';
import type { View } from '../view';

/** What comes before an object: https://www.assemblyscript.org/runtime.html#memory-layout */
const HEADER = 20;
const ALIGNMENT = 16;
/** Class ids that are the same in every module. */
const STRING = 2;
/** Flags of a class: https://github.com/AssemblyScript/assemblyscript/blob/main/std/assembly/shared/typeinfo.ts */
const FLAG = { arrayView: 1, array: 2, staticArray: 4, align: 6, isSigned: 1 << 11, isFloat: 1 << 12, managed: 1 << 14 } as const;
const SECTION_DATA = 11;
const MODULE_HEADER = 8;
/** A block of memory may be this much larger than what was asked for. */
const SLACK = 64;

const word = (bytes: Uint8Array, offset: number): number => Number(integerOf(bytes.subarray(offset, offset + 4), false));

interface HeapObject {
  address: number;
  classId: number;
  size: number;
}

/**
 * What a number points to. Locals have no type but `i32`: what is aligned as an object is, and has the right header
 * before it, is one.
 */
function objectAt(address: number, machine: Machine): HeapObject | undefined {
  if (address < HEADER || address % ALIGNMENT !== 0) return undefined;
  try {
    const header = machine.read(address - HEADER, HEADER);
    const block = word(header, 0) & ~3;
    const size = word(header, 16);
    const payload = block - (HEADER - 4);
    return payload >= size && payload - size < SLACK ? { address, classId: word(header, 12), size } : undefined;
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

/** The flags of each class, which the compiler writes into the last data segment. */
function readClasses(module: Uint8Array): number[] {
  for (let offset = MODULE_HEADER; offset < module.length;) {
    const header = new ByteReader(module.subarray(offset), offset);
    const id = header.u8();
    const size = header.u32();
    const start = offset + header.offset;
    if (id === SECTION_DATA) return classesOf(lastSegment(new ByteReader(module.subarray(start, start + size), start)));
    offset = start + size;
  }
  return [];
}

/** Of those at an address that is an `i32.const`, as every compiler writes it. */
function lastSegment(reader: ByteReader): Uint8Array {
  let last: Uint8Array = new Uint8Array();
  reader.vector(() => {
    const kind = reader.u32();
    if (kind === 2) reader.u32();
    if (kind !== 1) {
      reader.u8(); // i32.const
      reader.skipLeb();
      reader.u8(); // end
    }
    last = reader.take(reader.u32());
  });
  return last;
}

function classesOf(segment: Uint8Array): number[] {
  const count = segment.length >= 4 ? word(segment, 0) : 0;
  if (segment.length !== 4 + 4 * count) return [];
  return Array.from({ length: count }, (_, index) => word(segment, 4 + 4 * index));
}

function elementType(flags: number): Type {
  const size = [1, 2, 4, 8].find((_, power) => flags & (1 << (FLAG.align + power))) ?? 4;
  if (flags & FLAG.managed) return Type.integer('i32', 4, true);
  if (flags & FLAG.isFloat) return Type.float(`f${8 * size}`, size);
  const isSigned = (flags & FLAG.isSigned) !== 0;
  return Type.integer(`${isSigned ? 'i' : 'u'}${8 * size}`, size, isSigned);
}

const classes = new WeakMap<Uint8Array, number[]>();

/** Strings and arrays of AssemblyScript. */
export function viewAssemblyScript(value: Value, machine: Machine, module: Uint8Array): View | undefined {
  const { type } = value;
  if (type.kind !== 'integer' || type.name !== 'i32') return undefined;
  const address = Number(BigInt.asUintN(32, readInteger(value, machine)));
  const found = objectAt(address, machine);
  if (!found) return undefined;
  if (found.classId === STRING) return { kind: 'text', place: { address }, length: found.size, encoding: 'utf16' };

  let known = classes.get(module);
  if (!known) classes.set(module, (known = readClasses(module)));
  const flags = known[found.classId] ?? 0;
  if (!(flags & (FLAG.arrayView | FLAG.array | FLAG.staticArray))) return undefined;
  const element = elementType(flags);
  if (flags & FLAG.staticArray)
    return { kind: 'sequence', count: Math.floor(found.size / element.size), element: (index) => elementAt(element, address, index) };
  const view = machine.read(address, found.size < 16 ? 12 : 16);
  const start = word(view, 4);
  const count = flags & FLAG.array && view.length === 16 ? word(view, 12) : Math.floor(word(view, 8) / element.size);
  return { kind: 'sequence', count, element: (index) => elementAt(element, start, index) };
}
