import type { DebugAdapterTracker, DebugAdapterTrackerFactory, DebugSession } from 'vscode';
import { carriedBy } from './configuration';
import { askForMore, emphasizeOwn, type StackFrame } from './ownFrames';

interface Message {
  type: 'request' | 'response' | 'event';
  command?: string;
  event?: string;
  arguments?: ExceptionBreakpoints & { levels?: number };
  body?: {
    supportsRestartRequest?: boolean;
    reason?: string;
    description?: string;
    threadId?: number;
    stackFrames?: StackFrame[];
  };
}

interface ExceptionBreakpoints {
  filters: string[];
  filterOptions?: { filterId: string; condition?: string }[];
}

const TRAP = { filterId: 'all', condition: 'error instanceof WebAssembly.RuntimeError' };
/** From the `debugger` statement into the plug-in. */
const STEPS_TO_ENTRY = 2;

export interface SessionEvents {
  /** The root session of one of our configurations begins. */
  started: (session: DebugSession) => void;
  /** The user, or VS Code, asks for the end of a session. */
  stopping: (session: DebugSession) => void;
  failed: (error: unknown) => void;
}

/** js-debug has two sessions for a program: the root, which is told to stop, and its child, which is told all else. */
export function createTrackerFactory(events: SessionEvents): DebugAdapterTrackerFactory {
  return {
    createDebugAdapterTracker(session) {
      if (carriedBy(session.configuration)) return trackRoot(session, events);
      const parent = session.parentSession && carriedBy(session.parentSession.configuration);
      if (!parent) return undefined;
      const { stopOnEntry = false, stopOnTrap = true } = parent.configuration;
      return trackProgram(session, { stopOnEntry, stopOnTrap, failed: events.failed });
    },
  };
}

function trackRoot(session: DebugSession, events: SessionEvents): DebugAdapterTracker {
  events.started(session);
  return {
    onDidSendMessage({ type, command, body }: Message) {
      // js-debug's own restart loses the engine that reads debug information; without it VS Code stops and starts
      if (type === 'response' && command === 'initialize' && body) body.supportsRestartRequest = false;
    },
    onWillReceiveMessage({ command }: Message) {
      if (command === 'disconnect' || command === 'terminate') events.stopping(session);
    },
  };
}

interface ProgramOptions {
  stopOnEntry: boolean;
  stopOnTrap: boolean;
  failed: (error: unknown) => void;
}

function trackProgram(session: DebugSession, { stopOnEntry, stopOnTrap, failed }: ProgramOptions): DebugAdapterTracker {
  const request = (command: string, args: unknown): void => void session.customRequest(command, args).then(undefined, failed);
  let stepsLeft = stopOnEntry ? STEPS_TO_ENTRY : 0;
  let hasTrapped = false;

  const stepToEntry = ({ reason, description = '', threadId }: NonNullable<Message['body']>): void => {
    const isNext = stepsLeft === STEPS_TO_ENTRY ? /debugger statement/.test(description) : reason === 'step';
    if (stepsLeft === 0 || !isNext) return;
    stepsLeft -= 1;
    request('stepIn', { threadId });
  };

  return {
    onWillReceiveMessage({ command, arguments: args }: Message) {
      // with the user's own, and not by a request after it: a short call would be over by then
      if (stopOnTrap && command === 'setExceptionBreakpoints' && args && !args.filters.includes('all'))
        args.filterOptions = [...(args.filterOptions ?? []), TRAP];
      if (hasTrapped && command === 'stackTrace' && args) askForMore(args);
    },
    onDidSendMessage({ type, command, event, body = {} }: Message) {
      if (type === 'event' && event === 'stopped') {
        hasTrapped = body.reason === 'exception';
        stepToEntry(body);
      }
      if (hasTrapped && type === 'response' && command === 'stackTrace') emphasizeOwn(body.stackFrames ?? []);
    },
  };
}
