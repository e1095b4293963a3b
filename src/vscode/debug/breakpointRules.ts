import { basename } from 'node:path';
import { Script } from 'node:vm';
import type { BreakpointRule } from '../../core/inspect/breakpointRule';
import { BREAKPOINT_REACHED } from '../../protocol/breakpoints';

/** A breakpoint as VS Code sets it. */
export interface SourceBreakpoint {
  line: number;
  column?: number;
  condition?: string;
  hitCondition?: string;
  logMessage?: string;
}

/** A breakpoint as js-debug answers. */
export interface SetBreakpoint {
  id?: number;
  verified: boolean;
  message?: string;
}

export interface SetBreakpoints {
  source?: { path?: string };
  breakpoints?: SourceBreakpoint[];
}

/** Sources of host functions, and disassembly: there, js-debug's own way is right. */
const LEFT_ALONE = /\.([cm]?jsx?|wat)$/i;
/** Host functions, or AssemblyScript. */
const TYPESCRIPT = /\.[cm]?tsx?$/i;

const isJavaScript = (expression: string): boolean => {
  try {
    return new Script(`(${expression}\n)`) instanceof Script; // which only parses it
  } catch {
    return false;
  }
};

/** `i is {i}` as js-debug would print it in a frame of JavaScript. */
function logInJavaScript(message: string): string {
  const values: string[] = [];
  const format = message.replaceAll('%', '%%').replace(/\{([^{}]+)\}/g, (whole, expression: string) => {
    if (!isJavaScript(expression)) return whole;
    values.push(expression);
    return '%O';
  });
  return `(console.log(${[JSON.stringify(format), ...values].join(', ')}), false)`;
}

/** The same breakpoint in a frame of JavaScript. */
function inJavaScript({ condition = 'true', logMessage }: SourceBreakpoint, rule: string): string {
  const holds = isJavaScript(condition) ? condition : `(()=>{throw new SyntaxError(${JSON.stringify(condition)})})()`;
  const logs = logMessage === undefined ? 'true' : logInJavaScript(logMessage);
  return `(${holds})&&${BREAKPOINT_REACHED}(${rule})&&${logs}`;
}

const list = (name: string): string => `${name}:typeof ${name}==='undefined'?undefined:${name}`;

/** What V8 evaluates where the breakpoint is reached: in a frame of WebAssembly there are these lists. */
function script(breakpoint: SourceBreakpoint, rule: BreakpointRule, isTypeScript: boolean): string {
  const text = JSON.stringify(JSON.stringify(rule));
  const call = `${BREAKPOINT_REACHED}(${text},{module,locals,${list('globals')},${list('memories')}})`;
  return `typeof locals==='object'&&typeof stack==='object'?${call}:${isTypeScript ? inJavaScript(breakpoint, text) : 'true'}`;
}

/**
 * Has conditions, hit counts and log messages of breakpoints in a plug-in evaluated in terms of its language: js-debug
 * takes them for JavaScript.
 */
export class BreakpointRules {
  /** Problems by the request that set the breakpoints, and then by the breakpoint's id. */
  readonly #asked = new Map<number, (string | undefined)[]>();
  readonly #problems = new Map<number, string>();

  /** @param problemOf what is wrong with a rule, as far as can be told before it is reached */
  constructor(private readonly problemOf: (rule: BreakpointRule) => string | undefined) {}

  /** Alters a request that sets breakpoints. */
  setting(seq: number, { source, breakpoints = [] }: SetBreakpoints): void {
    const path = source?.path ?? '';
    if (path === '' || LEFT_ALONE.test(path)) return;
    this.#asked.set(
      seq,
      breakpoints.map((breakpoint) => this.#rewrite(breakpoint, path)),
    );
  }

  #rewrite(breakpoint: SourceBreakpoint, path: string): string | undefined {
    const { line, column, condition, hitCondition, logMessage } = breakpoint;
    const rule: BreakpointRule = {
      place: [basename(path), line, ...(column === undefined ? [] : [column])].join(':'),
      ...(condition && { condition }),
      ...(hitCondition && { hitCondition }),
      ...(logMessage && { logMessage }),
    };
    const isTypeScript = TYPESCRIPT.test(path);
    breakpoint.condition = script(breakpoint, rule, isTypeScript);
    delete breakpoint.hitCondition;
    delete breakpoint.logMessage;
    return isTypeScript && isJavaScript(condition ?? 'true') ? undefined : this.problemOf(rule);
  }

  /** Alters the answer: a breakpoint that cannot work says why. */
  answered(seq: number, set: SetBreakpoint[]): void {
    const problems = this.#asked.get(seq) ?? [];
    this.#asked.delete(seq);
    for (const [index, breakpoint] of set.entries()) {
      const problem = problems[index];
      if (breakpoint.id === undefined) continue;
      if (problem === undefined) this.#problems.delete(breakpoint.id);
      else this.#problems.set(breakpoint.id, problem);
      this.changed(breakpoint);
    }
  }

  /** Alters the news of a breakpoint. */
  changed(breakpoint: SetBreakpoint): void {
    const problem = breakpoint.id === undefined ? undefined : this.#problems.get(breakpoint.id);
    if (problem === undefined) return;
    breakpoint.verified = false;
    breakpoint.message = problem;
  }
}
