import { basename, dirname } from 'node:path';
import type { DebugAdapterTracker, DebugAdapterTrackerFactory, DebugSession } from 'vscode';
import type { BreakpointRule } from '../../core/inspect/breakpointRule';
import { carriedBy } from './configuration';
import { BreakpointRules, type SetBreakpoint, type SetBreakpoints } from './breakpointRules';
import { askForMore, emphasizeOwn, fadeEntry, isEntry, type StackFrame, withoutPassed } from './ownFrames';
import { WayIn } from './wayIn';

interface Message {
  type: 'request' | 'response' | 'event';
  seq: number;
  request_seq?: number;
  command?: string;
  event?: string;
  arguments?: ExceptionBreakpoints & SetBreakpoints & { startFrame?: number; levels?: number };
  body?: {
    supportsRestartRequest?: boolean;
    category?: string;
    output?: string;
    group?: string;
    reason?: string;
    description?: string;
    threadId?: number;
    stackFrames?: StackFrame[];
    breakpoints?: SetBreakpoint[];
    breakpoint?: SetBreakpoint;
  };
}

interface ExceptionBreakpoints {
  filters: string[];
  filterOptions?: { filterId: string; condition?: string }[];
}

const TRAP = { filterId: 'all', condition: 'error instanceof WebAssembly.RuntimeError' };
/** From the `debugger` statement into the plug-in. */
const STEPS_TO_ENTRY = 2;
/** VS Code opens its view for a breakpoint alone. */
const PAUSED_ON_ENTRY = { reason: 'breakpoint', description: 'Paused on entry' };

/** What is wrong with a breakpoint's rule, as far as can be told before it is reached. */
type RuleProblem = (rule: BreakpointRule) => string | undefined;

export interface SessionEvents {
  /** The root session of one of our configurations begins. */
  started: (session: DebugSession) => void;
  /** The user, or VS Code, asks for the end of a session. */
  stopping: (session: DebugSession) => void;
  failed: (error: unknown) => void;
  ruleProblem: RuleProblem;
}

/** js-debug has two sessions for a program: the root, which is told to stop, and its child, which is told all else. */
export function createTrackerFactory(events: SessionEvents): DebugAdapterTrackerFactory {
  return {
    createDebugAdapterTracker(session) {
      if (carriedBy(session.configuration)) return trackRoot(session, events);
      const parent = session.parentSession && carriedBy(session.parentSession.configuration);
      if (!parent) return undefined;
      const { plugin = '', stopOnEntry = false, stopOnTrap = true } = parent.configuration;
      const dist = dirname(programOf(session.parentSession));
      return trackProgram(session, {
        name: basename(plugin),
        dist,
        stopOnEntry,
        stopOnTrap,
        failed: events.failed,
        ruleProblem: events.ruleProblem,
      });
    },
  };
}

/** What Node and js-debug say about themselves: how the runner was started, and that a debugger is there or gone. */
const isNoise = ({ category, output = '' }: NonNullable<Message['body']>, program: string): boolean =>
  category === 'stderr'
    ? /^(Debugger attached\.|Waiting for the debugger to disconnect\.\.\.)\n$/.test(output)
    : category === 'console' && output.trimEnd().endsWith(basename(program));

const programOf = ({ configuration }: DebugSession): string => configuration['program'] as string;

function trackRoot(session: DebugSession, events: SessionEvents): DebugAdapterTracker {
  events.started(session);
  const program = programOf(session);
  return {
    onDidSendMessage({ type, command, event, body }: Message) {
      // the end of a group that never began is the one output that shows nothing
      if (type === 'event' && event === 'output' && body && isNoise(body, program)) Object.assign(body, { output: '', group: 'end' });
      // js-debug's own restart loses the engine that reads debug information; without it VS Code stops and starts
      if (type === 'response' && command === 'initialize' && body) body.supportsRestartRequest = false;
    },
    onWillReceiveMessage({ command }: Message) {
      if (command === 'disconnect' || command === 'terminate') events.stopping(session);
    },
  };
}

interface ProgramOptions {
  name: string;
  /** Where the runner is. */
  dist: string;
  stopOnEntry: boolean;
  stopOnTrap: boolean;
  failed: (error: unknown) => void;
  ruleProblem: RuleProblem;
}

function trackProgram(
  session: DebugSession,
  { name, dist, stopOnEntry, stopOnTrap, failed, ruleProblem }: ProgramOptions,
): DebugAdapterTracker {
  const request = (command: string, args: unknown): void => void session.customRequest(command, args).then(undefined, failed);
  let stepsLeft = stopOnEntry ? STEPS_TO_ENTRY : undefined;
  let threadId: number | undefined;
  let hasTrapped = false;
  /** A step over the plug-in's last line leads to the function of ours that called it. */
  let hasStepped = false;
  /** The first request for the top frame since the last stop. One for those below it may be left from the stop before. */
  let asked: number | undefined;
  /** While the stops are on the way from the function's entry to what its author wrote. */
  let wayIn: WayIn | undefined;
  const rules = new BreakpointRules(ruleProblem);

  /** Steps on from a stop on the way to the plug-in, of which VS Code does not hear, and presents the one in it. */
  const stepToEntry = (message: Message): void => {
    const { body = {} } = message;
    if (body.reason !== 'step') wayIn = undefined; // a breakpoint was first
    if (wayIn) Object.assign(body, PAUSED_ON_ENTRY);
    if (stepsLeft === undefined) return;
    if (stepsLeft === STEPS_TO_ENTRY && !/debugger statement/.test(body.description ?? '')) return; // one before the function
    if (stepsLeft > 0 && (stepsLeft === STEPS_TO_ENTRY || body.reason === 'step')) {
      stepsLeft -= 1;
      message.event = 'extismStepsToEntry';
      return request('stepIn', { threadId });
    }
    stepsLeft = undefined;
    if (body.reason === 'step') wayIn = new WayIn();
    Object.assign(body, PAUSED_ON_ENTRY);
  };

  return {
    onWillReceiveMessage({ seq, command, arguments: args }: Message) {
      if (command === 'setBreakpoints' && args) rules.setting(seq, args);
      // with the user's own, and not by a request after it: a short call would be over by then
      if (stopOnTrap && command === 'setExceptionBreakpoints' && args && !args.filters.includes('all'))
        args.filterOptions = [...(args.filterOptions ?? []), TRAP];
      if (command !== 'stackTrace' || !args) return;
      askForMore(args, hasTrapped);
      if ((args.startFrame ?? 0) === 0) asked ??= seq;
    },
    onDidSendMessage(message: Message) {
      const { type, command, event, body = {} } = message;
      if (type === 'response' && command === 'setBreakpoints') rules.answered(message.request_seq ?? -1, body.breakpoints ?? []);
      if (type === 'event' && event === 'breakpoint' && body.breakpoint) rules.changed(body.breakpoint);
      if (type === 'event' && event === 'stopped') {
        ({ threadId } = body);
        hasTrapped = body.reason === 'exception';
        hasStepped = body.reason === 'step';
        asked = undefined;
        stepToEntry(message);
      }
      if (type === 'event' && event === 'initialized') session.name = name; // js-debug's own is the runner's file and process
      if (type !== 'response' || command !== 'stackTrace' || !body.stackFrames) return;
      const frames = withoutPassed(body.stackFrames);
      body.stackFrames = frames;
      if (hasTrapped) emphasizeOwn(frames);
      const [top] = frames;
      if (hasStepped && top && message.request_seq === asked) {
        const onward = isEntry(top, dist) ? 'continue' : wayIn?.next(top);
        if (onward) {
          delete top.source; // which VS Code would show
          request(onward, { threadId });
        } else {
          wayIn = undefined;
        }
      }
      fadeEntry(frames, dist);
    },
  };
}
