import { ByteCursor } from './byteCursor';

/** A row of a line table: from this address on, the code is of this line. DWARF 5, 6.2.2 */
export interface Row {
  address: number;
  file: number;
  line: number;
  column: number;
  isStatement: boolean;
  discriminator: number;
  endsPrologue: boolean;
  beginsEpilogue: boolean;
  /** The address after the last instruction; all else means nothing then. */
  endsSequence: boolean;
}

/** What of a line table's header decides how its program is encoded. */
export interface Encoding {
  minimumInstruction: number;
  isStatement: boolean;
  lineBase: number;
  lineRange: number;
  opcodeBase: number;
  /** Operands of each standard opcode, by opcode. */
  operands: readonly number[];
}

/** DW_LNS_… */
export const STANDARD = {
  copy: 1,
  advancePc: 2,
  advanceLine: 3,
  setFile: 4,
  setColumn: 5,
  negateStatement: 6,
  setBasicBlock: 7,
  constAddPc: 8,
  fixedAdvancePc: 9,
  setPrologueEnd: 10,
  setEpilogueBegin: 11,
  setIsa: 12,
} as const;

/** DW_LNE_… */
export const EXTENDED = { endSequence: 1, setAddress: 2, setDiscriminator: 4 } as const;

/** Does nothing by itself, and so can fill what is left of a program's room. */
export const FILLER = STANDARD.setBasicBlock;

export const initialRow = (isStatement: boolean): Row => ({
  address: 0,
  file: 1,
  line: 1,
  column: 0,
  isStatement,
  discriminator: 0,
  endsPrologue: false,
  beginsEpilogue: false,
  endsSequence: false,
});

/** The rows of each sequence. Undefined where there is something in the program that is not known here. */
export function readLineProgram(bytes: Uint8Array, encoding: Encoding): Row[][] | undefined {
  const sequences: Row[][] = [];
  let rows: Row[] = [];
  const isKnown = runLineProgram(bytes, encoding, (row) => {
    rows.push({ ...row });
    if (!row.endsSequence) return;
    sequences.push(rows);
    rows = [];
  });
  return isKnown ? sequences : undefined;
}

/**
 * Runs a line table's program, which costs no more than the program is long.
 * @param onRow gets the one row there is: to be copied where it is kept
 * @returns false where it ended early, at something that is not known here
 */
export function runLineProgram(bytes: Uint8Array, encoding: Encoding, onRow: (row: Readonly<Row>) => void): boolean {
  const { minimumInstruction, lineBase, lineRange, opcodeBase, operands } = encoding;
  const cursor = new ByteCursor(bytes);
  let row = initialRow(encoding.isStatement);
  let isFirst = true;

  const add = (): void => {
    onRow(row);
    isFirst = false;
    row.discriminator = 0;
    row.endsPrologue = row.beginsEpilogue = false;
  };
  const special = (opcode: number): void => {
    const adjusted = opcode - opcodeBase;
    row.address += Math.floor(adjusted / lineRange) * minimumInstruction;
    row.line += lineBase + (adjusted % lineRange);
  };
  /** Whether it is known. */
  const extended = (): boolean => {
    const length = cursor.uleb();
    const next = cursor.offset + length;
    switch (cursor.u8()) {
      case EXTENDED.endSequence:
        row.endsSequence = true;
        add();
        isFirst = true;
        row = initialRow(encoding.isStatement);
        break;
      case EXTENDED.setAddress:
        if (!isFirst) return false; // a sequence is written with one address
        row.address = cursor.u32();
        break;
      case EXTENDED.setDiscriminator:
        row.discriminator = cursor.uleb();
        break;
      default:
        return false;
    }
    cursor.offset = next;
    return true;
  };
  const standard = (opcode: number): void => {
    switch (opcode) {
      case STANDARD.copy:
        return add();
      case STANDARD.advancePc:
        row.address += cursor.uleb() * minimumInstruction;
        return;
      case STANDARD.advanceLine:
        row.line += cursor.sleb();
        return;
      case STANDARD.setFile:
        row.file = cursor.uleb();
        return;
      case STANDARD.setColumn:
        row.column = cursor.uleb();
        return;
      case STANDARD.negateStatement:
        row.isStatement = !row.isStatement;
        return;
      case STANDARD.setBasicBlock:
        return;
      case STANDARD.constAddPc:
        row.address += Math.floor((255 - opcodeBase) / lineRange) * minimumInstruction;
        return;
      case STANDARD.fixedAdvancePc:
        row.address += cursor.u16();
        return;
      case STANDARD.setPrologueEnd:
        row.endsPrologue = true;
        return;
      case STANDARD.setEpilogueBegin:
        row.beginsEpilogue = true;
        return;
      default:
        for (let count = operands[opcode] ?? 0; count > 0; count -= 1) cursor.uleb();
    }
  };

  while (cursor.offset < bytes.length) {
    const opcode = cursor.u8();
    if (opcode === 0) {
      if (!extended()) return false;
    } else if (opcode < opcodeBase) {
      standard(opcode);
    } else {
      special(opcode);
      add();
    }
  }
  return true;
}
