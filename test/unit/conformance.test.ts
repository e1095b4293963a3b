import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { isCallable } from '../../src/core/plugin/abi';
import { readModule, sourceOfBytes } from '../../src/core/wasm/readModule';
import { type ConformanceCall, nameOf, readCalls, readExpectations } from '../conformance/calls';
import { type Summary, summarizeOurs, summarizeTheirs } from '../conformance/compare';
import { type Difference, differences } from '../conformance/differences';
import { callOurs } from '../conformance/ours';
import { startServer } from '../conformance/server';
import { fixtures } from '../host/paths';

/** Milliseconds of a call that is not to end, and of one that is, however busy the machine. */
const SHORT = 1_000;
const LONG = 30_000;
const HINT = 'add it to test/conformance/calls.json and run npm run conformance';

/** What has no call, and why. */
const NOT_CALLED = new Map([['http/request.wasm headers', 'each server sends headers of its own, and the date']]);
/** Plug-ins for the debugger, which the workspace's host functions belong to, and those that panic, whose words are no two hosts' the same. */
const NOT_CALLED_IN = /^(?:debugging|failures)\//;

const calls = readCalls();
const expectations = readExpectations();

/** Without JSPI no plug-in can wait for HTTP. */
const hasHttp = 'Suspending' in WebAssembly;
const needsHttp = ({ plugin }: ConformanceCall): boolean => plugin.startsWith('http/') || plugin.endsWith('/http.wasm');
const made = calls.filter((call) => hasHttp || !needsHttp(call));

/** By plug-in and, since memory is limited for a whole process, by limits. */
function grouped(): ConformanceCall[][] {
  const groups = new Map<string, ConformanceCall[]>();
  for (const call of made) {
    const key = JSON.stringify([call.plugin, call.limits]);
    groups.set(key, [...(groups.get(key) ?? []), call]);
  }
  return [...groups.values()];
}

const endsNever = (call: ConformanceCall): boolean => expectations.calls[nameOf(call)]?.outcome.kind === 'timeout';

/** What was told before a process was killed is ours to tell alone. */
const aspectsOf = (call: ConformanceCall): (keyof Summary)[] => (endsNever(call) ? ['outcome'] : ['outcome', 'events', 'stdout', 'stderr']);

async function findDifferences(): Promise<Difference[]> {
  const found: Difference[] = [];
  const server = await startServer();
  const groups = grouped();
  const work = async (): Promise<void> => {
    for (let group = groups.shift(); group; group = groups.shift()) {
      const results = await callOurs(group, { server: server.address, timeoutOf: (call) => (endsNever(call) ? SHORT : LONG) });
      for (const [call, { outcome, events }] of results) {
        const expected = expectations.calls[nameOf(call)];
        if (!expected) continue;
        const ours = summarizeOurs(outcome, events);
        const theirs = summarizeTheirs(expected);
        for (const aspect of aspectsOf(call)) {
          if (ours[aspect] !== theirs[aspect]) found.push({ call: nameOf(call), aspect, ours: ours[aspect], theirs: theirs[aspect] });
        }
      }
    }
  };
  try {
    await Promise.all([work(), work()]);
  } finally {
    server.stop();
  }
  return found;
}

async function functionsOf(file: string): Promise<string[]> {
  try {
    const { exports } = await readModule(sourceOfBytes(new Uint8Array(readFileSync(join(fixtures, file)))));
    return exports.flatMap(({ name, kind, type }) => (kind === 'function' && type && isCallable(name, type) ? [name] : []));
  } catch {
    return []; // the fixtures that are no modules
  }
}

/** The file that a call is of, and of a manifest those that it names. */
function modulesOf({ plugin }: ConformanceCall): string[] {
  if (plugin.endsWith('.wasm')) return [plugin];
  const text = readFileSync(join(fixtures, plugin), 'utf8');
  return [...text.matchAll(/path"?\s*[:=]\s*"([^"]+)"/g)].map(([, path = '']) => posix.join(posix.dirname(plugin), path));
}

const byName = (a: { call: string; aspect: string }, b: { call: string; aspect: string }): number =>
  `${a.call} ${a.aspect}` < `${b.call} ${b.aspect}` ? -1 : 1;

describe('conformance with libextism', function () {
  this.timeout(180_000);

  it('calls every function of every fixture', async () => {
    const called = new Set(calls.flatMap((call) => modulesOf(call).flatMap((file) => [file, `${file} ${call.function}`])));
    const missing: string[] = [];
    for (const file of readdirSync(fixtures, { recursive: true, encoding: 'utf8' })) {
      const plugin = file.replaceAll('\\', '/');
      if (!plugin.endsWith('.wasm') || /(^|\/)(node_modules|target)\//.test(plugin) || NOT_CALLED_IN.test(plugin)) continue;
      const wanted = [plugin, ...(await functionsOf(plugin)).map((name) => `${plugin} ${name}`)];
      missing.push(...wanted.filter((name) => !called.has(name) && !NOT_CALLED.has(name)));
    }
    assert.deepEqual(missing, [], HINT);
  });

  it('has an expectation for each call, and a call for each expectation', () => {
    assert.deepEqual(calls.map(nameOf).toSorted(), Object.keys(expectations.calls).toSorted(), HINT);
  });

  it('differs only where it is known to', async () => {
    const found = await findDifferences();
    const names = new Set(made.map(nameOf));
    const known = differences.filter(({ call }) => names.has(call));
    const differing = new Set(found.map(({ call }) => call)).size;
    const left = calls.length - made.length;
    console.log(
      `      ${made.length - differing} of ${made.length} calls agree with libextism ${expectations.libextism}` +
        (left > 0 ? `; ${left} that need HTTP are left out on Node ${process.versions.node}` : ''),
    );
    const unknown = found.filter(
      (one) =>
        !known.some(
          ({ call, aspect, ours, theirs }) => call === one.call && aspect === one.aspect && ours === one.ours && theirs === one.theirs,
        ),
    );
    const gone = known.filter(({ call, aspect }) => !found.some((one) => call === one.call && aspect === one.aspect));
    assert.deepEqual(unknown.toSorted(byName), [], 'differences that test/conformance/differences.ts does not list');
    assert.deepEqual(gone.toSorted(byName), [], 'differences that test/conformance/differences.ts lists, and that are none any more');
  });
});
