import { match, ok, strictEqual } from 'node:assert';
import { commands, TabInputCustom, Uri, window, workspace } from 'vscode';
import type { CpuProfile } from '../../../src/core/profile/pluginProfile';
import { until } from '../../host/until';
import { cpuTicks, runnerPids, seesProcesses } from '../support';

/** A text that takes long enough to count for samples to fall into it. */
const LONG_TEXT = 'banana '.repeat(2_000);

const profile = (call: object): Thenable<Uri | undefined> => commands.executeCommand('extism.profileFunction', call);

async function readProfile(file: Uri | undefined): Promise<CpuProfile> {
  ok(file);
  return JSON.parse(new TextDecoder().decode(await workspace.fs.readFile(file))) as CpuProfile;
}

/** The file and the line, counted from 1, that a function's source starts at. */
function placeOf({ nodes }: CpuProfile, name: string): string {
  const { url, lineNumber } = nodes.find(({ callFrame }) => callFrame.functionName === name)?.callFrame ?? {};
  return `${(url ?? '').replace(/.*\//, '')}:${(lineNumber ?? -1) + 1}`;
}

async function lineOf(file: string, text: string): Promise<number> {
  const [folder] = workspace.workspaceFolders ?? [];
  ok(folder);
  const lines = (await workspace.openTextDocument(Uri.joinPath(folder.uri, file))).getText().split('\n');
  return lines.findIndex((line) => line.includes(text)) + 1;
}

describe('A profile of a function', function () {
  this.timeout(120_000);

  it("names the plug-in's functions with their files and lines, and is shown", async () => {
    const file = await profile({ plugin: 'c/simple-c.wasm', function: 'count_vowels', input: LONG_TEXT, calls: 50 });
    const shown = await readProfile(file);
    strictEqual(placeOf(shown, 'count_vowels'), `simple.c:${await lineOf('c/simple.c', 'count_vowels(void)')}`);
    strictEqual(placeOf(shown, 'is_vowel'), `simple.c:${await lineOf('c/simple.c', 'is_vowel(')}`);
    const counting = new Set(
      shown.nodes.filter(({ callFrame }) => /^(count|is)_vowels?$/.test(callFrame.functionName)).map(({ id }) => id),
    );
    const samples = shown.samples ?? [];
    ok(samples.filter((id) => counting.has(id)).length > samples.length / 10, 'the hot functions are found so');
    await until('the viewer', () => {
      const input = window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof TabInputCustom && input.uri.toString() === file?.toString();
    });
  });

  it('names them as they are in Rust', async () => {
    const shown = await readProfile(
      await profile({ plugin: 'rust/simple-rust.wasm', function: 'count_vowels', input: LONG_TEXT, calls: 10 }),
    );
    strictEqual(placeOf(shown, 'simple::count'), `lib.rs:${await lineOf('rust/src/lib.rs', 'fn count(')}`);
  });

  it('names them in AssemblyScript, by its source map', async () => {
    const plugin = 'assemblyscript/simple-assemblyscript.wasm';
    const shown = await readProfile(await profile({ plugin, function: 'say_hello', input: LONG_TEXT, calls: 50 }));
    match(placeOf(shown, 'simple/say_hello'), /^simple\.ts:\d+$/);
  });

  it('takes longer than a call may where no call does', async () => {
    const timeout = 1_000;
    for (let calls = 3_000, took = 0; took < timeout; calls *= 2) {
      const began = performance.now();
      ok(await profile({ plugin: 'c/simple-c.wasm', function: 'count_vowels', input: LONG_TEXT, calls, timeout }));
      took = performance.now() - began;
    }
  });

  it('is none where the first call fails', async () => {
    strictEqual(await profile({ plugin: 'c/simple-c.wasm', function: 'no_such_function', input: '', calls: 5 }), undefined);
  });

  it('is none where it is cancelled, which ends its process', async function () {
    if (!seesProcesses) this.skip();
    const others = runnerPids();
    const pending = profile({ plugin: 'c/simple-c.wasm', function: 'count_vowels', input: LONG_TEXT, calls: 1_000_000 });
    const pid = await until('a runner at work', () => runnerPids().find((each) => !others.includes(each) && cpuTicks(each) > 50));
    await commands.executeCommand('extism.cancelCall');
    strictEqual(await pending, undefined);
    await until('the end of the runner', () => !runnerPids().includes(pid));
  });

  it('is of a number of calls that makes sense', async () => {
    strictEqual(await profile({ plugin: 'c/simple-c.wasm', function: 'count_vowels', input: '', calls: 0 }), undefined);
  });
});
