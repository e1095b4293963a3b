import { ok } from 'node:assert';
import { evaluateExpression } from '../../../../src/core/inspect/evaluate';
import { Inspector } from '../../../../src/core/inspect/inspector';
import { CachedMachine } from '../../../../src/core/inspect/cachedMachine';
import { Unreadable } from '../../../../src/core/inspect/machine';
import type { Shown } from '../../../../src/core/inspect/show';
import { machineOf, stopAt, type Stopped } from './stopped';

const PLACES = [
  { language: 'C', folder: 'c', file: 'values.c', text: 'extism_output_buf(name, 3)', variable: 'wild' },
  { language: 'C++', folder: 'cpp', file: 'values.cpp', text: 'return brief', variable: 'brief' },
  { language: 'Rust', folder: 'rust', file: 'src/lib.rs', text: 'black_box((&slice', variable: 'by_reference' },
  { language: 'Zig', folder: 'zig', file: 'values.zig', text: 'keep(&name);', variable: 'person' },
  { language: 'AssemblyScript', folder: 'assemblyscript', file: 'values.ts', text: 'return name.length + e', variable: 'words' },
];

const ROUNDS = 60;
const LONGEST = 3_000;

/** Mulberry32: the same numbers each time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** Every word that a variable may be made of is hit some time: by what is wild, huge, negative or nothing. */
function spoiled({ memory, ...rest }: Stopped, seed: number): Stopped {
  const next = random(seed);
  const words = [0, 1, 0xffff_ffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, memory.length - 2, 16];
  const copy = memory.slice();
  const view = new DataView(copy.buffer);
  for (let at = 0; at + 4 <= copy.length; at += 4)
    if (view.getUint32(at, true) !== 0 && next() % 4 === 0) view.setUint32(at, words[next() % words.length] ?? next(), true);
  return { ...rest, memory: copy };
}

function checkAll(shown: Shown, depth: number): void {
  ok(shown.text.length <= LONGEST, `${shown.text.length} characters: ${shown.text.slice(0, 100)}`);
  if (depth === 0) return;
  for (const child of shown.children?.().slice(0, 20) ?? []) checkAll(child.show(), depth - 1);
}

describe('What a plug-in is stopped with, spoiled,', function () {
  this.timeout(120_000);

  for (const { language, folder, file, text, variable } of PLACES) {
    it(`is shown all the same in ${language}`, async () => {
      const base = `debugging/values/${folder}`;
      const stopped = await stopAt(`${base}/values.wasm`, `${base}/${file}`, text, variable);
      for (let seed = 0; seed < ROUNDS; seed += 1) {
        const hostile = spoiled(stopped, seed);
        const inspector = new Inspector(hostile.frame, machineOf(hostile));
        for (const name of hostile.frame.names) checkAll(evaluateExpression(name, inspector), 3);
      }
    });
  }

  it('is read from afar block by block, and what is not there is told', async () => {
    const stopped = await stopAt('debugging/values/rust/values.wasm', 'debugging/values/rust/src/lib.rs', 'black_box((&slice', 'text');
    const here = machineOf(stopped);
    const machine = new CachedMachine({
      local: async (index) => here.local(index),
      global: async (index) => here.global(index),
      memory: async (address, length) => here.read(address, length),
    });
    const inspector = new Inspector(stopped.frame, machine);
    for (const name of stopped.frame.names) {
      const near = evaluateExpression(name, new Inspector(stopped.frame, here)).text;
      const far = (await machine.run(() => evaluateExpression(name, inspector))).text;
      ok(near === far, `${name}: ${near} and ${far}`);
    }
    const end = stopped.memory.length;
    ok((await machine.run(() => machine.read(end - 3, 3))).length === 3);
    const problem = await machine.run(() => machine.read(end - 3, 4)).catch((error: unknown) => error);
    ok(problem instanceof Unreadable && problem.message === `not in memory: 0x${(end - 3).toString(16)}`, String(problem));
  });
});
