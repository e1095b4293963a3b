import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { failure } from '../../../../src/core/failures/failure';
import { describeFormatError, functionFailure, loadFailure } from '../../../../src/core/failures/loading';
import { describePlugin } from '../../../../src/core/plugin/description';
import { HOST_FUNCTIONS } from '../../../../src/core/plugin/hostFunctions';
import { type HostImport, NO_PROVIDERS } from '../../../../src/core/plugin/hostImports';
import { WasmFormatError } from '../../../../src/core/wasm/byteReader';
import { readModule, sourceOfBytes } from '../../../../src/core/wasm/readModule';
import { readFixtureModule } from '../../fixtures';
import { name, SECTION, section, vector, wasm } from '../wasm/bytes';

const AUTO = { wasi: 'auto' } as const;
const OFF = { wasi: 'off' } as const;

const describeFixture = async (fixture: string) =>
  describePlugin([{ name: 'main', module: await readFixtureModule(fixture) }], NO_PROVIDERS);

const PROVIDED = Object.keys(HOST_FUNCTIONS).join(', ');

/** What is said where nothing provides so many imports. */
function toldOf(count: number): string {
  const hostImports = Array.from({ length: count }, (_, index): HostImport => ({
    namespace: 'env',
    name: `f${index}`,
    kind: 'function',
    params: [],
    results: [],
    status: { kind: 'missing' },
  }));
  return loadFailure({ hostImports, wasi: false }, AUTO)?.message ?? '';
}

describe('loadFailure', () => {
  it('tells ten of many imports that nothing provides, and how many more there are', () => {
    assert.match(toldOf(2_000), /imports env\.f0 \(\) → \(\), .*, env\.f9 \(\) → \(\) and 1,990 more$/);
    assert.match(toldOf(11), /, env\.f9 \(\) → \(\) and env\.f10 \(\) → \(\)$/);
    assert.match(toldOf(2), /imports env\.f0 \(\) → \(\) and env\.f1 \(\) → \(\)$/);
  });

  for (const [fixture, expected] of [
    ['sample/go/simple.wasm', undefined],
    [
      'broken/missing-import.wasm',
      failure('missingImport', "nothing provides the plug-in's import env.hostSendMail (i64) → i64", {
        detail: `Mock it, or write it in a host functions file ("extism.hostFunctionsFile"). Provided here, in any namespace: ${PROVIDED}.`,
        missing: [{ namespace: 'env', name: 'hostSendMail' }],
      }),
    ],
    [
      'broken/imported-memory.wasm',
      failure('missingImport', "nothing provides the plug-in's import env.memory memory", {
        detail: 'Extism hosts provide functions only. Build the plug-in with a memory of its own, without --import-memory.',
      }),
    ],
    [
      'broken/wasm-bindgen.wasm',
      failure('missingImport', "nothing provides the plug-in's import __wbindgen_placeholder__.__wbindgen_describe (i32) → ()", {
        detail:
          'This was built for the browser with wasm-bindgen. Build for wasm32-unknown-unknown or wasm32-wasip1 without it: cargo build instead of wasm-pack, and no crate that needs a browser.',
      }),
    ],
    [
      'broken/old-abi.wasm',
      failure('oldAbi', 'built with an Extism PDK older than October 2023, whose host interface no current host has', {
        detail: 'Update the PDK to a current version and build the plug-in again.',
      }),
    ],
    [
      'broken/wrong-signature.wasm',
      failure('signatureMismatch', 'the plug-in imports env.hostMemoryGet (i32) → i32, but that host function is (i64) → i64', {
        detail: 'Declare the import with that type: offsets in Extism memory are i64.',
      }),
    ],
  ] as const) {
    it(`of ${fixture}`, async () => assert.deepEqual(loadFailure(await describeFixture(fixture), AUTO), expected));
  }

  it('names every import that is missing', async () => {
    const imports = ['a', 'b', 'c'].map((title) => [...name('env'), ...name(title), 0, 0]);
    const bytes = wasm(section(SECTION.type, 1, 0x60, 0, 0), section(SECTION.import, ...vector(...imports)));
    const module = await readModule(sourceOfBytes(bytes));
    const found = loadFailure(describePlugin([{ name: 'main', module }], NO_PROVIDERS), AUTO);
    assert.equal(found?.message, "nothing provides the plug-in's imports env.a () → (), env.b () → () and env.c () → ()");
  });

  for (const [namespace, remedy] of [
    ['main', /^"main" is the plug-in's own module, to which no host can add\. Import a host function from another namespace/],
    ['lib', /^The module "lib", which is asked before any host, does not export it\./],
    ['extism:host/env', /^"extism:host\/env" is for Extism's own functions, and has none of that name\./],
  ] as const) {
    it(`tells why no mock would help an import from ${namespace}`, async () => {
      const bytes = wasm(
        section(SECTION.type, 1, 0x60, 0, 0),
        section(SECTION.import, ...vector([...name(namespace), ...name('hostSendMail'), 0, 0])),
      );
      const lib = { name: 'lib', module: await readFixtureModule('corners/linking/lib.wasm') };
      const main = { name: 'main', module: await readModule(sourceOfBytes(bytes)) };
      const found = loadFailure(describePlugin([lib, main], NO_PROVIDERS), AUTO);
      assert.equal(found?.message, `nothing provides the plug-in's import ${namespace}.hostSendMail () → ()`);
      assert.match(found.detail ?? '', remedy);
      assert.equal(found.missing, undefined);
    });
  }

  it('says so where the host functions file that the settings name is not there', async () => {
    const found = loadFailure(await describeFixture('broken/missing-import.wasm'), { ...AUTO, absentFile: 'host/functions.ts' });
    assert.match(
      found?.detail ?? '',
      /^Mock it, or write it in the file that "extism.hostFunctionsFile" names, host\/functions.ts, which is not there\./,
    );
  });

  it('of WASI that is turned off', async () => {
    const wasi = await describeFixture('broken/wasi.wasm');
    const off = failure('wasiOff', 'the plug-in imports WASI, which is turned off', { detail: 'Set "extism.wasi" to "auto".' });
    assert.deepEqual(
      [OFF, AUTO].map((settings) => loadFailure(wasi, settings)),
      [off, undefined],
    );
    assert.equal(loadFailure(await describeFixture('corners/echo.wasm'), OFF), undefined);
  });
});

describe('functionFailure', () => {
  for (const [fixture, functionName, message, detail] of [
    [
      'broken/no-functions.wasm',
      'add_one',
      '"add_one" is (i32) → i32; a host can call () → i32 and () → () only',
      'It exports no function that a host can call.',
    ],
    ['sample/c/simple-c.wasm', 'say_helo', 'the plug-in has no function "say_helo"', 'Its functions: say_hello, count_vowels.'],
    ['sample/c/simple-c.wasm', 'memory', 'the plug-in has no function "memory"', 'Its functions: say_hello, count_vowels.'],
    ['sample/c/simple-c.wasm', '__proto__', 'the plug-in has no function "__proto__"', 'Its functions: say_hello, count_vowels.'],
  ] as const) {
    it(`of ${functionName} in ${fixture}`, async () => {
      const { functions } = await describeFixture(fixture);
      assert.deepEqual(
        functionFailure(functionName, await readFixtureModule(fixture), functions),
        failure('noSuchFunction', message, { detail }),
      );
    });
  }

  it('of none that a host can call, whether it is listed or not', async () => {
    for (const [fixture, functionName] of [
      ['corners/wasi-start.wasm', '_start'],
      ['corners/void-function.wasm', 'greet'],
      ['corners/hostile-names.wasm', '__proto__'],
    ] as const) {
      assert.equal(functionFailure(functionName, await readFixtureModule(fixture), []), undefined);
    }
  });
});

describe('describeFormatError', () => {
  const written = 'It may still be being written; build it again if this stays.';
  const core =
    'Extism runs core modules. Build for wasm32-unknown-unknown or wasm32-wasip1 instead of a component target (wasm32-wasip2, cargo component).';
  for (const [message, detail] of [
    ['the file is empty', written],
    ['truncated: the file ends within its header', written],
    ['unexpected end at byte 9', written],
    ['a WebAssembly component, not a core module', core],
    ['not a WebAssembly module: bad magic 0x3c21646f', undefined],
    ['a second export "component: empty, truncated" at byte 17', undefined],
  ] as const) {
    it(`of ${message}`, () => {
      assert.deepEqual(describeFormatError(new WasmFormatError(message)), { message, ...(detail && { detail }) });
    });
  }
});
