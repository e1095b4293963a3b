import { commands, extensions, window } from 'vscode';
import { UserError } from '../report';
import { EngineValues } from './engineValues';
import type * as Inspect from './inspect.js';

/** The extension that js-debug asks what debug information says; nothing else can be put in its place. */
const DWARF_ENGINE = 'ms-vscode.wasm-dwarf-debugging';

interface Rpc {
  sendMessage?: (this: object, method: string, ...args: unknown[]) => Promise<unknown>;
  [MENDED]?: true;
}

/** As far as it is used here: https://github.com/microsoft/vscode-dwarf-debugging */
interface Engine {
  spawn?: (host: object) => { rpc: object; dispose(): unknown };
}

const MENDED = '__extismWorkbench';
/** Names that no expression can be made of, `<anyhow::Error as Debug>::{vtable}` and Zig's `builtin.cpu`: those of globals. */
const INTERNAL = /[<{ .]/;
const LARGEST_LINE = 0x7fff_ffff;

/**
 * Offers to install the engine where it is missing.
 * @returns whether to go on
 */
export async function offerEngine(): Promise<boolean> {
  if (extensions.getExtension(DWARF_ENGINE)) return true;
  const install = 'Install';
  const without = 'Debug without It';
  const chosen = await window.showInformationMessage(
    'To stop in the source of plug-ins, VS Code needs the extension "WebAssembly DWARF Debugging".',
    { modal: true, detail: 'Without it, breakpoints in source are not hit. What is left is to step in disassembly, by function names.' },
    install,
    without,
  );
  if (chosen === install) await installEngine();
  return chosen !== undefined;
}

/** @throws {UserError} where there is no way to it */
async function installEngine(): Promise<void> {
  try {
    await commands.executeCommand('workbench.extensions.installExtension', DWARF_ENGINE);
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).replace(/\.?$/, '.');
    throw new UserError(
      `The extension "WebAssembly DWARF Debugging" (${DWARF_ENGINE}) could not be installed: ${why} Install it from a file, or debug without it.`,
      [{ title: 'Show Extension', run: () => commands.executeCommand('workbench.extensions.search', `@id:${DWARF_ENGINE}`) }],
    );
  }
}

/**
 * Makes the engine forgiving, for every session of this window: its files stay as they are, and where it is not built
 * as expected nothing changes. Without this, one variable that cannot be read blanks all of a frame, since js-debug asks
 * for all of them at once; a line that is none hangs the program; and values are those of C, whatever the language.
 * @returns whether there is nothing left to do in this window
 */
export async function mendEngine(inspect: typeof Inspect): Promise<boolean> {
  const extension = extensions.getExtension<Engine | undefined>(DWARF_ENGINE);
  const engine = await extension?.activate();
  if (typeof engine?.spawn !== 'function') return false;
  // all engines share the class behind `rpc`, which only an engine gives away
  const spawned = engine.spawn({ getWasmGlobal: nothing, getWasmLocal: nothing, getWasmOp: nothing, getWasmLinearMemory: nothing });
  try {
    const rpc = Object.getPrototypeOf(spawned.rpc) as Rpc;
    const { sendMessage } = rpc;
    if (rpc[MENDED] || typeof sendMessage !== 'function') return true;
    const listed = new Set<unknown>();
    const engines = new WeakMap<object, EngineValues | undefined>();
    rpc.sendMessage = async function (method, ...args) {
      if (!engines.has(this)) engines.set(this, EngineValues.of(inspect, this));
      const values = engines.get(this);
      const ours = values && (await answerOf(values, method, args));
      if (ours?.answer !== undefined) return ours.answer;
      try {
        const result = await sendMessage.call(this, method, ...args);
        if (method === 'getMappedLines' && Array.isArray(result)) return result.filter(isLine);
        if (method !== 'listVariablesInScope' || !Array.isArray(result)) return result;
        const variables = (result as { name: string }[]).filter(({ name }) => !INTERNAL.test(name));
        for (const { name } of variables) listed.add(name);
        return variables;
      } catch (error) {
        if (method !== 'evaluate') throw error;
        const problem = ours?.problem ?? error;
        if (!listed.has(args[0])) throw problem;
        return { type: 'unavailable', description: `<${messageOf(problem)}>`, hasChildren: false };
      }
    };
    rpc[MENDED] = true;
    return true;
  } finally {
    await spawned.dispose();
  }
}

/** What our own reading of the debug information says, if anything, or why it does not. */
async function answerOf(values: EngineValues, method: string, args: unknown[]): Promise<{ answer?: unknown; problem?: unknown }> {
  const [first, second, third] = args;
  try {
    switch (method) {
      case 'addRawModule':
        values.addModule(String(first), (third as { code?: unknown } | undefined)?.code);
        return {};
      case 'removeRawModule':
        values.removeModule(String(first));
        return {};
      case 'evaluate':
        return { answer: await values.evaluate(String(first), second as Parameters<EngineValues['evaluate']>[1], third) };
      case 'getProperties':
        return { answer: await values.properties(first) };
      default:
        return {};
    }
  } catch (problem) {
    return { problem }; // the engine is asked too: it knows more of C++
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const nothing = (): undefined => undefined;

const isLine = (line: unknown): boolean => typeof line === 'number' && line >= 0 && line < LARGEST_LINE;
