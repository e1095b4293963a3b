import { ByteReader } from '../../wasm/byteReader';
import { OPCODE, readInstruction } from './instructions';

/** Where in a function's code the part begins that Go's tables give a number. */
interface NumberedPlace {
  offset: number;
  number: number;
}

export interface NumberedCode {
  places: NumberedPlace[];
  /** What chooses the part to go on with, by offsets: each jump back or ahead goes through it. Absent where there are no parts. */
  dispatch?: { start: number; end: number };
}

/** A call puts down where it returns to: the function, and the number of what comes next. */
interface Call {
  /** The number of what comes next. */
  next: number;
  /** Which of the part's instructions comes after it. */
  end: number;
}

/** A part of a function that Go's scheduler can resume it at. */
interface Part {
  calls: Call[];
  /** Where its instructions start. */
  instructions: number[];
}

interface Body {
  /** Which part each number is of, and last which one all others are of. Empty of a function that cannot be resumed. */
  table: number[];
  parts: Part[];
  /** Where what chooses the part starts: the inside of a loop. */
  dispatch: number;
}

/** Where Go's linker begins to count functions: `funcValueOffset` in cmd/link/internal/wasm. */
const FIRST_FUNCTION = 0x1000;
const NUMBERS = 0x1_0000;

/**
 * A function that can be resumed opens as many blocks as there are places to resume it at, and goes to the end of one of
 * them, with a `br_table` by the number it was called with: its first parameter.
 * @param index of the function, imported ones left out
 */
function readBody(body: Uint8Array, index: number): Body {
  const reader = new ByteReader(body);
  const parts: Part[] = [];
  let part: Part = { calls: [], instructions: [] }; // it chooses the part to go on with
  let table: number[] = [];
  let depth = 0;
  /** How deep the next `end` is that a part begins after. */
  let nextPart = -1;
  let dispatch = 0;
  let returnsTo: number | undefined;
  let isNumber = false;

  while (!reader.atEnd) {
    part.instructions.push(reader.offset);
    const { opcode, value = 0, targets } = readInstruction(reader);
    if (targets && isNumber && table.length === 0) {
      table = targets;
      nextPart = depth;
    }
    isNumber = opcode === OPCODE.localGet && value === 0;
    switch (opcode) {
      case OPCODE.loop:
        if (table.length === 0) dispatch = reader.offset;
        depth += 1;
        break;
      case OPCODE.block:
      case OPCODE.if:
        depth += 1;
        break;
      case OPCODE.end:
        if (depth === nextPart && parts.length <= (table.at(-1) ?? -1)) {
          parts.push((part = { calls: [], instructions: [] }));
          nextPart -= 1;
        }
        depth -= 1;
        break;
      case OPCODE.i64Const:
        if (Math.floor(value / NUMBERS) === FIRST_FUNCTION + index) returnsTo = value % NUMBERS;
        break;
      case OPCODE.call:
      case OPCODE.callIndirect:
        if (returnsTo !== undefined) part.calls.push({ next: returnsTo, end: part.instructions.length });
        returnsTo = undefined;
        break;
      default:
    }
  }
  return { table, parts, dispatch };
}

/** Puts numbers at instructions: the first at the first, and the others, of which no more is known, as far from each other as can be. */
function spread(first: number, last: number, instructions: readonly number[]): NumberedPlace[] {
  const count = Math.min(last - first + 1, instructions.length);
  return Array.from({ length: count }, (_, index) => ({
    offset: instructions[Math.floor((index * instructions.length) / count)] ?? 0,
    number: index + 1 === count ? last : first + index, // the last one is the call's
  }));
}

function placesIn({ calls, instructions }: Part, first: number, last: number): NumberedPlace[][] {
  const places: NumberedPlace[][] = [];
  let number = first;
  let from = 0;
  for (const { next, end } of calls) {
    if (next <= number || next - 1 > last) continue; // the stack's own growth, before the function begins
    places.push(spread(number, next - 1, instructions.slice(from, end)));
    [number, from] = [next, end];
  }
  if (number <= last) places.push(spread(number, last, instructions.slice(from)));
  return places;
}

/**
 * What Go's tables number of a function's code, by offsets in it.
 * @param numbers how many numbers there are at most
 * @throws {WasmFormatError} of code that Go's compiler does not write
 */
export function numberedPlaces(body: Uint8Array, index: number, numbers: number): NumberedCode {
  const { table, parts, dispatch } = readBody(body, index);
  const start = { offset: 0, number: 0 };
  let number = 0;
  const places = parts.flatMap((part, which) => {
    const first = number;
    while (table[number] === which) number += 1;
    const last = which === table.at(-1) ? numbers - 1 : number - 1;
    return first <= last ? placesIn(part, first, last) : [];
  });
  const end = parts[0]?.instructions[0];
  return { places: [[start], ...places].flat(), ...(end !== undefined && { dispatch: { start: dispatch, end } }) };
}
