import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { fixtures } from '../../host/paths';
import { callPlugin, eventsOf } from '../callPlugin';

const SAMPLES = [
  'go/simple.wasm',
  'rust/simple-rust.wasm',
  'c/simple-c.wasm',
  'zig/simple-zig.wasm',
  'assemblyscript/simple-assemblyscript.wasm',
];

const workspaceSettings = (workspace: string): { 'extism.hostMemory': Record<string, string> } =>
  JSON.parse(readFileSync(join(fixtures, workspace, '.vscode', 'settings.json'), 'utf8')) as never;

describe("The article's scenario", () => {
  for (const [workspace, namespace, plugins] of [
    ['sample', 'env', [...SAMPLES, 'greet.extism.json']],
    ['user-namespace', 'extism:host/user', SAMPLES],
  ] as const) {
    for (const plugin of plugins) {
      it(`is what ${workspace}/${plugin} does`, async () => {
        const { outcome, events, ...more } = await callPlugin({
          plugin: `${workspace}/${plugin}`,
          function: 'say_hello',
          input: '👋 Hello from VS Code 🙂',
          settings: { hostMemory: workspaceSettings(workspace)['extism.hostMemory'] },
        });
        const expected = Buffer.from(
          '👋 Hello 👋 Hello from VS Code 🙂\nkey: hello, value: 👋 Hello World 🌍\nkey: message, value: I 💜 Extism 😍',
        );
        assert.deepEqual(outcome, { kind: 'output', bytes: new Uint8Array(expected) });
        const hostCall = { kind: 'hostCall', namespace, name: 'hostMemoryGet', hit: true };
        assert.deepEqual(eventsOf({ events }), [
          { ...hostCall, input: 'hello', inputBytes: 5, output: '👋 Hello World 🌍', outputBytes: 21 },
          { ...hostCall, input: 'message', inputBytes: 7, output: 'I 💜 Extism 😍', outputBytes: 18 },
        ]);
        assert.ok(more.millis.compile > 0 && more.millis.instantiate > 0 && more.millis.call > 0);
        assert.ok(more.memoryPages.before > 0 && more.memoryPages.after >= more.memoryPages.before);
        assert.ok(more.allocations.count > 0 && more.allocations.bytes >= expected.length);
        assert.deepEqual([more.warnings, more.hostMemory], [[], {}]);
      });
    }
  }
});
