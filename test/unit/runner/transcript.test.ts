import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { CallEvent } from '../../../src/core/call';
import { Transcript } from '../../../src/runner/transcript';
import { RunnerProcess } from '../../../src/vscode/runnerProcess';
import { repository } from '../../host/paths';
import { until } from '../../host/until';
import { callPlugin, outputOf } from '../callPlugin';
import { EVENTS } from '../core/calls';
import { KERNEL, LETTER, TemporaryPlugins } from '../wat';

const HEAD = '▶ a.wasm › f()';
const stdout = (text: string): CallEvent => ({ kind: 'stdout', text });
const log = (text: string): CallEvent => ({ kind: 'log', level: 'info', text });

describe('A transcript', () => {
  let plugins: TemporaryPlugins;
  let file: string;

  beforeEach(() => {
    plugins = new TemporaryPlugins();
    file = plugins.path('call.txt');
  });

  afterEach(() => plugins.remove());

  const lines = (): string[] => readFileSync(file, 'utf8').split('\n');

  function written(events: readonly CallEvent[], mostBytes?: number): string[] {
    const transcript = new Transcript(file, HEAD, mostBytes);
    for (const event of events) transcript.add(event);
    assert.deepEqual(transcript.end(), []);
    return lines();
  }

  it('has each event on its lines, whole', () => {
    const long = 'x'.repeat(5_000);
    const events = [
      { ...EVENTS.hostCall, input: long },
      EVENTS.log,
      { ...EVENTS.refused, error: long },
      EVENTS.set,
      EVENTS.config,
      log(''),
    ];
    assert.deepEqual(written(events), [
      HEAD,
      `  → hostMemoryGet("${long}") = "👋 Hello World 🌍"  18 µs`,
      '  info: greeting composed',
      `  ⇄ POST https://example.com/ failed: ${long}  300 µs`,
      '  var "count" ← 8 B',
      '  config "greeting" is not set',
      '  info: ',
      '',
    ]);
  });

  it('has a line that was written piece by piece as one, and what came between', () => {
    const events = [stdout('a'), stdout('b\nc'), stdout('d\r\n'), stdout('e'), EVENTS.stderr, log('f\n\u001b[2J'), stdout('g'), EVENTS.set];
    assert.deepEqual(written(events).slice(1, -1), [
      '  stdout: ab',
      '  stdout: cd',
      '  stdout: e',
      '  stderr: three',
      '  info: f',
      '  info: ␛[2J',
      '  stdout: g',
      '  var "count" ← 8 B',
    ]);
  });

  it('has a text of any length, with no character cut', () => {
    const long = `${'x'.repeat(999_999)}👋${'y'.repeat(3_000_000)}`;
    assert.deepEqual(written([log(long), log('z')]).slice(1, -1), [`  info: ${long}`, '  info: z']);
  });

  it('is made when there is something to write, with that in it at once', () => {
    const transcript = new Transcript(file, HEAD);
    assert.ok(!existsSync(file));
    transcript.add(log('a'));
    assert.deepEqual(lines(), [HEAD, '  info: a', '']);
    transcript.end();
    transcript.add(log('late'));
    assert.deepEqual(lines(), [HEAD, '  info: a', '']);
    new Transcript(plugins.path('empty.txt'), HEAD).end();
    assert.ok(!existsSync(plugins.path('empty.txt')));
  });

  it('ends where it is too large, and says so', () => {
    const found = written(
      Array.from({ length: 1_000 }, () => log('0123456789')),
      1024,
    );
    assert.deepEqual(
      [found.length, ...found.slice(-4)],
      [56, '  info: 0123456789', '', '  … the rest is left out: a transcript has 1.0 KB', ''],
    );
  });

  it('says why it is not whole where it cannot be written', () => {
    const transcript = new Transcript(plugins.path('nowhere/call.txt'), HEAD);
    transcript.add(log('a'));
    transcript.add(log('b'));
    const [problem, ...more] = transcript.end();
    assert.match(String(problem), /^the transcript is not whole: ENOENT/);
    assert.deepEqual(more, []);
  });

  describe('of a confined runner', () => {
    let runner: RunnerProcess;

    beforeEach(() => {
      const folder = plugins.path('transcripts');
      runner = new RunnerProcess(join(repository, 'dist', 'runner.js'), { folder });
      mkdirSync(folder);
      file = join(folder, 'call.txt');
    });

    afterEach(() => runner.kill());

    const flood = (transcript?: string) =>
      callPlugin({
        plugin: 'corners/floods.wasm',
        function: 'logs',
        input: '5000',
        runner,
        ...(transcript !== undefined && { request: { transcript } }),
      });

    it('has all of a flood, of every call for which it is asked', async () => {
      for (const transcript of [file, undefined, join(plugins.folder, 'transcripts', 'second.txt')]) {
        const { events, warnings } = await flood(transcript);
        assert.deepEqual([events.length, warnings], [1_101, []]);
        if (transcript === undefined) continue;
        const all = readFileSync(transcript, 'utf8').split('\n');
        assert.equal(all[0], '▶ floods.wasm › logs("5000")');
        assert.equal(all.length, 1 + 5_000 * 16 + 1); // a log is of 16 lines
      }
    });

    it('has what an instance did while it was made, and each call of a kept one', async () => {
      const plugin = await plugins.compile(
        'initialize.wasm',
        `(module ${KERNEL} ${LETTER}
          (func (export "_initialize") (local $left i32)
            (local.set $left (i32.const 3000))
            (loop $next
              (call $log_info (call $letter (i32.const 105)))
              (br_if $next (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))
          (func (export "f") (result i32) (call $log_info (call $letter (i32.const 102))) (i32.const 0)))`,
      );
      for (const [keepInstance, made] of [
        [false, 3_000],
        [false, 3_000],
        [true, 3_000],
        [true, 0],
      ] as const) {
        outputOf(await callPlugin({ plugin, function: 'f', runner, request: { transcript: file, keepInstance } }));
        assert.deepEqual(lines(), ['▶ initialize.wasm › f()', ...Array<string>(made).fill('  info: i'), '  info: f', '']);
      }
    });

    it('keeps what was written where the call is killed', async () => {
      const plugin = await plugins.compile(
        'spins.wasm',
        `(module ${KERNEL} ${LETTER} (func (export "f") (result i32) (local $left i32)
          (local.set $left (i32.const 2000))
          (loop $next
            (call $log_info (call $letter (i32.const 97)))
            (br_if $next (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
          (loop $spin (br $spin))
          (unreachable)))`,
      );
      const call = callPlugin({ plugin, function: 'f', runner, request: { transcript: file } });
      const killed = assert.rejects(call, /SIGKILL|killed/);
      await until('all of it to be written', () => existsSync(file) && lines().length > 2_000);
      runner.kill();
      await killed;
      assert.deepEqual(lines().slice(1), [...Array<string>(2_000).fill('  info: a'), '']);
    });

    it('goes nowhere else: the call succeeds, and is warned of it', async function () {
      if (!process.allowedNodeEnvironmentFlags.has('--permission')) return this.skip();
      const elsewhere = plugins.path('elsewhere.txt');
      const { outcome, warnings } = await flood(elsewhere);
      assert.deepEqual([outcome.kind, warnings.length, existsSync(elsewhere)], ['output', 1, false]);
      assert.match(String(warnings[0]), /^the transcript is not whole: Access to this API has been restricted/);
    });
  });
});
