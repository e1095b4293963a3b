import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { locationsOf, rangesOf } from '../../../../src/core/dwarf/addressLists';
import { ByteWriter } from '../../../../src/core/dwarf/byteWriter';
import { AT, FORM, TAG } from '../../../../src/core/dwarf/constants';
import { Budget, type DebugSectionName, TooMuchDebugInfo } from '../../../../src/core/dwarf/debugSections';
import { DebugUnits } from '../../../../src/core/dwarf/debugUnit';
import type { Entry } from '../../../../src/core/dwarf/entry';

type Sections = Partial<Record<DebugSectionName, Uint8Array>>;
interface Written {
  attribute: number;
  form: number;
  /** In the abbreviation. */
  constant?: number;
  value: ByteWriter;
}

const bytes = (...values: number[]): ByteWriter => new ByteWriter().u8(...values);
const u32 = (...values: number[]): ByteWriter => {
  const writer = new ByteWriter();
  for (const value of values) writer.u32(value);
  return writer;
};

/** The last of the entries of a unit, each of which is in the one before. */
function lastEntry(version: 4 | 5, entries: readonly Written[][], sections: Sections = {}, budget = new Budget()): Entry {
  const abbrev = new ByteWriter();
  const info = new ByteWriter().u16(version);
  if (version === 5) info.u8(1, 4).u32(0);
  else info.u32(0).u8(4);
  for (const [index, attributes] of entries.entries()) {
    abbrev.u8(index + 1, TAG.subprogram, 1);
    for (const { attribute, form, constant } of attributes) {
      abbrev.uleb(attribute).uleb(form);
      if (constant !== undefined) abbrev.sleb(constant);
    }
    abbrev.u8(0, 0);
    info.u8(index + 1);
    for (const { value } of attributes) info.append(value.take());
  }
  abbrev.u8(0);
  const all: Sections = { ...sections, abbrev: abbrev.take(), info: u32(info.length).append(info.take()).take() };
  const [unit] = new DebugUnits((name) => all[name], budget);
  let last = unit?.root;
  for (let count = 1; count < entries.length; count += 1) last = unit?.next();
  return last ?? assert.fail('no entry');
}

const lowPc = (address: number): Written => ({ attribute: AT.lowPc, form: FORM.addr, value: u32(address) });
const oldRanges = (offset: number): Written => ({ attribute: AT.ranges, form: FORM.secOffset, value: u32(offset) });

describe('An entry of debug information', () => {
  it('has numbers as exactly as they were written', () => {
    const entry = lastEntry(5, [
      [
        { attribute: AT.byteSize, form: FORM.data1, value: bytes(0xff) },
        { attribute: AT.constValue, form: FORM.data8, value: u32(0xffff_ffff, 0x7fff_ffff) },
        { attribute: AT.count, form: FORM.implicitConst, constant: -3, value: bytes() },
        { attribute: AT.upperBound, form: FORM.sdata, value: bytes(0x7f) },
        { attribute: AT.encoding, form: FORM.indirect, value: bytes(FORM.data2, 1, 2) },
        { attribute: AT.location, form: FORM.exprloc, value: bytes(2, 0xed, 0) },
        { attribute: AT.callLine, form: FORM.udata, value: bytes(0x80, 1) },
      ],
    ]);
    assert.deepEqual(
      [AT.byteSize, AT.constValue, AT.count, AT.upperBound, AT.encoding, AT.callLine, AT.name].map((each) => entry.constant(each)),
      [255, 0x7fff_ffff_ffff_ffffn, -3n, -1n, 0x201, 128n, undefined],
    );
    assert.deepEqual(entry.block(AT.location), Uint8Array.of(0xed, 0));
    assert.equal(entry.block(AT.byteSize), undefined);
  });

  it('has texts, addresses and other entries, be they in it or in a table', () => {
    const entry = lastEntry(
      5,
      [
        [
          { attribute: AT.strOffsetsBase, form: FORM.secOffset, value: u32(4) },
          { attribute: AT.addrBase, form: FORM.secOffset, value: u32(4) },
        ],
        [
          { attribute: AT.name, form: FORM.string, value: new ByteWriter().text('here') },
          { attribute: AT.linkageName, form: FORM.strx1, value: bytes(1) },
          { attribute: AT.folder, form: FORM.strp, value: u32(2) },
          { attribute: AT.lowPc, form: FORM.addrx, value: bytes(1) },
          { attribute: AT.type, form: FORM.ref1, value: bytes(12) },
          { attribute: AT.abstractOrigin, form: FORM.refAddr, value: u32(99) },
        ],
      ],
      { str: new ByteWriter().text('a').text('there').take(), str_offsets: u32(0, 0, 2).take(), addr: u32(0, 0, 0x77).take() },
    );
    assert.deepEqual(
      [AT.name, AT.linkageName, AT.folder, AT.lowPc].map((each) => entry.text(each)),
      ['here', 'there', 'there', undefined],
    );
    assert.equal(entry.address(AT.lowPc), 0x77);
    assert.deepEqual([entry.reference(AT.type), entry.reference(AT.abstractOrigin), entry.reference(AT.name)], [12, 99, undefined]);
  });

  it('is of pieces of code that count from where its unit begins, not from itself', () => {
    const ranges = u32(0x10, 0x20, 0xffff_fffe, 0xffff_fffe, 0xffff_ffff, 0x1000, 1, 2, 0, 0).take();
    const entry = lastEntry(4, [[lowPc(0x100)], [lowPc(0x7777), oldRanges(0)]], { ranges });
    assert.deepEqual(
      [...rangesOf(entry)].map(({ start, end }) => [start, end]),
      [
        [0x110, 0x120],
        [0x1001, 0x1002],
      ],
    );
  });

  it('is of no code where the linker left it out', () => {
    for (const address of [0, 0xffff_fffe, 0xffff_ffff]) {
      const entry = lastEntry(4, [[lowPc(address), { attribute: AT.highPc, form: FORM.data1, value: bytes(9) }]]);
      assert.deepEqual([...rangesOf(entry)], []);
    }
  });

  it('is elsewhere in each piece of code', () => {
    const table = u32(0, 0, 0, 4) // a header, and where the first list starts
      .u8(4, 1, 3, 1, 0xaa) // offsets
      .u8(5, 1, 0xbb) // the default
      .u8(8)
      .u32(0x50)
      .u8(2, 1, 0xcc) // start and length
      .u8(0);
    const entry = lastEntry(5, [[lowPc(0x40)], [{ attribute: AT.location, form: FORM.loclistx, value: bytes(0) }]], {
      loclists: table.take(),
    });
    assert.deepEqual(
      [...locationsOf(entry)].map(({ start, end, expression: [operation] }) => [start, end, operation]),
      [
        [0x41, 0x43, 0xaa],
        [0, Infinity, 0xbb],
        [0x50, 0x52, 0xcc],
      ],
    );
  });

  it('costs of the budget what is read of it', () => {
    const written = [Array.from({ length: 9 }, () => ({ attribute: AT.name, form: FORM.flagPresent, value: bytes() }))];
    assert.throws(() => lastEntry(4, written, {}, new Budget(15)), TooMuchDebugInfo);
    assert.equal(lastEntry(4, written, {}, new Budget(25)).tag, TAG.subprogram);
  });
});
