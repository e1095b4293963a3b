import { strict as assert } from 'node:assert';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { CallRecord, ExtismWorkbench } from '../../../src/api';
import { fixtures } from '../../host/paths';
import { call, cpuTicks, execute, failureOf, file, outputText, runnerPids, seesProcesses, workbench } from '../support';
import { until } from '../../host/until';

/** Calls its host as often as its input says, and returns its input. */
const PATIENT = 'patient.wasm';
const LONG = '2000000000';

let api: ExtismWorkbench;
before(async () => {
  api = await workbench();
  const source = vscode.Uri.file(join(fixtures, 'corners', 'many-host-calls.wasm'));
  await vscode.workspace.fs.copy(source, file(PATIENT), { overwrite: true });
});

const callPatient = (input: string, token?: vscode.CancellationToken): Promise<CallRecord> =>
  api.call({ plugin: file(PATIENT), function: 'call_host', input }, token);

describe('a call that takes too long', () => {
  for (const [plugin, name, where] of [
    ['loop-section', 'run', 'its start section'],
    ['loop-initialize', 'run', '_initialize'],
    ['loop-start', '_start', '_start, which is called as any other function'],
  ] as const) {
    it(`is ended in ${where}, and the next one as well`, async () => {
      for (let times = 0; times < 2; times += 1) {
        const { message, detail } = failureOf(await call(`${plugin}.wasm`, name, { timeout: 300 }), 'timeout');
        assert.equal(message, 'timed out after 300 ms');
        assert.match(detail ?? '', /"extism\.timeout"/);
      }
    });
  }

  it('is not one where _start is not what is called', async () => {
    assert.equal(outputText(await call('loop-start.wasm', 'run', { timeout: 10_000 })), '');
  });

  it('is ended in a function, and told with all it did before', async () => {
    const record = await call('loop.wasm', 'spin', { timeout: 2_000, hostMemory: { hello: 'before the loop' } });
    failureOf(record, 'timeout');
    assert.deepEqual(record.logs, [{ level: 'info', text: 'spinning' }]);
    assert.deepEqual(
      record.hostCalls.map(({ input, output }) => [input, output]),
      [['hello', 'before the loop']],
    );
  });

  it('leaves a plug-in whose next call works', async () => {
    failureOf(await call(PATIENT, 'call_host', { input: LONG, timeout: 300 }), 'timeout');
    assert.equal(outputText(await callPatient('1')), '1');
  });

  it('is ended in a profile too, and there is none', async () => {
    const ended = new Promise<CallRecord>((resolve) => {
      const listening = api.onDidCall((record) => {
        listening.dispose();
        resolve(record);
      });
    });
    const call = { plugin: file(PATIENT), function: 'call_host', input: LONG, calls: 3, timeout: 300 };
    assert.equal(await vscode.commands.executeCommand('extism.profileFunction', call), undefined);
    failureOf(await ended, 'timeout');
    assert.equal(outputText(await callPatient('1')), '1');
  });

  it('is not ended where the time-out is 0, or longer than a timer can be', async () => {
    for (const timeout of [0, 1e12]) assert.equal(outputText(await call(PATIENT, 'call_host', { input: '1000', timeout })), '1000');
  });
});

describe('a call that is cancelled', () => {
  it('ends when its token is, with what it did before', async () => {
    assert.equal(outputText(await callPatient('1')), '1');
    const source = new vscode.CancellationTokenSource();
    const pending = callPatient(LONG, source.token);
    await untilBusy();
    source.cancel();
    const record = await pending;
    assert.equal(failureOf(record, 'cancelled').message, 'cancelled');
    if (seesProcesses) assert.ok(record.hostCalls.length > 0);
    assert.equal(outputText(await callPatient('2')), '2');
  });

  it('does not begin where its token was cancelled before', async () => {
    const source = new vscode.CancellationTokenSource();
    source.cancel();
    assert.equal(failureOf(await callPatient('1', source.token), 'cancelled').message, 'cancelled before it began');
  });

  it('ends with every other when the command names none', async () => {
    const pending = [callPatient(LONG), callPatient(LONG), api.call({ plugin: file('loop.wasm'), function: 'spin' })];
    await execute('extism.cancelCall');
    for (const record of await Promise.all(pending)) failureOf(record, 'cancelled');
    assert.equal(outputText(await callPatient('1')), '1');
  });
});

describe('a call of a plug-in that is put away', () => {
  for (const command of ['extism.reloadPlugin', 'extism.unloadPlugin'] as const) {
    it(`is cancelled by ${command}, and not made again`, async () => {
      for (const [plugin, name] of [
        [PATIENT, 'call_host'],
        ['loop-section.wasm', 'run'],
      ] as const) {
        const pending = api.call({ plugin: file(plugin), function: name, input: LONG });
        await untilBusy();
        await execute(command, file(plugin));
        assert.equal(failureOf(await pending, 'cancelled').message, 'cancelled');
      }
      assert.equal(outputText(await callPatient('1')), '1');
    });
  }
});

describe('a runner that is killed from outside', () => {
  it('fails the call that it ran, with all it did before, and not the next one', async function () {
    if (!seesProcesses) this.skip();
    assert.equal(outputText(await callPatient('1')), '1');
    const pending = callPatient(LONG);
    process.kill(await untilBusy(), 'SIGKILL');
    const record = await pending;
    assert.match(failureOf(record, 'runnerDied').message, /SIGKILL/);
    assert.ok(record.hostCalls.length > 0);
    assert.equal(outputText(await callPatient('2')), '2');
  });

  it('is replaced without a failed call where it ran none', async function () {
    if (!seesProcesses) this.skip();
    assert.equal(outputText(await callPatient('1')), '1');
    const killed = runnerPids();
    for (const pid of killed) process.kill(pid, 'SIGKILL');
    await until('VS Code to hear of it', () => !killed.some((pid) => existsSync(`/proc/${pid}`)));
    assert.equal(outputText(await callPatient('2')), '2');
  });
});

describe('calls at the same time', () => {
  it('of one plug-in are made one after the other, in the order they were asked for', async () => {
    const ended: CallRecord[] = [];
    const subscription = api.onDidCall((record) => ended.push(record));
    const first = new vscode.CancellationTokenSource();
    const pending = [callPatient(LONG, first.token), callPatient('2'), callPatient('3')];
    await call('wasi.wasm', 'print');
    assert.equal(ended.length, 1);
    first.cancel();
    const records = await Promise.all(pending);
    subscription.dispose();
    failureOf(records[0] ?? assert.fail(), 'cancelled');
    assert.deepEqual(records.slice(1).map(outputText), ['2', '3']);
    assert.deepEqual(
      ended.slice(1).map(({ id }) => id),
      records.map(({ id }) => id),
    );
  });

  it('of one plug-in end at once where they are cancelled while they wait', async () => {
    const first = new vscode.CancellationTokenSource();
    const second = new vscode.CancellationTokenSource();
    const pending = callPatient(LONG, first.token);
    const waiting = callPatient('2', second.token);
    const last = callPatient('3');
    second.cancel();
    assert.equal(failureOf(await waiting, 'cancelled').message, 'cancelled before it began');
    first.cancel();
    failureOf(await pending, 'cancelled');
    assert.equal(outputText(await last), '3');
  });

  it('of two plug-ins are made at once', async () => {
    const source = new vscode.CancellationTokenSource();
    const pending = callPatient(LONG, source.token);
    assert.equal((await call('wasi.wasm', 'print')).stdout, 'to stdout\n');
    source.cancel();
    failureOf(await pending, 'cancelled');
  });
});

/** Waits until a runner computes, where that can be seen, and gives its process. */
async function untilBusy(): Promise<number> {
  if (!seesProcesses) return 0;
  const before = new Map(runnerPids().map((pid) => [pid, cpuTicks(pid)]));
  return until('a runner to compute', () => runnerPids().find((pid) => cpuTicks(pid) > (before.get(pid) ?? 0) + 20));
}
