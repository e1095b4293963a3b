import { ByteWriter } from '../../../../src/core/dwarf/byteWriter';
import { readCode } from '../../../../src/core/dwarf/functions';

/** A file, and the lines of a function's numbers from 0 on. */
interface Table {
  index: number;
  startLine: number;
  lines: readonly number[];
}

/** In linear memory, so that the table begins where something else ends. */
const TABLE_AT = 40;

const MAGIC = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

const values = (numbers: readonly number[]): Uint8Array => {
  const writer = new ByteWriter();
  let last = -1;
  for (const number of numbers) {
    const change = number - last;
    writer.uleb(change < 0 ? -2 * change - 1 : 2 * change).uleb(1);
    last = number;
  }
  return writer.u8(0).take();
};

/** A table as Go's linker writes it, of functions of one file. */
function pclntab(file: string, tables: readonly Table[]): Uint8Array {
  const functionSize = 44;
  const files = new ByteWriter().text(file).take();
  const numbers = new ByteWriter().u8(0); // no table is at 0
  const listed = tables.map(({ lines, ...item }) => {
    const at = numbers.length;
    numbers.append(values(lines));
    const fileAt = numbers.length;
    numbers.append(new ByteWriter().uleb(2).uleb(lines.length).u8(0).take());
    return { ...item, at, fileAt };
  });
  const units = 72;
  const filesAt = units + 4;
  const valuesAt = filesAt + files.length;
  const tableAt = valuesAt + numbers.length;
  const writer = new ByteWriter().u8(0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8);
  for (const field of [listed.length, 1, 0, 0, units, filesAt, valuesAt, tableAt]) writer.u32(field).u32(0);
  writer.u32(0).append(files).append(numbers.take());
  const infoAt = (listed.length + 1) * 8;
  for (const [place, { index }] of listed.entries()) writer.u32(index).u32(infoAt + place * functionSize);
  writer.u32(0).u32(0);
  for (const { startLine, at, fileAt } of listed) {
    for (const field of [0, 0, 0, 0, 0, fileAt, at, 0, 0, startLine, 0]) writer.u32(field);
  }
  return writer.take();
}

function section(id: number, content: ByteWriter): Uint8Array {
  return new ByteWriter().u8(id).uleb(content.length).append(content.take()).take();
}

/** A small module with one function of another, at the same place among its functions, and a table of its own. */
export function goModule(
  module: Uint8Array,
  { name, file, lines }: { name: string; file: string; lines: readonly number[] },
): Uint8Array<ArrayBuffer> {
  const { start, functions } = readCode(module);
  const index = functions.findIndex((item) => item.name === name);
  const taken = functions[index];
  if (!taken) throw new Error(`no function ${name}`);
  const body = module.subarray(start + taken.start, start + taken.end);
  const memory = pclntab(file, [
    { index: 0, startLine: 1, lines: [1] },
    { index, startLine: lines[0] ?? 1, lines },
  ]);
  const code = new ByteWriter().uleb(index + 1);
  const declared = new ByteWriter().uleb(index + 1);
  for (let count = 0; count < index; count += 1) code.u8(2, 0, 0x0b);
  for (let count = 0; count <= index; count += 1) declared.uleb(0);
  code.uleb(body.length).append(body);
  const data = new ByteWriter().uleb(1).u8(0, 0x41).sleb(TABLE_AT).u8(0x0b).uleb(memory.length).append(memory);
  return Uint8Array.from([
    ...MAGIC,
    ...section(1, new ByteWriter().u8(1, 0x60, 1, 0x7f, 1, 0x7f)),
    ...section(3, declared),
    ...section(10, code),
    ...section(11, data),
  ]);
}
