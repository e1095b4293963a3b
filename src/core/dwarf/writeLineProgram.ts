import { ByteWriter } from './byteWriter';
import { type Encoding, EXTENDED, initialRow, type Row, STANDARD } from './lineProgram';

/** The program of these sequences, each of which ends with the row that says so. */
export function writeLineProgram(sequences: readonly (readonly Row[])[], encoding: Encoding): Uint8Array {
  const writer = new ByteWriter();
  for (const rows of sequences) writeSequence(writer, rows, encoding);
  return writer.take();
}

function writeSequence(writer: ByteWriter, rows: readonly Row[], encoding: Encoding): void {
  const { minimumInstruction, lineBase, lineRange, opcodeBase } = encoding;
  const state = initialRow(encoding.isStatement);
  state.address = rows[0]?.address ?? 0;
  writer.u8(0, 5, EXTENDED.setAddress).u32(state.address);
  for (const row of rows) {
    const advance = (row.address - state.address) / minimumInstruction;
    state.address = row.address;
    if (row.endsSequence) {
      if (advance > 0) writer.u8(STANDARD.advancePc).uleb(advance);
      writer.u8(0, 1, EXTENDED.endSequence);
      return;
    }
    if (row.file !== state.file) writer.u8(STANDARD.setFile).uleb((state.file = row.file));
    if (row.column !== state.column) writer.u8(STANDARD.setColumn).uleb((state.column = row.column));
    if (row.discriminator > 0) {
      const operand = new ByteWriter().uleb(row.discriminator).take();
      writer
        .u8(0)
        .uleb(operand.length + 1)
        .u8(EXTENDED.setDiscriminator)
        .append(operand);
    }
    if (row.isStatement !== state.isStatement) writer.u8(STANDARD.negateStatement);
    state.isStatement = row.isStatement;
    if (row.endsPrologue) writer.u8(STANDARD.setPrologueEnd);
    if (row.beginsEpilogue) writer.u8(STANDARD.setEpilogueBegin);

    let lines = row.line - state.line;
    state.line = row.line;
    if (lines < lineBase || lines >= lineBase + lineRange) {
      writer.u8(STANDARD.advanceLine).sleb(lines);
      lines = 0;
    }
    // one opcode for both where it fits, or two; what never fits takes three
    const specialFor = (addresses: number): number => lines - lineBase + lineRange * addresses + opcodeBase;
    const constant = Math.floor((255 - opcodeBase) / lineRange);
    if (specialFor(advance) <= 255) writer.u8(specialFor(advance));
    else if (advance >= constant && specialFor(advance - constant) <= 255) writer.u8(STANDARD.constAddPc, specialFor(advance - constant));
    else writer.u8(STANDARD.advancePc).uleb(advance).u8(specialFor(0));
  }
}
