import { strict as assert } from 'node:assert';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { until } from '../../host/until';
import { call, execute, failureOf, file } from '../support';

/** The file and line that the active editor is at. */
const active = (): string | undefined => {
  const editor = vscode.window.activeTextEditor;
  return editor && `${basename(editor.document.fileName)}:${editor.selection.active.line + 1}`;
};

async function opened(callId: number, frame: number): Promise<string | undefined> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await execute('extism.openSource', { target: { kind: 'frame', call: callId, frame } });
  return active();
}

describe('a plug-in that panics', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  for (const [plugin, name, message, frames] of [
    ['go/panics-go.wasm', 'give_up', 'panicked: the greeting is empty', [/^main\.giveUp \(panics\/main\.go:18\)$/]],
    [
      'rust/panics-rust.wasm',
      'greet_nobody',
      'panicked: a name to greet',
      [/^src\/lib\.rs:22:10$/, /^panics::greet \(0x[0-9a-f]+\)$/, /^greet_nobody \(0x[0-9a-f]+\)$/],
    ],
    [
      'zig/panics-zig.wasm',
      'index_too_large',
      'panicked: out of bounds',
      [/^panics\.Order\.price \(\/.*\/zig\/panics\.zig:6:\d+\)$/, /^panics\.index_too_large \(\/.*\/zig\/panics\.zig:14:\d+\)$/],
    ],
    [
      'assemblyscript/aborts-debug.wasm',
      'give_up',
      'aborted: the greeting is empty',
      [/^aborts\.ts:31:\d+$/, /^aborts\/sayAbort \(\/.*\/aborts\.ts:19:\d+\)$/, /^aborts\/give_up /],
    ],
    [
      'assemblyscript/aborts-release.wasm',
      'give_up',
      'aborted: the greeting is empty',
      [/^aborts\.ts:31:\d+$/, /^function \d+ \(0x/, /^function \d+ \(0x/],
    ],
  ] as const) {
    it(`tells why and where: ${plugin}, ${name}`, async () => {
      const failure = failureOf(await call(plugin, name), 'trap');
      assert.equal(failure.message, message);
      assert.equal(failure.frames?.length, frames.length);
      for (const [index, frame] of frames.entries()) assert.match(failure.frames[index] ?? '', frame);
    });
  }

  for (const [plugin, name, frame, place] of [
    ['zig/panics-zig.wasm', 'index_too_large', 1, 'panics.zig:14'], // by debug information
    ['go/panics-go.wasm', 'index_too_large', 0, 'main.go:7'], // by what it printed; the folder is not named so
    ['rust/panics-rust.wasm', 'greet_nobody', 0, 'lib.rs:22'], // by what it logged
    ['assemblyscript/aborts-debug.wasm', 'index_too_large', 3, 'aborts.ts:23'], // by its source map
  ] as const) {
    it(`leads to the line: ${plugin}, ${name}`, async () => {
      const { id } = await call(plugin, name);
      assert.equal(await opened(id, frame), place);
    });
  }

  it('leads to a source that was moved', async () => {
    await vscode.workspace.fs.rename(file('zig/panics.zig'), file('moved/src/panics.zig'));
    try {
      const { id } = await call('zig/panics-zig.wasm', 'index_too_large');
      await until('the moved source to be found', async () => (await opened(id, 0)) === 'panics.zig:6' || undefined);
    } finally {
      await vscode.workspace.fs.rename(file('moved/src/panics.zig'), file('zig/panics.zig'));
    }
  });

  it('leads nowhere for what is no frame with a source', async () => {
    const { id } = await call('assemblyscript/aborts-release.wasm', 'give_up');
    for (const [callId, frame] of [
      [id, 1],
      [id, 99],
      [id + 1_000, 0],
    ] as const)
      assert.equal(await opened(callId, frame), undefined);
  });
});
