// A plug-in that is stopped, as V8 has it: its locals, its globals and a copy of its memory.
import { Session } from 'node:inspector/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lineUnits } from '../../../../src/core/dwarf/lineUnit';
import { runLineProgram } from '../../../../src/core/dwarf/lineProgram';
import { codeStart, customSections } from '../../../../src/core/dwarf/sections';
import type { Frame } from '../../../../src/core/inspect/frame';
import { Symbols } from '../../../../src/core/inspect/inspector';
import { type Machine, Unreadable, type WasmValue } from '../../../../src/core/inspect/machine';
import { readModule, sourceOfBytes } from '../../../../src/core/wasm/readModule';
import { makeDebuggable } from '../../../../src/runner/debuggable';
import { fixtures } from '../../../host/paths';
import { readFixture } from '../../fixtures';

export interface Stopped {
  frame: Frame;
  locals: WasmValue[];
  globals: WasmValue[];
  memory: Uint8Array;
}

/** Where the code of a line starts, of those places that have a variable of some name. */
function addressOf(line: number, variable: string, module: Uint8Array, symbols: Symbols): number {
  const place = customSections(module).find(({ name }) => name === '.debug_line');
  const section = module.subarray(place?.start, place?.end);
  const found: number[] = [];
  for (const { program, end, known } of lineUnits(section))
    if (known) runLineProgram(section.subarray(program, end), known.encoding, (row) => void (row.line === line && found.push(row.address)));
  const address = found.find((each) => symbols.frame(each)?.names.includes(variable));
  if (address === undefined) throw new Error(`No code for line ${line}`);
  return address;
}

/** V8's lists are no arrays. */
const copies = (values: WasmValue[]): WasmValue[] =>
  Array.from({ length: 200 }, (_, index) => values[index]).flatMap((each) => (each ? [{ type: each.type, value: each.value }] : []));

const at = (values: WasmValue[], index: number): WasmValue => {
  const value = values[index];
  if (!value) throw new Unreadable('not available here');
  return value;
};

const KEY = '__extismStopped';

/** Calls `show_values` of a plug-in up to the line with a text. */
export async function stopAt(plugin: string, source: string, text: string, variable: string): Promise<Stopped> {
  const path = join(fixtures, plugin);
  const original = readFixture(plugin);
  const module = makeDebuggable(original, await readModule(sourceOfBytes(original)), path);
  const symbols = new Symbols(module);
  const line =
    readFileSync(join(fixtures, source), 'utf8')
      .split('\n')
      .findIndex((each) => each.includes(text)) + 1;
  const address = addressOf(line, variable, module, symbols);
  const frame = symbols.frame(address);
  if (!frame) throw new Error(`No function at ${address}`);

  const session = new Session();
  session.connect();
  try {
    let scriptId = '';
    session.on('Debugger.scriptParsed', ({ params }) => void (params.url.startsWith('wasm:') && (scriptId = params.scriptId)));
    await session.post('Debugger.enable');
    const compiled = await WebAssembly.compile(module);
    const imports: Record<string, Record<string, () => unknown>> = {};
    for (const { module: from, name } of WebAssembly.Module.imports(compiled))
      (imports[from] ??= {})[name] = from.startsWith('wasi') ? () => 0 : () => 0n;
    const { exports } = await WebAssembly.instantiate(compiled, imports);
    let stopped: Stopped | undefined;
    Object.assign(globalThis, {
      [KEY]: (locals: WasmValue[], globals: WasmValue[], memory: WebAssembly.Memory) => {
        stopped ??= { frame, locals: copies(locals), globals: copies(globals), memory: new Uint8Array(memory.buffer).slice() };
        return false;
      },
    });
    const condition = `${KEY}(locals, typeof globals === 'undefined' ? [] : globals, memories[0])`;
    await session.post('Debugger.setBreakpoint', {
      location: { scriptId, lineNumber: 0, columnNumber: codeStart(module) + address },
      condition,
    });
    for (const name of ['_initialize', 'show_values']) (exports[name] as (() => void) | undefined)?.();
    if (!stopped) throw new Error('It was not reached.');
    return stopped;
  } finally {
    session.disconnect();
  }
}

/** A machine that reads what was copied. */
export const machineOf = ({ locals, globals, memory }: Stopped): Machine => {
  return {
    local: (index) => at(locals, index),
    global: (index) => at(globals, index),
    read(address, length) {
      if (address + length > memory.length) throw new Unreadable(`not in memory: 0x${address.toString(16)}`);
      return memory.slice(address, address + length);
    },
  };
};
