import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { withDwarfFrom } from '../../../../src/core/dwarf/fromSourceMap';
import { type Encoding, readLineProgram, type Row } from '../../../../src/core/dwarf/lineProgram';
import { customSections } from '../../../../src/core/dwarf/sections';
import { decodeMappings, parseSourceMap } from '../../../../src/core/dwarf/sourceMap';
import { withoutLineZero } from '../../../../src/core/dwarf/withoutLineZero';
import { writeLineProgram } from '../../../../src/core/dwarf/writeLineProgram';
import { fixtures } from '../../../host/paths';

const read = (path: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(join(fixtures, 'sample', path)));

const ENCODING: Encoding = {
  minimumInstruction: 1,
  isStatement: true,
  lineBase: -5,
  lineRange: 14,
  opcodeBase: 13,
  operands: [0, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1],
};

const row = (address: number, line: number, more: Partial<Row> = {}): Row => ({
  address,
  line,
  file: 1,
  column: 0,
  isStatement: true,
  discriminator: 0,
  endsPrologue: false,
  beginsEpilogue: false,
  endsSequence: false,
  ...more,
});

describe('Debug information', () => {
  it('reads the line program that it wrote', () => {
    const sequences = [
      [row(3, 1), row(5, 40_000, { column: 7, file: 2 }), row(900, 2, { isStatement: false }), row(901, 2, { endsPrologue: true })],
      [row(1_000_000, 5, { discriminator: 300 }), row(1_000_020, 6, { beginsEpilogue: true })],
    ].map((rows) => [
      ...rows,
      { ...(rows.at(-1) as Row), address: 2_000_000, discriminator: 0, endsPrologue: false, beginsEpilogue: false, endsSequence: true },
    ]);
    assert.deepEqual(readLineProgram(writeLineProgram(sequences, ENCODING), ENCODING), sequences);
  });

  it('knows what it does not know', () => {
    assert.equal(readLineProgram(Uint8Array.of(0, 2, 0x80, 0), ENCODING), undefined);
  });

  for (const path of ['c/simple-c.wasm', 'rust/simple-rust.wasm', 'zig/simple-zig.wasm']) {
    it(`loses the line 0 of ${path}, and nothing else changes`, () => {
      const before = read(path);
      const after = withoutLineZero(before);
      assert.deepEqual(customSections(after), customSections(before));
      const line = customSections(before).find(({ name }) => name === '.debug_line');
      assert.ok(line);
      assert.ok(Buffer.compare(before.subarray(0, line.start), after.subarray(0, line.start)) === 0);
      assert.ok(Buffer.compare(before.subarray(line.end), after.subarray(line.end)) === 0);
      assert.notEqual(Buffer.compare(before, after), 0);
      assert.equal(Buffer.compare(withoutLineZero(after), after), 0, 'there is nothing left to remove');
    });
  }

  it('is none where there is none', () => {
    const module = read('go/simple.wasm');
    assert.equal(withoutLineZero(module), module);
  });

  it('is made of a source map', () => {
    const map = parseSourceMap(Buffer.from(read('assemblyscript/simple-assemblyscript.wasm.map')).toString());
    assert.ok(map);
    const module = read('assemblyscript/simple-assemblyscript.wasm');
    const made = withDwarfFrom(
      map,
      map.sources.map((source) => `/src/${source}`),
      module,
    );
    assert.equal(Buffer.compare(made.subarray(0, module.length), module), 0);
    assert.deepEqual(
      customSections(made)
        .map(({ name }) => name)
        .slice(-3),
      ['.debug_abbrev', '.debug_info', '.debug_line'],
    );
    assert.ok(WebAssembly.validate(made));
  });

  it('has the places of a source map', () => {
    // of the specification: columns, source, line and column, each as what it differs by
    assert.deepEqual(decodeMappings({ sources: ['a', 'b'], mappings: 'AAAA,IACCC,C,ECFD' }), [
      { column: 0, origin: { source: 0, line: 1, column: 1 } },
      { column: 4, origin: { source: 0, line: 2, column: 2 } },
      { column: 5 },
      { column: 7, origin: { source: 1, line: 0, column: 1 } },
    ]);
  });
});
