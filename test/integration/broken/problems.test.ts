import { strict as assert } from 'node:assert';
import { file, listed, withSettings } from '../support';

/** Those that cannot be called as they are, and why. */
const PROBLEMS: Record<string, RegExp> = {
  'component.wasm': /component/,
  'empty.wasm': /empty/,
  'imported-memory.wasm': /env\.memory/,
  'missing-import.wasm': /hostSendMail/,
  'not-a-module.wasm': /not a WebAssembly module: bad magic/,
  'old-abi.wasm': /October 2023/,
  'truncated.wasm': /truncated/,
  'wasm-bindgen.wasm': /__wbindgen_describe/,
  'wrong-signature.wasm': /hostMemoryGet \(i32\) → i32/,
};

const SOUND = [
  'allocate',
  'exit',
  'loop-initialize',
  'loop-section',
  'loop-start',
  'loop',
  'no-functions',
  'plugin-error',
  'return-code',
  'trap',
  'wasi',
];

describe('plug-ins that cannot be called', () => {
  it('are listed with what is wrong, and the others without', async () => {
    for (const [path, problem] of Object.entries(PROBLEMS)) assert.match((await listed(file(path))).problem ?? '', problem);
    for (const name of SOUND) assert.equal((await listed(file(`${name}.wasm`))).problem, undefined);
  });

  it('are described as far as they can be', async () => {
    const { functions, hostImports } = await listed(file('wrong-signature.wasm'));
    assert.deepEqual(functions, ['get']);
    assert.deepEqual(hostImports, [{ namespace: 'env', name: 'hostMemoryGet', params: ['i32'], results: ['i32'] }]);
    const { functions: none, size } = await listed(file('truncated.wasm'));
    assert.deepEqual([none, size], [[], 0]);
  });

  it('are listed anew when a setting puts them right or wrong', async () => {
    await withSettings({ wasi: 'off' }, async () => {
      await listed(file('wasi.wasm'), ({ problem }) => problem?.includes('WASI') === true);
    });
    await listed(file('wasi.wasm'), ({ problem }) => problem === undefined);
  });
});
