import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { kernelFunction, KERNEL_NAMESPACE } from '../../../../src/core/plugin/abi';
import { WasmFormatError } from '../../../../src/core/wasm/byteReader';
import { type ByteSource, readModule, sourceOfBytes } from '../../../../src/core/wasm/readModule';
import { readFixture, readFixtureModule, WASM_FIXTURES } from '../../fixtures';
import { custom, HEADER, name, producers, SECTION, section, u32, vector, wasm } from './bytes';

const read = (bytes: Uint8Array) => readModule(sourceOfBytes(bytes));

const I32_TO_I64 = [0x60, 1, 0x7f, 1, 0x7e];
const functionImport = (type: number): number[] => [...name('env'), ...name('f'), 0x00, type];

const MALFORMED: [what: string, bytes: Uint8Array, message: string][] = [
  ['an empty file', new Uint8Array(), 'the file is empty'],
  ['another format', Uint8Array.from(name('not wasm at all')), 'not a WebAssembly module: bad magic 0x0f6e6f74'],
  ['a part of the magic number', Uint8Array.from(HEADER.slice(0, 3)), 'truncated: the file ends within its header'],
  ['a part of the version', Uint8Array.from(HEADER.slice(0, 6)), 'truncated: the file ends within its header'],
  ['a component', Uint8Array.from([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]), 'a WebAssembly component, not a core module'],
  ['a version to come', Uint8Array.from([0, 0x61, 0x73, 0x6d, 2, 0, 0, 0]), 'unknown WebAssembly version 0x02000000'],
  ['a section without a size', wasm([SECTION.type]), 'unexpected end at byte 9'],
  [
    'a section that comes twice, which would be read as often',
    wasm(section(SECTION.export, 0), section(SECTION.export, 0)),
    'a second export section at byte 13',
  ],
  [
    'a section that is cut off',
    wasm([SECTION.type, 5, 1, 0x60]),
    'truncated: the type section should end at byte 15, but the file ends at byte 12',
  ],
  [
    'a section of no kind that is cut off',
    wasm([99, 5]),
    'truncated: the unknown (99) section should end at byte 15, but the file ends at byte 10',
  ],
  ['a section of no kind', wasm(section(14)), 'unknown section 14 at byte 10'],
  ['a size of more than 32 bits', wasm([SECTION.type, 0xff, 0xff, 0xff, 0xff, 0x1f]), 'integer too large at byte 14'],
  ['a size of more than 5 bytes', wasm([SECTION.type, 0x80, 0x80, 0x80, 0x80, 0x80, 0]), 'integer too large at byte 14'],
  ['a list longer than its section', wasm(section(SECTION.type, 2, ...I32_TO_I64)), 'unexpected end at byte 16'],
  ['a list longer than any', wasm(section(SECTION.type, ...u32(1_000_001))), '1000001 items are more than any engine allows at byte 13'],
  ['a type of no form', wasm(section(SECTION.type, 1, 0x61)), 'unknown type form 0x61 at byte 12'],
  ['a value of no type', wasm(section(SECTION.type, 1, 0x60, 1, 0x10)), 'unknown value type 0x10 at byte 14'],
  ['a field of no type', wasm(section(SECTION.type, 1, 0x5e, 0x10, 0)), 'unknown storage type 0x10 at byte 13'],
  ['a heap type without end', wasm(section(SECTION.type, 1, 0x60, 1, 0x63, ...Array(10).fill(0x80))), 'integer too long at byte 24'],
  ['a name that is cut off', wasm(section(SECTION.import, 1, 9, 0x61)), 'unexpected end at byte 12'],
  ['a name that is not UTF-8', wasm(section(SECTION.import, 1, 2, 0xc3, 0x28)), 'a name is not UTF-8 at byte 14'],
  [
    'an import of no kind',
    wasm(section(SECTION.import, ...vector([...name('env'), ...name('f'), 9]))),
    'import "env" "f" is of an unknown kind at byte 18',
  ],
  [
    'an import without a type',
    wasm(section(SECTION.import, ...vector(functionImport(0)))),
    'the type of import "env" "f" is not a function type at byte 19',
  ],
  [
    'an import of an array type',
    wasm(section(SECTION.type, 1, 0x5e, 0x7f, 0), section(SECTION.import, ...vector(functionImport(0)))),
    'the type of import "env" "f" is not a function type at byte 25',
  ],
  [
    'a memory of unknown limits',
    wasm(section(SECTION.import, ...vector([...name('env'), ...name('m'), 2, 0x10, 1]))),
    'unknown limits 0x10 at byte 19',
  ],
  ['an export of no kind', wasm(section(SECTION.export, ...vector([...name('f'), 9, 0]))), 'export "f" is of an unknown kind at byte 15'],
  [
    'an export of no function',
    wasm(section(SECTION.export, ...vector([...name('f'), 0, 7]))),
    'export "f" names function 7, which does not exist at byte 15',
  ],
  [
    'two exports of a name',
    wasm(section(SECTION.export, ...vector([...name('m'), 2, 0], [...name('m'), 2, 0]))),
    'a second export "m" at byte 17',
  ],
  ['a custom section without a name', wasm(section(SECTION.custom)), 'unexpected end at byte 10'],
  ['a custom section whose name is cut off', wasm(section(SECTION.custom, 5, 0x61)), 'unexpected end at byte 11'],
];

describe('readModule', () => {
  for (const [what, bytes, message] of MALFORMED) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(read(bytes), (error) => {
        assert.ok(error instanceof WasmFormatError, String(error));
        assert.equal(error.message, message);
        return true;
      });
    });
  }

  it('refuses more types than any engine allows, in groups too', async () => {
    const group = [0x4e, ...u32(600_000), ...Array.from({ length: 600_000 }, () => [0x60, 0, 0]).flat()];
    const types = [2, ...group, ...group];
    const bytes = Uint8Array.from([...HEADER, SECTION.type, ...u32(types.length), ...types]);
    await assert.rejects(read(bytes), /more types than any engine allows/);
  });

  it('refuses a section larger than any real one before it reads it', async () => {
    const size = 64 * 1024 * 1024 + 1;
    const start = [...HEADER, SECTION.type, ...u32(size)];
    const source: ByteSource = {
      size: start.length + size,
      read: async (offset, length) => {
        assert.ok(length <= 4096);
        return Uint8Array.from(start.slice(offset, offset + length));
      },
    };
    await assert.rejects(readModule(source), new WasmFormatError(`the type section is too large: ${size} bytes`));
  });

  it('lets a failure to read through', async () => {
    const failure = new Error('the disk is gone');
    await assert.rejects(readModule({ size: 100, read: () => Promise.reject(failure) }), failure);
  });

  it('refuses a file that has shrunk since its size was taken', async () => {
    const bytes = wasm(section(SECTION.type, ...vector(...Array.from({ length: 2000 }, () => I32_TO_I64))));
    const source: ByteSource = {
      size: bytes.length,
      read: async (offset, length) => bytes.subarray(offset, Math.min(offset + length, 5000)),
    };
    await assert.rejects(readModule(source), WasmFormatError);
  });

  it('reads a module of nothing', async () => {
    assert.deepEqual(await read(wasm()), {
      size: 8,
      imports: [],
      exports: [],
      hasStartFunction: false,
      customSections: [],
      producers: new Map(),
    });
  });

  it('reads imports and exports of every kind and type', async () => {
    const types = vector(
      I32_TO_I64,
      [0x5f, ...vector([0x78, 1], [0x64, 0x70, 0])], // a struct of an i8 and a reference
      [0x4e, ...vector([0x50, ...vector([1]), 0x60, 0, 0], [0x4f, 0, 0x5e, 0x77, 0])], // a group of a function and an array
      [0x60, ...vector([0x7d], [0x7c], [0x7b], [0x70], [0x6f], [0x63, 0x01]), 2, 0x7f, 0x7f],
    );
    const imports = vector(
      functionImport(0),
      [...name('env'), ...name('t'), 1, 0x70, 1, 1, 0x80, 1],
      [...name('env'), ...name('m'), 2, 0x03, 1, 2],
      [...name('env'), ...name('bytes'), 2, 0x08, 1, 0], // whose pages are of one byte
      [...name('env'), ...name('g'), 3, 0x63, 0x70, 1],
      [...name('env'), ...name('e'), 4, 0, 0],
      [...name(''), ...name('👋'), 0, 4],
    );
    const exports = vector(
      [...name('imported'), 0, 0],
      [...name('own'), 0, 2],
      [...name('t'), 1, 0],
      [...name('m'), 2, 0],
      [...name('g'), 3, 0],
      [...name('e'), 4, 0],
    );
    const module = await read(
      wasm(
        custom('first'),
        section(SECTION.type, ...types),
        section(SECTION.import, ...imports),
        section(SECTION.function, ...vector([2])),
        section(SECTION.export, ...exports),
        section(SECTION.start, 2),
        custom('last', 1, 2, 3),
      ),
    );
    const first = { params: ['i32'], results: ['i64'] };
    assert.deepEqual(module.imports, [
      { module: 'env', name: 'f', kind: 'function', type: first },
      { module: 'env', name: 't', kind: 'table' },
      { module: 'env', name: 'm', kind: 'memory' },
      { module: 'env', name: 'bytes', kind: 'memory' },
      { module: 'env', name: 'g', kind: 'global' },
      { module: 'env', name: 'e', kind: 'tag' },
      {
        module: '',
        name: '👋',
        kind: 'function',
        type: { params: ['f32', 'f64', 'v128', 'funcref', 'externref', 'ref'], results: ['i32', 'i32'] },
      },
    ]);
    assert.deepEqual(module.exports, [
      { name: 'imported', kind: 'function', type: first },
      { name: 'own', kind: 'function', type: { params: [], results: [] } },
      { name: 't', kind: 'table' },
      { name: 'm', kind: 'memory' },
      { name: 'g', kind: 'global' },
      { name: 'e', kind: 'tag' },
    ]);
    assert.deepEqual([module.hasStartFunction, module.customSections], [true, ['first', 'last']]);
  });

  it('reads producers and the source map', async () => {
    const { producers: found, sourceMappingUrl } = await read(
      wasm(
        producers({ language: { Rust: '' }, 'processed-by': { rustc: '1.90.0', 'wasm-opt': '120' } }),
        custom('sourceMappingURL', ...name('./main.wasm.map')),
      ),
    );
    assert.deepEqual(
      found,
      new Map([
        ['language', new Map([['Rust', '']])],
        [
          'processed-by',
          new Map([
            ['rustc', '1.90.0'],
            ['wasm-opt', '120'],
          ]),
        ],
      ]),
    );
    assert.equal(sourceMappingUrl, './main.wasm.map');
  });

  it('ignores what it cannot read in a custom section, as engines do', async () => {
    const module = await read(wasm(custom('producers', 1, 200), custom('sourceMappingURL', 9)));
    assert.deepEqual(
      [module.customSections, module.producers, module.sourceMappingUrl],
      [['producers', 'sourceMappingURL'], new Map(), undefined],
    );
  });

  it('reads a custom section whose name is longer than what it reads at once', async () => {
    const long = 'x'.repeat(10_000);
    assert.deepEqual((await read(wasm(custom(long, 1, 2)))).customSections, [long]);
  });
});

describe('readModule on the fixtures', () => {
  const refused = new Map([
    ['broken/component.wasm', 'a WebAssembly component, not a core module'],
    ['broken/empty.wasm', 'the file is empty'],
    ['broken/not-a-module.wasm', 'not a WebAssembly module: bad magic 0x3c21646f'],
    ['broken/truncated.wasm', 'truncated: '],
  ]);

  for (const fixture of WASM_FIXTURES) {
    const message = refused.get(fixture);
    if (message !== undefined) {
      it(`refuses ${fixture}`, async () => {
        await assert.rejects(
          readFixtureModule(fixture),
          (error: Error) => error instanceof WasmFormatError && error.message.startsWith(message),
        );
      });
      continue;
    }
    it(`reads ${fixture} as the engine does`, async () => {
      const bytes = readFixture(fixture);
      const compiled = new WebAssembly.Module(bytes);
      const module = await read(bytes);
      assert.equal(module.size, bytes.length);
      assert.deepEqual(
        module.imports.map(({ module: from, name: title, kind }) => ({ module: from, name: title, kind })),
        WebAssembly.Module.imports(compiled),
      );
      assert.deepEqual(
        module.exports.map(({ name: title, kind }) => ({ name: title, kind })),
        WebAssembly.Module.exports(compiled),
      );
      const kernel = module.imports.filter((item) => item.module === KERNEL_NAMESPACE);
      assert.deepEqual(
        kernel.map(({ type }) => type),
        kernel.map((item) => kernelFunction(item.name)),
      );
    });
  }

  it('reads the types of the Go sample', async () => {
    const { imports, exports } = await readFixtureModule('sample/go/simple.wasm');
    const importType = (title: string) => imports.find((item) => item.name === title)?.type;
    assert.deepEqual(importType('hostMemoryGet'), { params: ['i64'], results: ['i64'] });
    assert.deepEqual(importType('fd_write'), { params: ['i32', 'i32', 'i32', 'i32'], results: ['i32'] });
    assert.deepEqual(importType('proc_exit'), { params: ['i32'], results: [] });
    assert.deepEqual(exports.find((item) => item.name === 'say_hello')?.type, { params: [], results: ['i32'] });
    assert.deepEqual(exports.find((item) => item.name === '_initialize')?.type, { params: [], results: [] });
  });

  it('reads neither code nor data', async () => {
    const bytes = readFixture('sample/go/simple.wasm');
    const reads: { from: number; to: number }[] = [];
    const source = sourceOfBytes(bytes);
    await readModule({
      size: source.size,
      read: (offset, length) => {
        reads.push({ from: offset, to: Math.min(offset + length, bytes.length) });
        return source.read(offset, length);
      },
    });
    const large = sectionsOf(bytes).filter(({ id }) => id === 10 || id === 11);
    assert.equal(large.length, 2);
    for (const { from, to } of large) {
      const within = reads.reduce((sum, part) => sum + Math.max(0, Math.min(part.to, to) - Math.max(part.from, from)), 0);
      assert.ok(within < (to - from) / 20, `${within} of ${to - from} bytes were read`);
    }
  });
});

function sectionsOf(bytes: Uint8Array): { id: number; from: number; to: number }[] {
  const sections = [];
  for (let at = 8; at < bytes.length;) {
    const id = bytes[at] ?? 0;
    let size = 0;
    let shift = 0;
    do {
      at += 1;
      size += ((bytes[at] ?? 0) & 0x7f) * 2 ** shift;
      shift += 7;
    } while ((bytes[at] ?? 0) & 0x80);
    sections.push({ id, from: at + 1, to: at + 1 + size });
    at += 1 + size;
  }
  return sections;
}
