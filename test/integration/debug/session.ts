// A debug session as the tests see it: started through VS Code's API, watched by what js-debug says.
import { join } from 'node:path';
import {
  commands,
  debug,
  type DebugConfiguration,
  type DebugSession,
  DebugStackFrame,
  type Disposable,
  extensions,
  Location,
  Position,
  SourceBreakpoint,
  Uri,
  workspace,
} from 'vscode';
import type { CallRecord, ExtismWorkbench } from '../../../src/api';
import { until } from '../../host/until';

/** Milliseconds: the first session of a window loads the DWARF engine, on a machine that may be busy. */
const PATIENCE = 120_000;

interface Stop {
  session: DebugSession;
  reason: string;
  description: string;
  threadId: number;
}

interface Breakpoint {
  verified?: boolean;
  message?: string;
}

interface Message {
  type: string;
  event?: string;
  body?: Omit<Stop, 'session'> & { category?: string; output?: string; breakpoint?: Breakpoint; breakpoints?: Breakpoint[] };
}

export interface Frame {
  id: number;
  name: string;
  line: number;
  /** The file's name. */
  file: string;
  /** How much it is worth looking at. */
  hint: string | undefined;
}

interface Variable {
  name: string;
  value: string;
  variablesReference: number;
}

const isOurs = (session: DebugSession | undefined): boolean => JSON.stringify(session?.configuration ?? {}).includes('__extismWorkbench');

export class DebugRun {
  readonly #stops: Stop[] = [];
  readonly #subscriptions: Disposable[] = [];
  /** What was written to the debug console. */
  output = '';
  /** What breakpoints that are not verified say of themselves. */
  readonly breakpointMessages: string[] = [];
  ended = false;
  readonly #records: CallRecord[] = [];

  private constructor() {
    this.#subscriptions.push(
      debug.registerDebugAdapterTrackerFactory('pwa-node', {
        createDebugAdapterTracker: (session) => ({
          onDidSendMessage: (message: Message) => {
            const told = [...(message.body?.breakpoints ?? []), ...(message.body?.breakpoint ? [message.body.breakpoint] : [])];
            this.breakpointMessages.push(...told.flatMap((each) => (each.verified === false && each.message ? [each.message] : [])));
            if (message.type !== 'event') return;
            if (message.event === 'stopped' && message.body) this.#stops.push({ ...message.body, session });
            if (message.event === 'output' && message.body?.category !== 'telemetry') this.output += message.body?.output ?? '';
          },
        }),
      }),
      debug.onDidTerminateDebugSession((session) => {
        if (!session.parentSession && isOurs(session)) this.ended = true;
      }),
    );
  }

  static async start(configuration: Omit<DebugConfiguration, 'type' | 'request' | 'name'>): Promise<DebugRun> {
    const run = new DebugRun();
    const workbench = await extensions.getExtension<ExtismWorkbench>('extism-workbench.extism-workbench')?.activate();
    const recording = workbench?.onDidCall((record) => run.#records.push(record));
    if (recording) run.#subscriptions.push(recording);
    const [folder] = workspace.workspaceFolders ?? [];
    const started = await debug.startDebugging(folder, { type: 'extism', request: 'launch', name: 'test', ...configuration });
    if (!started) throw new Error('The session did not start.');
    return run;
  }

  /** The next stop that no test has seen yet. */
  async stop(): Promise<Stop> {
    const stop = await until(
      'a stop in the debugger',
      () => {
        if (this.ended) throw new Error(`The session ended without a stop. It said:\n${this.output}`);
        return this.#stops.shift();
      },
      PATIENCE,
    );
    await this.#untilShown(stop);
    return stop;
  }

  /** A session that ends before VS Code shows its stop is focused after its end, and then VS Code shows no stop of the next. */
  async #untilShown({ session }: Stop): Promise<void> {
    const isShown = (item: typeof debug.activeStackItem): boolean => item instanceof DebugStackFrame && item.session.id === session.id;
    await until('the stop in VS Code', () => this.ended || isShown(debug.activeStackItem), PATIENCE);
  }

  /** The next stop in a function of this name, past those that the extension itself goes on from, maybe before they are asked about. */
  async stopIn(name: string): Promise<Stop> {
    for (;;) {
      const stop = await this.stop();
      const [top] = await this.frames(stop).catch((error: unknown) => {
        if (/Thread is not paused/.test(String(error))) return [];
        throw error;
      });
      // where it went on meanwhile, the frames are those of the last stop
      if (top?.name === name) return this.#stops.splice(0).at(-1) ?? stop;
    }
  }

  async frames({ session, threadId }: Stop): Promise<Frame[]> {
    const { stackFrames } = (await session.customRequest('stackTrace', { threadId, startFrame: 0, levels: 30 })) as {
      stackFrames: (Omit<Frame, 'file' | 'hint'> & { presentationHint?: string; source?: { path?: string; name?: string } })[];
    };
    return stackFrames.map(({ id, name, line, presentationHint, source }) => ({
      id,
      name,
      line,
      hint: presentationHint,
      file: (source?.path ?? source?.name ?? '').replace(/.*[\\/]/, ''),
    }));
  }

  /** The top frame's variables, whatever scope they are in: name → value. */
  async variables(stop: Stop): Promise<Record<string, string>> {
    const [top] = await this.frames(stop);
    const { scopes } = (await stop.session.customRequest('scopes', { frameId: top?.id })) as {
      scopes: { name: string; variablesReference: number }[];
    };
    const found: Record<string, string> = {};
    for (const { variablesReference } of scopes.slice(0, 2)) Object.assign(found, await this.children(stop, variablesReference));
    return found;
  }

  async children({ session }: Stop, variablesReference: number): Promise<Record<string, string>> {
    const { variables } = (await session.customRequest('variables', { variablesReference })) as { variables: Variable[] };
    return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
  }

  /** @param frame 0 is the top */
  async evaluate(stop: Stop, expression: string, frame = 0): Promise<string> {
    const frameId = (await this.frames(stop))[frame]?.id;
    const { result } = (await stop.session.customRequest('evaluate', { expression, frameId, context: 'watch' })) as { result: string };
    return result;
  }

  /** What an expression unfolds to in the top frame: name → value. */
  async unfold(stop: Stop, expression: string): Promise<Record<string, string>> {
    const frameId = (await this.frames(stop))[0]?.id;
    const evaluated = (await stop.session.customRequest('evaluate', { expression, frameId, context: 'watch' })) as Variable;
    return this.children(stop, evaluated.variablesReference);
  }

  async evaluationError(stop: Stop, expression: string): Promise<string> {
    try {
      return `no error: ${await this.evaluate(stop, expression)}`;
    } catch (error) {
      return String(error);
    }
  }

  async untilSaid(text: string): Promise<void> {
    await until(`the debug console to say: ${text}`, () => this.output.includes(text), PATIENCE);
  }

  async step(command: 'next' | 'stepIn' | 'stepOut' | 'continue', { session, threadId }: Stop): Promise<void> {
    await session.customRequest(command, { threadId });
  }

  /** Of the session's call, which has ended or is about to. */
  async record(): Promise<CallRecord> {
    return until('the record of the call', () => this.#records[0]);
  }

  async recordedOutput(): Promise<string> {
    const { outcome } = await this.record();
    return new TextDecoder().decode(outcome.kind === 'output' ? outcome.bytes : undefined);
  }

  /** Lets the program run to its end, past stops on the way. */
  async finish(stop: Stop): Promise<void> {
    clearBreakpoints();
    await this.step('continue', stop);
    await until(
      'the end of the session',
      async () => {
        const again = this.#stops.shift();
        if (again) {
          await this.#untilShown(again);
          await this.step('continue', again);
        }
        return this.ended;
      },
      PATIENCE,
    );
  }

  /** As the buttons do. A session that is restarted goes on as another. */
  async press(button: 'disconnect' | 'restart'): Promise<void> {
    await commands.executeCommand(`workbench.action.debug.${button}`);
    await until('the end of the session', () => this.ended, PATIENCE);
    this.ended = button === 'disconnect';
  }

  /** Whatever the session is doing. */
  async stopDebugging(): Promise<void> {
    await debug.stopDebugging();
    await until('the end of the session', () => this.ended, PATIENCE);
  }

  async dispose(): Promise<void> {
    if (!this.ended) await this.stopDebugging();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

/** A file of the workspace, and the line of it that has a text in it, counted from 1. */
async function find(file: string, text: string): Promise<{ uri: Uri; line: number }> {
  const [folder] = workspace.workspaceFolders ?? [];
  const uri = Uri.file(join(folder?.uri.fsPath ?? '', file));
  const lines = (await workspace.openTextDocument(uri)).getText().split('\n');
  const index = lines.findIndex((each) => each.includes(text));
  if (index < 0) throw new Error(`No line of ${file} has ${text}`);
  return { uri, line: index + 1 };
}

export const lineOf = async (file: string, text: string): Promise<number> => (await find(file, text)).line;

/** Sets a breakpoint on the line of a file of the workspace that has a text in it, and returns its number. */
export async function breakAt(
  file: string,
  text: string,
  condition: { condition?: string; hit?: string; log?: string } = {},
): Promise<number> {
  const { uri, line } = await find(file, text);
  debug.addBreakpoints([
    new SourceBreakpoint(new Location(uri, new Position(line - 1, 0)), true, condition.condition, condition.hit, condition.log),
  ]);
  return line;
}

export async function untilGone(pid: number): Promise<void> {
  await until(`the end of process ${pid}`, () => {
    try {
      return !process.kill(pid, 0);
    } catch {
      return true;
    }
  });
}

export const clearBreakpoints = (): void => debug.removeBreakpoints(debug.breakpoints);
