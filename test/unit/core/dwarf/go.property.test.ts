import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { withDwarfOfGo } from '../../../../src/core/dwarf/go/fromGo';
import { WasmFormatError } from '../../../../src/core/wasm/byteReader';
import { fixtures } from '../../../host/paths';
import { fuzz, FUZZ_TIME } from '../../fuzz';
import { goModule } from './goModule';

const module = goModule(new Uint8Array(readFileSync(join(fixtures, 'sample/go/simple.wasm'))), {
  name: 'main.sayHello',
  file: 'simple/main.go',
  lines: [21, 22, 24, 25, 26, 26, 25, 25, 29, 30, 30],
});

/** Where there is something to break: the code and the table are at the end. */
const INTERESTING = 1_200;

const changes = fc.array(fc.tuple(fc.nat(INTERESTING), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, 0x0b, 0x0e, 0x42)), {
  minLength: 1,
  maxLength: 8,
});

describe("Go's own line table, whatever is in it,", function () {
  this.timeout(FUZZ_TIME);

  it('is read, or said to be malformed, and what is made of it is the module with more behind it', () => {
    fc.assert(
      fc.property(changes, (mutations) => {
        const mutated = module.slice();
        for (const [from, byte] of mutations) mutated[mutated.length - 1 - from] = byte;
        try {
          const described = withDwarfOfGo(mutated, (name) => `/${name}`);
          assert.deepEqual(described?.subarray(0, mutated.length) ?? mutated, mutated);
          assert.ok((described?.length ?? 0) < 100 * mutated.length);
        } catch (error) {
          if (!(error instanceof WasmFormatError)) throw error;
        }
      }),
      fuzz(300),
    );
  });
});
