import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import type { DebugSectionName } from '../../../../src/core/dwarf/debugSections';
import { joinPath } from '../../../../src/core/dwarf/paths';
import { findPlaces } from '../../../../src/core/dwarf/places';
import { customSections } from '../../../../src/core/dwarf/sections';
import { demangle } from '../../../../src/core/symbols/demangle';
import { readModule, sourceOfBytes } from '../../../../src/core/wasm/readModule';
import { readFixture } from '../../fixtures';
import { fuzz } from '../../fuzz';

type Sections = Partial<Record<DebugSectionName, Uint8Array>>;

function debugSections(fixture: string): Sections {
  const bytes = readFixture(fixture);
  return Object.fromEntries(
    customSections(bytes).flatMap(({ name, start, end }) =>
      name.startsWith('.debug_') ? [[name.slice('.debug_'.length), bytes.subarray(start, end)]] : [],
    ),
  );
}

const find = (addresses: number[], sections: Sections) => findPlaces(addresses, (name) => sections[name]);

const repeated = (bytes: Uint8Array | undefined, times: number): Uint8Array =>
  Buffer.concat(Array.from({ length: times }, () => bytes ?? new Uint8Array()));

const codeStartOf = async (fixture: string): Promise<number> =>
  (await readModule(sourceOfBytes(readFixture(fixture)))).codeStart ?? assert.fail('it has code');

const C = 'debugging/c/traps.wasm';
const CPP = 'debugging/cpp/basket.wasm';
const RUST = 'debugging/rust/panics.wasm';

describe('Where code is in its source', () => {
  it('is told of functions that were copied to there too', async () => {
    // as the engine says of the trap in `index_too_large`
    const address = 4876 - (await codeStartOf(RUST));
    const places = find([address], debugSections(RUST)).get(address);
    assert.deepEqual(
      places?.map(({ function: name, place }) => [name && demangle(name), place.path.replace(/.*\/library\//, ''), place.line]),
      [[undefined, 'core/src/slice/index.rs', 272]],
    );
  });

  for (const [what, sections] of [
    ['nothing', {}],
    ['line tables alone', { line: debugSections(C).line }],
    ['nothing but zeros', { line: new Uint8Array(5_000), info: new Uint8Array(5_000), abbrev: new Uint8Array(5_000) }],
    ['nothing but ones', { line: new Uint8Array(5_000).fill(255), info: new Uint8Array(5_000).fill(255) }],
  ] as [string, Sections][]) {
    it(`is told as far as it can be, of ${what}`, async () => {
      const address = 0x120 - (await codeStartOf(C));
      const places = [...find([address], sections).values()].flat();
      for (const { place } of places) assert.match(place.path, /traps\.c$/);
    });
  }

  it('is told, or not, of debug information that was damaged, and nothing is thrown', () => {
    const originals = [C, CPP].map(debugSections);
    const names = ['line', 'info', 'abbrev', 'str', 'ranges'] as const;
    const change = fc.record({ name: fc.constantFrom(...names), at: fc.nat({ max: 9_999 }), byte: fc.integer({ min: 0, max: 255 }) });
    const addresses = Array.from({ length: 40 }, (_, index) => index * 61);
    fc.assert(
      fc.property(fc.constantFrom(...originals), fc.array(change, { minLength: 1, maxLength: 6 }), (original, changes) => {
        const sections: Sections = { ...original };
        for (const { name, at, byte } of changes) {
          const bytes = sections[name]?.slice();
          if (!bytes) continue;
          bytes[Math.floor((at / 10_000) * bytes.length)] = byte;
          sections[name] = bytes;
        }
        for (const places of find(addresses, sections).values()) {
          assert.ok(places.length > 0 && places.length <= 33);
          for (const { place } of places) assert.ok(place.line > 0 && place.path !== '');
        }
      }),
      fuzz(300),
    );
  });

  it('is found in 20 MB of debug information', () => {
    const original = debugSections(RUST);
    const size = Object.values(original).reduce((sum, { length }) => sum + length, 0);
    const times = Math.ceil((20 * 1024 * 1024) / size);
    const sections = { ...original, line: repeated(original.line, times), info: repeated(original.info, times) };
    const addresses = Array.from({ length: 50 }, (_, index) => 1_500 + 131 * index);
    assert.ok(find(addresses, sections).size > 20);
  });

  it('is given up where there is more than anyone waits for', () => {
    // one abbreviation with very many attributes of no size, and entries of one byte that use it
    const attributes = Array.from({ length: 20_000 }, () => [0x03, 0x19]).flat(); // name, flag_present
    const abbrev = Uint8Array.from([1, 0x11, 1, ...attributes, 0, 0, 0]);
    const info = new Uint8Array(1_000_000).fill(1);
    new DataView(info.buffer).setUint32(0, info.length - 4, true);
    info.set([4, 0, 0, 0, 0, 0, 4], 4);
    const line = debugSections(C).line;
    const places = find([0x20, 0x40, 0x60, 0x80, 0x100], { ...(line && { line }), info, abbrev });
    assert.ok([...places.values()].flat().every(({ function: name }) => name === undefined));
  });

  for (const [parts, path] of [
    [['/work', 'src', 'lib.rs'], '/work/src/lib.rs'],
    [['/work', '/other', 'lib.rs'], '/other/lib.rs'],
    [['/work/./a/../b//c', '../lib.rs'], '/work/b/lib.rs'],
    [['.', '', 'traps.c'], 'traps.c'],
    [['', '../traps.c'], '../traps.c'],
    [['/', '../../etc/passwd'], '/etc/passwd'],
    [['C:\\work', 'src\\lib.rs'], 'C:\\work\\src\\lib.rs'],
  ] as const) {
    it(`is a path without detours: ${parts.join(' + ')}`, () => assert.equal(joinPath(...parts), path));
  }
});
