import { strict as assert } from 'node:assert';
import { statSync } from 'node:fs';
import type { PluginInfo } from '../../../src/api';
import { file, listed, runnerPids, seesProcesses, workbench } from '../support';

const HOST_MEMORY_GET = {
  namespace: 'env',
  name: 'hostMemoryGet',
  params: ['i64'],
  results: ['i64'],
  providedBy: 'host memory',
};

type Description = Pick<PluginInfo, 'wasi' | 'debugInfo' | 'functions'> & { toolchain: RegExp };

/** In the order of the view. */
const PLUGINS: Record<string, Description> = {
  'greet.extism.json': { toolchain: /^Go 1\.\d+$/, wasi: true, debugInfo: 'none', functions: ['say_hello'] },
  'assemblyscript/simple-assemblyscript.wasm': {
    toolchain: /^AssemblyScript$/,
    wasi: false,
    debugInfo: 'sourceMap',
    functions: ['say_hello'],
  },
  'c/simple-c.wasm': { toolchain: /^C$/, wasi: false, debugInfo: 'dwarf', functions: ['say_hello', 'count_vowels'] },
  'go/simple.wasm': { toolchain: /^Go 1\.\d+$/, wasi: true, debugInfo: 'none', functions: ['say_hello'] },
  'rust/simple-rust.wasm': { toolchain: /^Rust 1\.\d+$/, wasi: false, debugInfo: 'dwarf', functions: ['count_vowels', 'say_hello'] },
  'zig/simple-zig.wasm': { toolchain: /^Zig$/, wasi: false, debugInfo: 'dwarf', functions: ['say_hello'] },
};

describe('a workspace that was opened', () => {
  it('has its plug-ins listed and described', async () => {
    const api = await workbench();
    assert.equal(api.version, 1);
    await Promise.all(Object.keys(PLUGINS).map((path) => listed(file(path))));
    const { plugins } = api;
    assert.deepEqual(
      plugins.map(({ uri }) => uri.toString()),
      Object.keys(PLUGINS).map((path) => file(path).toString()),
    );
    for (const [index, [path, { toolchain, ...description }]] of Object.entries(PLUGINS).entries()) {
      const { uri: _, toolchain: found, ...info } = plugins[index] ?? assert.fail();
      assert.match(found ?? '', toolchain);
      assert.deepEqual(info, {
        kind: path.endsWith('.json') ? 'manifest' : 'module',
        size: statSync(file(path === 'greet.extism.json' ? 'go/simple.wasm' : path).fsPath).size,
        ...description,
        hostImports: [HOST_MEMORY_GET],
      });
    }
  });

  it('has started no process for that', function () {
    if (!seesProcesses) this.skip();
    assert.deepEqual(runnerPids(), []);
  });
});
