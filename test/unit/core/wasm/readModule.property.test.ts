import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { WasmFormatError } from '../../../../src/core/wasm/byteReader';
import type { WasmModule } from '../../../../src/core/wasm/module';
import { readModule, sourceOfBytes } from '../../../../src/core/wasm/readModule';
import { readFixture, WASM_FIXTURES } from '../../fixtures';
import { fuzz, FUZZ_TIME } from '../../fuzz';
import { HEADER } from './bytes';

/** Small ones: in a large one, most changes are of its code. */
const originals = WASM_FIXTURES.map(readFixture).filter(({ length }) => length > HEADER.length && length < 2_000);

type Change = { kind: 'set' | 'insert'; at: number; byte: number } | { kind: 'delete' | 'cut'; at: number };

/** A place as a fraction of what follows the header. */
const place = fc.nat({ max: 9_999 }).map((part) => part / 10_000);

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 20, arbitrary: fc.record({ kind: fc.constant('set' as const), at: place, byte: fc.integer({ min: 0, max: 255 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('insert' as const), at: place, byte: fc.integer({ min: 0, max: 255 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('delete' as const, 'cut' as const), at: place }) },
);

function changed(original: Uint8Array, changes: readonly Change[]): Uint8Array<ArrayBuffer> {
  const bytes = [...original];
  for (const item of changes) {
    const at = HEADER.length + Math.floor(item.at * (bytes.length - HEADER.length));
    if (item.kind === 'set') bytes[at] = item.byte;
    else if (item.kind === 'insert') bytes.splice(at, 0, item.byte);
    else bytes.splice(at, item.kind === 'cut' ? bytes.length : 1);
  }
  return Uint8Array.from(bytes);
}

async function accepted(bytes: Uint8Array): Promise<WasmModule | undefined> {
  try {
    return await readModule(sourceOfBytes(bytes));
  } catch (error) {
    assert.ok(error instanceof WasmFormatError, `it threw ${String(error)}`);
    return undefined;
  }
}

describe('readModule on damaged modules', function () {
  this.timeout(FUZZ_TIME);

  it('throws nothing but WasmFormatError, and accepts what the engine does, with the same imports and exports', async () => {
    const seen = { valid: 0, accepted: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...originals), fc.array(change, { minLength: 1, maxLength: 3 }), async (original, changes) => {
        const bytes = changed(original, changes);
        const module = await accepted(bytes);
        seen[module ? 'accepted' : 'refused'] += 1;
        if (!WebAssembly.validate(bytes)) return;
        seen.valid += 1;
        assert.ok(module, 'the engine accepts it');
        const compiled = new WebAssembly.Module(bytes);
        assert.deepEqual(
          module.imports.map((item) => ({ module: item.module, name: item.name, kind: item.kind })),
          WebAssembly.Module.imports(compiled),
        );
        assert.deepEqual(
          module.exports.map((item) => ({ name: item.name, kind: item.kind })),
          WebAssembly.Module.exports(compiled),
        );
      }),
      fuzz(5_000),
    );
    assert.ok(3 * seen.valid > seen.accepted && 4 * seen.accepted > seen.refused, `a test of too little: ${JSON.stringify(seen)}`);
  });

  it('refuses every file that ends too soon, or reads what is whole of it', async () => {
    const whole = readFixture('broken/trap.wasm');
    const complete = await readModule(sourceOfBytes(whole));
    for (let length = 0; length < whole.length; length += 1) {
      const module = await accepted(whole.subarray(0, length));
      if (!module) continue;
      assert.equal(module.size, length);
      assert.ok(module.imports.length === 0 || module.imports.length === complete.imports.length);
    }
  });
});
