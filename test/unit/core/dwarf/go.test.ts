import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { readCode } from '../../../../src/core/dwarf/functions';
import { pathInModule, sourceRoots } from '../../../../src/core/dwarf/go/buildInfo';
import { findGoPlaces } from '../../../../src/core/dwarf/go/findPlaces';
import { withDwarfOfGo } from '../../../../src/core/dwarf/go/fromGo';
import { initialMemory } from '../../../../src/core/dwarf/go/memoryImage';
import { readPclntab } from '../../../../src/core/dwarf/go/pclntab';
import { findPlaces } from '../../../../src/core/dwarf/places';
import { customSections } from '../../../../src/core/dwarf/sections';
import { fixtures } from '../../../host/paths';
import { goModule } from './goModule';

const sample = new Uint8Array(readFileSync(join(fixtures, 'sample/go/simple.wasm')));

/** The lines that the code of a function is said to be of, in the code's order. */
function linesOf(module: Uint8Array<ArrayBuffer>, index: number): string[] {
  const described = withDwarfOfGo(module, (name) => `/${name}`);
  assert.ok(described);
  const sections = customSections(described);
  const item = readCode(described).functions[index];
  assert.ok(item);
  const addresses = Array.from({ length: item.end - item.start }, (_, offset) => item.start + offset);
  const places = findPlaces(addresses, (name) => {
    const found = sections.find((section) => section.name === `.debug_${name}`);
    return found && described.subarray(found.start, found.end);
  });
  const lines = addresses.map((address) => {
    const place = places.get(address)?.at(-1)?.place;
    return place ? `${place.path.replace(/.*\//, '')}:${place.line}` : '';
  });
  return lines.filter((line, at) => line !== lines[at - 1]);
}

describe("Go's own line table", () => {
  const { functions } = readCode(sample);

  it('is read for every function, at the line where it begins', () => {
    const table = readPclntab(initialMemory(sample), functions.length);
    assert.equal(table?.length, functions.length);
    const sayHello = table.find(({ index }) => functions[index]?.name === 'main.sayHello');
    assert.equal(sayHello?.startLine, 21);
    assert.deepEqual(
      sayHello.lines(5).map(({ file, line }) => `${file}:${line}`),
      ['simple/main.go:21', 'simple/main.go:22', 'simple/main.go:24', 'simple/main.go:25', 'simple/main.go:26'],
    );
  });

  it('becomes DWARF that has the code by its lines', () => {
    const index = functions.findIndex(({ name }) => name === 'main.sayHello');
    const lines = linesOf(Uint8Array.from(sample), index);
    assert.deepEqual(lines, [
      'main.go:21',
      'main.go:22',
      'main.go:24',
      'main.go:25',
      'main.go:26',
      'main.go:25',
      'main.go:29',
      'main.go:30',
    ]);
  });

  it('has the place of each instruction by itself, as the DWARF has it', () => {
    const index = functions.findIndex(({ name }) => name === 'main.sayHello');
    const { start = 0, end = 0 } = functions[index] ?? {};
    const addresses = Array.from({ length: end - start }, (_, offset) => start + offset);
    const found = findGoPlaces([...addresses, 0], sample);
    const places = addresses.map((address) => found.get(address));
    assert.equal(found.get(0), undefined);
    assert.deepEqual(new Set(places.map((place) => place?.inModule)), new Set(['main.go']));
    const lines = places.map((place) => `main.go:${place?.line}`).filter((line, at, all) => line !== all[at - 1]);
    assert.deepEqual(lines, linesOf(Uint8Array.from(sample), index));
  });

  it('is found in a module that has little else', () => {
    const module = goModule(sample, { name: 'main.sayHello', file: 'a/b.go', lines: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] });
    const index = functions.findIndex(({ name }) => name === 'main.sayHello');
    assert.deepEqual(
      linesOf(module, index),
      ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11'].map((line) => `b.go:${line}`),
    );
  });

  it('is not there in what another compiler made', () => {
    const other = new Uint8Array(readFileSync(join(fixtures, 'sample/c/simple-c.wasm')));
    assert.equal(
      withDwarfOfGo(other, (name) => name),
      undefined,
    );
  });

  it('names files by module, where -trimpath left no folders', () => {
    const roots = sourceRoots(initialMemory(sample));
    assert.equal(pathInModule('simple/main.go', roots), 'main.go');
    assert.equal(pathInModule('github.com/extism/go-pdk@v1.1.3/pdk.go', roots), './pdk/pdk.go');
    assert.equal(pathInModule('runtime/proc.go', roots), undefined);
  });
});
