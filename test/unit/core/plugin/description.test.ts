import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Manifest } from '../../../../src/core/manifest/manifest';
import { formatType, KERNEL_NAMESPACE } from '../../../../src/core/plugin/abi';
import { describePlugin, type NamedModule, type PluginDescription } from '../../../../src/core/plugin/description';
import { formatImport, type HostImport, NO_PROVIDERS, type Providers } from '../../../../src/core/plugin/hostImports';
import { readModule, sourceOfBytes } from '../../../../src/core/wasm/readModule';
import { readFixture, readFixtureModule, WASM_FIXTURES } from '../../fixtures';
import { custom, name, producers, SECTION, section, vector, wasm } from '../wasm/bytes';

const moduleOf = async (...sections: number[][]) => ({ name: 'main', module: await readModule(sourceOfBytes(wasm(...sections))) });
const describeSections = async (...sections: number[][]) => describePlugin([await moduleOf(...sections)], NO_PROVIDERS);

async function describeFixture(fixture: string, providers: Providers = NO_PROVIDERS): Promise<PluginDescription> {
  return describePlugin([{ name: 'main', module: await readFixtureModule(fixture) }], providers);
}

/** A function import, of the type of this index. */
const imported = (namespace: string, title: string, type = 0): number[] => [...name(namespace), ...name(title), 0, type];

/** `env.hostMemoryGet (i64) → i64: provided by host memory` */
const statuses = ({ hostImports }: PluginDescription): string[] =>
  hostImports.map((item) => {
    const { kind, remedy: _, ...more } = { remedy: undefined, ...item.status };
    const details = Object.values(more).map((detail) => (typeof detail === 'string' ? detail : formatType(detail)));
    return `${formatImport(item)}: ${[kind, ...details].join(' ')}`;
  });

const functions = async (fixture: string) => (await describeFixture(fixture)).functions;
const met = async (fixture: string, providers: Providers) => statuses(await describeFixture(fixture, providers));
const debugInfo = async (...sections: number[][]) => (await describeSections(...sections)).debugInfo;

/** Modules of test/fixtures/corners/linking by the names they get. */
const linking = async (...names: [name: string, fixture: string][]): Promise<NamedModule[]> =>
  Promise.all(names.map(async ([title, fixture]) => ({ name: title, module: await readFixtureModule(`corners/linking/${fixture}.wasm`) })));

describe('describePlugin', () => {
  const memory = 'provided workbench host memory';
  const samples: [folder: string, fixture: string, toolchain: RegExp, more: Partial<PluginDescription>][] = [
    ['go', 'simple.wasm', /^Go 1\.\d+$/, { wasi: true, debugInfo: 'none' }],
    ['rust', 'simple-rust.wasm', /^Rust 1\.\d+$/, { functions: ['count_vowels', 'say_hello'] }],
    ['c', 'simple-c.wasm', /^C$/, { functions: ['say_hello', 'count_vowels'] }],
    ['zig', 'simple-zig.wasm', /^Zig$/, {}],
    ['assemblyscript', 'simple-assemblyscript.wasm', /^AssemblyScript$/, { debugInfo: 'sourceMap' }],
  ];
  for (const [namespace, workspace] of [
    ['env', 'sample'],
    ['extism:host/user', 'user-namespace'],
  ] as const) {
    for (const [folder, file, toolchain, more] of samples) {
      const fixture = `${workspace}/${folder}/${file}`;
      it(`describes ${fixture}`, async () => {
        const { toolchain: found, hostImports, ...description } = await describeFixture(fixture);
        assert.match(found ?? '', toolchain);
        assert.deepEqual(description, {
          kind: 'module',
          size: readFixture(fixture).length,
          modules: 1,
          wasi: false,
          debugInfo: 'dwarf',
          functions: ['say_hello'],
          ...more,
        });
        assert.deepEqual(hostImports, [
          {
            namespace,
            name: 'hostMemoryGet',
            kind: 'function',
            params: ['i64'],
            results: ['i64'],
            status: { kind: 'provided', from: 'workbench', by: 'host memory' },
          },
        ] satisfies HostImport[]);
      });
    }
  }

  it('tells how each import of the broken fixtures is met', async () => {
    const found = await Promise.all(
      WASM_FIXTURES.filter((fixture) => fixture.startsWith('broken/')).map(async (fixture) => {
        const description = await describeFixture(fixture).catch(() => undefined);
        return description && description.hostImports.length > 0 ? [[fixture, statuses(description)] as const] : [];
      }),
    );
    assert.deepEqual(Object.fromEntries(found.flat()), {
      'broken/imported-memory.wasm': ['env.memory memory: unsupported a memory, and hosts provide functions only'],
      'broken/loop.wasm': [`env.hostMemoryGet (i64) → i64: ${memory}`],
      'broken/missing-import.wasm': ['env.hostSendMail (i64) → i64: missing'],
      'broken/old-abi.wasm': [
        'env.extism_input_length () → i64: oldAbi',
        'env.extism_alloc (i64) → i64: oldAbi',
        'env.extism_output_set (i64, i64) → (): oldAbi',
      ],
      'broken/wasm-bindgen.wasm': [
        '__wbindgen_placeholder__.__wbindgen_describe (i32) → (): unsupported of wasm-bindgen glue for the browser',
      ],
      'broken/wrong-signature.wasm': ['env.hostMemoryGet (i32) → i32: signatureMismatch (i64) → i64'],
    });
  });

  it('lists functions by what a host can call', async () => {
    assert.deepEqual(await functions('corners/void-function.wasm'), ['greet']);
    assert.deepEqual(await functions('corners/wasi-start.wasm'), []);
    assert.deepEqual(await functions('broken/no-functions.wasm'), []);
    assert.deepEqual(await functions('corners/unicode-names.wasm'), [
      'señor',
      '日本語',
      'привет',
      '👋',
      '👩‍👩‍👧‍👦',
      'e\u0301',
      'שלום',
      'two words',
    ]);
  });

  for (const [what, sections, toolchain] of [
    ['TinyGo before its language', [producers({ language: { Go: 'go1.24.1' }, 'processed-by': { TinyGo: '0.37.0' } })], 'TinyGo 0.37'],
    ['Go', [producers({ language: { Go: 'go1.26.8' }, 'processed-by': { 'Go cmd/compile': 'go1.26.8' } })], 'Go 1.26'],
    [
      'Rust by its compiler',
      [producers({ language: { Rust: '' }, 'processed-by': { rustc: '1.83.0 (90b35a623 2024-11-26)' } })],
      'Rust 1.83',
    ],
    ['C', [producers({ language: { C11: '' }, 'processed-by': { clang: '19.1.7' } })], 'C'],
    ['C++', [producers({ language: { C_plus_plus_17: '' }, 'processed-by': { clang: '19.1.7' } })], 'C++'],
    ['C++ with a library in C', [producers({ language: { C11: '', C_plus_plus_17: '' }, 'processed-by': { clang: '19.1.7' } })], 'C++'],
    ['Zig, which says C99 and no compiler', [producers({ language: { C99: '' } })], 'Zig'],
    ['a language it does not know', [producers({ language: { MoonBit: '' } })], 'MoonBit'],
    ['no language but a processor', [producers({ 'processed-by': { 'wit-component': '0.2' } })], 'wit-component'],
    ['AssemblyScript by its source map', [custom('sourceMappingURL', ...name('./main.wasm.map'))], 'AssemblyScript'],
    [
      'AssemblyScript by its abort',
      [section(SECTION.type, 1, 0x60, 0, 0), section(SECTION.import, ...vector(imported('env', 'abort')))],
      'AssemblyScript',
    ],
    ['nothing', [], undefined],
  ] as const) {
    it(`takes the toolchain from ${what}`, async () => {
      assert.equal((await describeSections(...sections.map((bytes) => [...bytes]))).toolchain, toolchain);
    });
  }

  it('tells DWARF in the module or beside it from a source map', async () => {
    const map = custom('sourceMappingURL', ...name('a.map'));
    assert.deepEqual(
      [
        await debugInfo(custom('.debug_info'), map),
        await debugInfo(custom('external_debug_info')),
        await debugInfo(map),
        await debugInfo(),
      ],
      ['dwarf', 'dwarf', 'sourceMap', 'none'],
    );
  });

  it('counts an import once, however often it is there', async () => {
    const types = section(SECTION.type, 2, 0x60, 1, 0x7e, 1, 0x7e, 0x60, 0, 0);
    const main = await moduleOf(
      types,
      section(SECTION.import, ...vector(...[0, 1, 0].map((type) => imported('env', 'hostMemoryGet', type)))),
    );
    const lib = { ...(await moduleOf(types, section(SECTION.import, ...vector(imported('env', 'hostMemoryGet'))))), name: 'lib' };
    assert.deepEqual(statuses(describePlugin([lib, main], NO_PROVIDERS)), [
      `env.hostMemoryGet (i64) → i64: ${memory}`,
      'env.hostMemoryGet () → (): signatureMismatch (i64) → i64',
    ]);
  });
});

describe('describePlugin of several modules', () => {
  const manifest: Manifest = { wasm: [], memory: {}, timeout: 500 };

  it('adds them up and calls the main one', async () => {
    const modules = await linking(['lib', 'lib'], ['main', 'main']);
    assert.deepEqual(describePlugin(modules, NO_PROVIDERS, manifest), {
      kind: 'manifest',
      size: modules.reduce((sum, { module }) => sum + (module?.size ?? 0), 0),
      modules: 2,
      wasi: false,
      debugInfo: 'none',
      functions: ['say_hello'],
      hostImports: [],
      timeout: 500,
    });
  });

  it('lets them import from each other in a circle', async () => {
    assert.deepEqual(statuses(describePlugin(await linking(['odd', 'odd'], ['main', 'even']), NO_PROVIDERS, manifest)), []);
  });

  it('takes the last for the main one where none is named so', async () => {
    const modules = await linking(['odd', 'odd'], ['even', 'even']);
    const { functions, hostImports } = describePlugin(modules, NO_PROVIDERS, manifest);
    assert.deepEqual([functions, hostImports], [['is_even'], []]);
  });

  it('misses what a module of that name does not export, even where a host function has the name', async () => {
    const types = section(SECTION.type, 1, 0x60, 1, 0x7e, 1, 0x7e);
    const main = await moduleOf(types, section(SECTION.import, ...vector(imported('lib', 'hostMemoryGet'))));
    const modules = [...(await linking(['lib', 'lib'])), main];
    assert.deepEqual(statuses(describePlugin(modules, NO_PROVIDERS, manifest)), [
      'lib.hostMemoryGet (i64) → i64: unsupported the module "lib" does not export it',
    ]);
  });

  it('gets nothing from "main", which it is itself, whatever provides it elsewhere', async () => {
    const types = section(SECTION.type, 1, 0x60, 1, 0x7e, 1, 0x7e);
    const main = await moduleOf(types, section(SECTION.import, ...vector(imported('main', 'hostMemoryGet'))));
    const mocks = { main: { hostMemoryGet: { kind: 'null' as const } } };
    assert.deepEqual(statuses(describePlugin([main], { mocks })), [
      'main.hostMemoryGet (i64) → i64: unsupported "main" is the plug-in itself',
    ]);
  });

  it('takes a module that is still to be fetched to export what is asked of it', async () => {
    const modules: NamedModule[] = [{ name: 'lib' }, ...(await linking(['main', 'main']))];
    const { fetched, functions, hostImports } = describePlugin(modules, NO_PROVIDERS, manifest);
    assert.deepEqual([fetched, functions, hostImports], ['others', ['say_hello'], []]);
    assert.equal(describePlugin([{ name: 'main' }], NO_PROVIDERS, manifest).fetched, 'main');
  });

  it('refuses a plug-in of none', () => {
    assert.throws(() => describePlugin([], NO_PROVIDERS), /at least one module/);
  });
});

describe('Host imports', () => {
  it('are met by own functions before mocks, and by mocks before the workbench', async () => {
    const mocks = { env: { hostMemoryGet: { kind: 'echo' as const }, hostSendMail: { kind: 'null' as const } } };
    const own = { file: 'host.js', names: ['hostMemoryGet'] };
    assert.deepEqual(await met('broken/loop.wasm', { mocks, own }), ['env.hostMemoryGet (i64) → i64: provided own host.js']);
    assert.deepEqual(await met('broken/loop.wasm', { mocks }), ['env.hostMemoryGet (i64) → i64: provided mock a mock: its input']);
    assert.deepEqual(await met('broken/missing-import.wasm', { mocks, own }), ['env.hostSendMail (i64) → i64: provided mock a mock: null']);
    assert.deepEqual(await met('user-namespace/c/simple-c.wasm', { mocks }), [
      'extism:host/user.hostMemoryGet (i64) → i64: provided workbench host memory',
    ]);
  });

  it('of the kernel are met by nothing else, and told where they are not as it has them', async () => {
    const types = section(SECTION.type, 1, 0x60, 0, 0);
    const main = await moduleOf(
      types,
      section(SECTION.import, ...vector(imported(KERNEL_NAMESPACE, 'alloc'), imported(KERNEL_NAMESPACE, 'hostMemoryGet'))),
    );
    const mocks = { 'extism:host/env': { alloc: { kind: 'null' as const }, hostMemoryGet: { kind: 'null' as const } } };
    assert.deepEqual(statuses(describePlugin([main], { mocks, own: { file: 'host.js', names: ['alloc'] } })), [
      'extism:host/env.alloc () → (): signatureMismatch (i64) → i64',
      'extism:host/env.hostMemoryGet () → (): unsupported Extism has no such function',
    ]);
  });

  it('that have nothing to answer may be imported without a result', async () => {
    const types = section(SECTION.type, 1, 0x60, 1, 0x7e, 0);
    const main = await moduleOf(types, section(SECTION.import, ...vector(imported('env', 'hostPrint'), imported('env', 'hostMemoryGet'))));
    assert.deepEqual(statuses(describePlugin([main], NO_PROVIDERS)), [
      'env.hostPrint (i64) → (): provided workbench the output channel',
      'env.hostMemoryGet (i64) → (): signatureMismatch (i64) → i64',
    ]);
  });

  it('of Capsule, which pass pointers, are told from those of Extism', async () => {
    const types = section(SECTION.type, 1, 0x60, 4, 0x7f, 0x7f, 0x7f, 0x7f, 0);
    const main = await moduleOf(types, section(SECTION.import, ...vector(imported('env', 'hostMemoryGet'))));
    assert.deepEqual(statuses(describePlugin([main], NO_PROVIDERS)), [
      'env.hostMemoryGet (i32, i32, i32, i32) → (): unsupported of Capsule, whose pointers are into linear memory',
    ]);
  });
});
