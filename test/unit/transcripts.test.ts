import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Call } from '../../src/core/call';
import { CallLog } from '../../src/core/callLog';
import { Transcripts } from '../../src/vscode/transcripts';
import { NOON, output, resultOf } from './core/calls';
import { TemporaryPlugins } from './wat';

describe('The transcripts of a window', () => {
  let plugins: TemporaryPlugins;
  let calls: CallLog;
  let transcripts: Transcripts;

  beforeEach(() => {
    plugins = new TemporaryPlugins();
    calls = new CallLog();
    transcripts = new Transcripts(plugins.path('transcripts'), calls);
  });

  afterEach(() => {
    transcripts.dispose();
    plugins.remove();
  });

  const begin = (): Call => calls.begin({ plugin: 'file:///a.wasm', function: 'f' }, NOON);

  async function callWith(text: string | undefined): Promise<{ file: string; hasTranscript: boolean }> {
    const call = begin();
    const file = await transcripts.begin(call);
    if (text !== undefined) writeFileSync(file, text);
    const hasTranscript = transcripts.end(file);
    calls.end(call, resultOf(output('')));
    return { file, hasTranscript };
  }

  it('are those of calls in which anything happened', async () => {
    const { file } = await callWith('a');
    assert.ok(file.startsWith(transcripts.folder));
    assert.deepEqual([(await callWith('b')).hasTranscript, (await callWith(undefined)).hasTranscript], [true, false]);
    assert.deepEqual(readdirSync(transcripts.folder), ['call-1.txt', 'call-2.txt']);
  });

  it('are removed with their calls', async () => {
    const { file } = await callWith('a');
    for (let left = 199; left > 0; left -= 1) calls.end(begin(), resultOf(output('')));
    assert.ok(existsSync(file));
    const { file: newest } = await callWith('b');
    assert.deepEqual([existsSync(file), existsSync(newest)], [false, true]);
    calls.clear();
    assert.ok(!existsSync(newest));
  });

  it('are removed with the window, or by the next one where it was killed', async () => {
    await callWith('a');
    const { pid } = spawnSync(process.execPath, ['--version']);
    const left = join(plugins.path('transcripts'), `${pid}-1`);
    mkdirSync(left);
    writeFileSync(join(left, 'call-1.txt'), 'x');
    await transcripts.removeLeftovers();
    assert.deepEqual([existsSync(left), existsSync(transcripts.folder)], [false, true]);
    transcripts.dispose();
    assert.deepEqual(readdirSync(plugins.path('transcripts')), []);
  });
});
