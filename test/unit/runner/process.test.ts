import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { RunnerPool } from '../../../src/vscode/runnerPool';
import { RunnerGone, RunnerProcess } from '../../../src/vscode/runnerProcess';
import { fixtures, repository } from '../../host/paths';
import { callPlugin, hasJspi, outputOf, startRunner } from '../callPlugin';
import { TemporaryPlugins } from '../wat';

const RUNNER = join(repository, 'dist', 'runner.js');
/** What a runner says first, for one that does nothing else. */
const READY = "process.send({ kind: 'event', event: { kind: 'ready' } });";

const echo = async (runner: RunnerProcess, input: string): Promise<string> =>
  outputOf(await callPlugin({ plugin: 'corners/echo.wasm', function: 'echo', input, runner }));

/** What the host function `hostSendMail` of that file answers. */
async function askHost(ownFunctions: string, runner = startRunner()): Promise<string> {
  try {
    const { events } = await callPlugin({ plugin: 'broken/missing-import.wasm', function: 'send', request: { ownFunctions }, runner });
    const [event] = events;
    assert.ok(event?.kind === 'hostCall' && event.output !== undefined, JSON.stringify(event));
    return event.output;
  } finally {
    runner.kill();
  }
}

/** A request for a call that never ends, as JavaScript. */
const SPIN = `({ kind: 'request', id: 1, method: 'run', params: {
  path: ${JSON.stringify(join(fixtures, 'broken', 'loop.wasm'))}, kind: 'module', function: 'spin', environment: {}, keepInstance: false,
  settings: { hostMemory: {}, hostMemoryMiss: 'empty', hostMemoryDialect: 'plain', mocks: {}, wasi: 'auto', config: {},
    allowedHosts: [], allowedPaths: {}, limits: {}, logLevel: 'info', trace: true },
} })`;

/**
 * Whether a runner ends when the process that started it is killed.
 * @param script of that process; it says `spins`, and the runner's process, when that is busy
 */
async function endsWithParent(script: string): Promise<boolean> {
  // The runner's streams are that of this process, so they are open until both have ended.
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  while (!/spins \d+\n/.test(said)) said += String((await once(parent.stdout, 'data'))[0]);
  const closed = once(parent, 'close');
  parent.kill('SIGKILL');
  let endsByItself = true;
  const late = setTimeout(() => {
    endsByItself = false;
    process.kill(Number(/spins (\d+)/.exec(said)?.[1]), 'SIGKILL');
  }, 10_000);
  await closed;
  clearTimeout(late);
  return endsByItself;
}

describe('The runner process', () => {
  it('rejects with its last words where it cannot start', async () => {
    const runner = new RunnerProcess(join(repository, 'dist', 'not-there.js'));
    for (const needed of [runner.ready, echo(runner, 'x')]) {
      await assert.rejects(needed, (error) => {
        assert.ok(error instanceof RunnerGone);
        assert.deepEqual([error.how, error.message], ['exit code 1', 'the runner process ended (exit code 1)']);
        assert.match(error.lastWords, /Cannot find module/);
        return true;
      });
    }
    assert.equal(runner.isAlive, false);
  });

  it('rejects what waits for it when it ends by itself', async () => {
    const plugins = new TemporaryPlugins();
    try {
      const script = plugins.write('ends.js', `${READY} process.on('message', () => process.exit(7));`);
      const runner = new RunnerProcess(script);
      await runner.ready;
      await assert.rejects(echo(runner, 'x'), (error) => error instanceof RunnerGone && error.how === 'exit code 7');
      await assert.rejects(echo(runner, 'x'), RunnerGone);
    } finally {
      plugins.remove();
    }
  });

  it('can be killed at any time, and more than once', async () => {
    const early = startRunner();
    early.kill();
    early.kill();
    await assert.rejects(early.ready, RunnerGone);
    const late = startRunner();
    assert.equal(await echo(late, 'x'), 'x');
    late.kill();
    assert.equal(late.isAlive, false);
    await assert.rejects(echo(late, 'x'), RunnerGone);
  });

  it('gets nothing of the environment that it does not need', async () => {
    process.env['EXTISM_UNIT_SECRET'] = 'secret';
    const plugins = new TemporaryPlugins();
    try {
      const ownFunctions = plugins.write('host.mjs', 'export const hostSendMail = () => Object.keys(process.env).sort().join();');
      const names = await askHost(ownFunctions);
      const allowed = new Set(['ELECTRON_RUN_AS_NODE', 'SystemRoot', 'TZ']);
      assert.deepEqual(
        names.split(',').filter((name) => !allowed.has(name) && !name.startsWith('NODE_') && name !== ''),
        [],
      );
    } finally {
      delete process.env['EXTISM_UNIT_SECRET'];
      plugins.remove();
    }
  });

  it('is not given what the extension host has open', async () => {
    const plugins = new TemporaryPlugins();
    const file = openSync(plugins.write('open', ''), 'r');
    try {
      const source = `import { readdirSync, readlinkSync } from 'node:fs';
        const target = (name) => { try { return readlinkSync('/proc/self/fd/' + name); } catch { return ''; } };
        export const hostSendMail = () => readdirSync('/proc/self/fd').map(target).join('\\n');`;
      const open = await askHost(plugins.write('host.mjs', source));
      assert.match(open, /pipe|socket/);
      assert.ok(!open.includes(plugins.folder), open);
    } finally {
      closeSync(file);
      plugins.remove();
    }
  });

  it('reads files and does nothing else to the machine, unless it is to run host functions of the workspace', async function () {
    if (!process.allowedNodeEnvironmentFlags.has('--permission')) return this.skip();
    const plugins = new TemporaryPlugins();
    try {
      const tries = {
        read: `readFileSync(${JSON.stringify(plugins.write('read', 'x'))})`,
        write: `writeFileSync(${JSON.stringify(plugins.path('written'))}, 'x')`,
        start: `spawnSync(process.execPath, ['--version']).status === 0 || thrown()`,
        inspect: `open(0)`,
      };
      const source = `import { readFileSync, writeFileSync } from 'node:fs';
        import { spawnSync } from 'node:child_process';
        import { open } from 'node:inspector';
        const attempt = (what) => { try { what(); return true; } catch { return false; } };
        export const hostSendMail = () => [${Object.entries(tries)
          .map(([name, code]) => `attempt(() => ${code}) && '${name}'`)
          .join()}].filter(Boolean).join();`;
      const host = plugins.write('host.mjs', source);
      assert.equal(await askHost(host), 'read');
      assert.equal(await askHost(host, new RunnerProcess(RUNNER, { isConfined: false })), 'read,write,start,inspect');
    } finally {
      plugins.remove();
    }
  });

  it('writes to the one folder that it is given, also where that is made later, and nowhere else', async function () {
    if (!process.allowedNodeEnvironmentFlags.has('--permission')) return this.skip();
    const plugins = new TemporaryPlugins();
    try {
      const folder = plugins.path('given');
      const runner = new RunnerProcess(RUNNER, { folder });
      await runner.ready;
      mkdirSync(folder);
      const paths = ['given/in', 'beside', 'given-not', 'given/../out'].map((name) => `${plugins.folder}/${name}`);
      const source = `import { readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
        const attempt = (what) => { try { what(); return true; } catch { return false; } };
        export const hostSendMail = () => [
          ...${JSON.stringify(paths)}.map((path) => attempt(() => writeFileSync(path, 'x'))),
          attempt(() => symlinkSync('/', ${JSON.stringify(join(folder, 'link'))})),
        ].join();`;
      assert.equal(await askHost(plugins.write('host.mjs', source), runner), 'true,false,false,false,false');
      assert.deepEqual(readdirSync(plugins.folder).sort(), ['given', 'host.mjs']);
    } finally {
      plugins.remove();
    }
  });

  it('opens no inspector when it is signalled to', async function () {
    if (!process.allowedNodeEnvironmentFlags.has('--disable-sigusr1')) return this.skip();
    const plugins = new TemporaryPlugins();
    try {
      const source = `import { url } from 'node:inspector';
        export const hostSendMail = async () => {
          process.kill(process.pid, 'SIGUSR1');
          await new Promise((resolve) => setTimeout(resolve, 100));
          return String(url());
        };`;
      const host = plugins.write('host.mjs', source);
      const runner = new RunnerProcess(RUNNER, { isConfined: false });
      // the signal is ignored by then, or ends the process: either way nobody can connect to it
      assert.equal(await askHost(host, runner).catch((error: unknown) => (error instanceof RunnerGone ? 'undefined' : error)), 'undefined');
    } finally {
      plugins.remove();
    }
  });

  it('has no more than its share of the heap', async () => {
    const plugins = new TemporaryPlugins();
    try {
      const host = plugins.write(
        'host.mjs',
        `import { getHeapStatistics } from 'node:v8'; export const hostSendMail = () => String(getHeapStatistics().heap_size_limit);`,
      );
      assert.ok(Number(await askHost(host)) < 1.2 * 1024 ** 3);
    } finally {
      plugins.remove();
    }
  });

  it('fetches through the proxy that it is told of', async function () {
    if (!hasJspi) return this.skip();
    const seen: string[] = [];
    const proxy = createServer().on('connect', ({ url }, socket) => {
      seen.push(String(url));
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 12\r\nConnection: close\r\n\r\nof the proxy'));
    });
    await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
    const { port } = proxy.address() as AddressInfo;
    const runner = new RunnerProcess(RUNNER, { environment: { HTTP_PROXY: `http://127.0.0.1:${port}`, NODE_USE_ENV_PROXY: '1' } });
    try {
      const { outcome } = await callPlugin({
        plugin: 'http/request.wasm',
        function: 'body',
        input: `${JSON.stringify({ url: 'http://example.invalid/' })}\n`,
        settings: { allowedHosts: ['*'] },
        runner,
      });
      assert.equal(outputOf({ outcome }), 'of the proxy');
      assert.deepEqual(seen, ['example.invalid:80']);
    } finally {
      runner.kill();
      proxy.close();
      proxy.closeAllConnections();
    }
  });

  it('lives as long as whoever started it', async () => {
    const runner = startRunner();
    await runner.ready;
    await new Promise((resolve) => setTimeout(resolve, 1_200)); // it has looked twice by then
    assert.equal(await echo(runner, 'x'), 'x');
    runner.kill();
  });

  it('ends with whoever started it, even while a plug-in spins', async () => {
    assert.ok(
      await endsWithParent(`
      const runner = require('node:child_process').fork(${JSON.stringify(RUNNER)}, [], {
        serialization: 'advanced', execArgv: ['--no-warnings'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      runner.on('message', ({ kind, event }) => {
        if (kind === 'event' && event.kind === 'callEvents') console.log('spins', runner.pid);
        if (kind === 'event' && event.kind === 'ready') runner.send(${SPIN});
      });`),
    );
  });

  it('ends with whoever started it for the debugger, even while a plug-in spins', async () => {
    const plugins = new TemporaryPlugins();
    try {
      assert.ok(
        await endsWithParent(`
        const { serialize, deserialize } = require('node:v8');
        const path = ${JSON.stringify(plugins.write('socket', ''))} + '.sock';
        require('node:net').createServer((socket) => {
          socket.once('data', (hello) => {
            const { pid } = JSON.parse(hello.subarray(4, 4 + hello.readUInt32LE()));
            const message = serialize(${SPIN});
            const length = Buffer.alloc(4);
            length.writeUInt32LE(message.length);
            socket.write(Buffer.concat([length, message]));
            socket.on('data', (data) => data.includes('callEvents') && console.log('spins', pid));
          });
        }).listen(path, () => {
          const env = { ...process.env, EXTISM_WORKBENCH_LINK: JSON.stringify({ path, token: 'token' }) };
          require('node:child_process').spawn(process.execPath, ['--no-warnings', ${JSON.stringify(RUNNER)}], {
            env, stdio: ['ignore', 'inherit', 'inherit'],
          });
        });`),
      );
    } finally {
      plugins.remove();
    }
  });
});

interface Pooled {
  pool: RunnerPool;
  /** The plug-ins whose runner ended. */
  ended: string[];
  /** How many runners have started. */
  started: () => number;
}

async function pooled(test: (pooled: Pooled) => Promise<void>): Promise<void> {
  const ended: string[] = [];
  const plugins = new TemporaryPlugins();
  let starts = 0;
  const script = plugins.write('ready.js', `process.on('message', () => undefined); ${READY}`);
  const pool = new RunnerPool(
    script,
    (plugin) => ended.push(plugin),
    () => {
      starts += 1; // each that starts asks for its options
      return {};
    },
  );
  try {
    await test({ pool, ended, started: () => starts });
  } finally {
    pool.dispose();
    plugins.remove();
  }
}

describe('The pool of runners', () => {
  it('has one runner a plug-in, and another where what it loaded is another', () =>
    pooled(async ({ pool, ended }) => {
      const first = await pool.take('a', '');
      assert.equal(await pool.take('a', ''), first);
      assert.equal(pool.present('a'), first);
      const other = await pool.take('b', '');
      assert.notEqual(other, first);
      const changed = await pool.take('a', 'host.js');
      assert.notEqual(changed, first);
      assert.deepEqual([first.isAlive, other.isAlive, changed.isAlive, ended], [false, true, true, ['a']]);
    }));

  it('starts another where one has died', () =>
    pooled(async ({ pool }) => {
      const first = await pool.take('a', '');
      first.kill();
      assert.equal(pool.present('a'), undefined);
      const second = await pool.take('a', '');
      assert.deepEqual([second.isAlive, pool.present('a') === second], [true, true]);
    }));

  it('is told of one that died in its call when the call is over', () =>
    pooled(async ({ pool, ended }) => {
      const runner = await pool.take('a', '');
      runner.kill();
      assert.deepEqual(ended, []);
      pool.release('a');
      assert.deepEqual(ended, ['a']);
    }));

  it('starts none once it is disposed of', () =>
    pooled(async ({ pool, started }) => {
      pool.dispose();
      pool.warm();
      assert.equal(started(), 0);
    }));

  it('takes the one that was started ahead', () =>
    pooled(async ({ pool, started }) => {
      pool.warm();
      pool.warm('a');
      const first = await pool.take('a', '');
      pool.warm('a');
      assert.deepEqual([pool.present('a') === first, started()], [true, 1]);
      await pool.take('b', '');
      assert.equal(started(), 2);
    }));

  it('ends those that are used least, but none that is in a call', () =>
    pooled(async ({ pool, ended }) => {
      for (const plugin of 'abcdefgh') await pool.take(plugin, '');
      for (const plugin of 'acdefgh') pool.release(plugin);
      await pool.take('a', '');
      pool.release('a');
      await pool.take('i', '');
      assert.deepEqual(ended, ['c']);
    }));

  it('ends all of them with itself', () =>
    pooled(async ({ pool, ended }) => {
      const runners = [await pool.take('a', ''), await pool.take('b', '')];
      pool.release('b');
      pool.dispose();
      for (const runner of runners) assert.equal(runner.isAlive, false);
      assert.deepEqual(ended.sort(), ['a', 'b']);
    }));
});
