import { evaluateCondition, evaluateText } from './evaluate';
import { parseExpression } from './expression';
import type { Inspector } from './inspector';
import { ExpressionError } from './machine';

/** When a breakpoint stops, in terms of the plug-in's language, and what it says. */
export interface BreakpointRule {
  /** Where it is, for what is said of it: `lib.rs:12` */
  place: string;
  condition?: string;
  /** `5`, `> 5`, `% 5`: which of the times that the condition holds. */
  hitCondition?: string;
  /** It does not stop then. */
  logMessage?: string;
}

/** What comes of a breakpoint that was reached. */
export interface Outcome {
  stops: boolean;
  says?: string;
  /** Why it stops though nobody knows whether it should. */
  problem?: string;
}

type Part = { text: string } | { expression: string };

/** `i is {i}`: texts and expressions in turn. A brace in a string ends nothing. */
function parseLogMessage(message: string): Part[] {
  const parts: Part[] = [];
  const pattern = /\{((?:"(?:[^"\\]|\\.)*"|[^{}"])+)\}/g;
  let end = 0;
  for (const found of message.matchAll(pattern)) {
    parts.push({ text: message.slice(end, found.index) }, { expression: found[1] ?? '' });
    end = found.index + found[0].length;
  }
  return [...parts, { text: message.slice(end) }];
}

const HIT_CONDITION = /^\s*(>=|<=|={1,3}|>|<|%)?\s*(\d+)\s*$/;

function isHit(hits: number, condition: string): boolean {
  const [, operator = '=', digits] = HIT_CONDITION.exec(condition) ?? [];
  const count = Number(digits);
  switch (operator) {
    case '>':
      return hits > count;
    case '>=':
      return hits >= count;
    case '<':
      return hits < count;
    case '<=':
      return hits <= count;
    case '%':
      return count > 0 && hits % count === 0;
    default:
      return hits === count;
  }
}

const problemOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
};

/** What is wrong with a rule, as far as can be told before the plug-in runs. */
export function ruleProblem({ condition, hitCondition, logMessage }: BreakpointRule): string | undefined {
  if (hitCondition !== undefined && !HIT_CONDITION.test(hitCondition)) return `"${hitCondition}" is no hit count: write 5, > 5 or % 5`;
  const expressions = parseLogMessage(logMessage ?? '').flatMap((part) => ('expression' in part ? [part.expression] : []));
  if (condition !== undefined) expressions.unshift(condition);
  for (const expression of expressions) {
    const problem = problemOf(() => parseExpression(expression));
    if (problem !== undefined) return `${problem}, in: ${expression}`;
  }
  return undefined;
}

/** A time that a line is reached. */
interface Visit {
  /** Where in it, last. */
  address: number;
  /** Whether the condition held. */
  hasHeld: boolean;
}

/** A breakpoint with a rule, and how often it has been reached. */
export class RuledBreakpoint {
  #hits = 0;
  readonly #visits = new WeakMap<object, Visit>();

  constructor(private readonly rule: BreakpointRule) {}

  /** Counts this time. Whether it is one of those to stop at. */
  isHit(): boolean {
    this.#hits += 1;
    const { hitCondition } = this.rule;
    return hitCondition === undefined || isHit(this.#hits, hitCondition);
  }

  /** @param inspector absent where the plug-in's debug information knows nothing of the place */
  reached(inspector: Inspector | undefined): Outcome {
    const { condition, logMessage, place } = this.rule;
    const stopsFor = (problem: string): Outcome => ({ stops: true, problem: `Breakpoint at ${place}: ${problem}` });
    if (!inspector) {
      const needsInspector = condition !== undefined || logMessage !== undefined;
      return needsInspector ? stopsFor('the debug information does not tell which variables there are here') : { stops: this.isHit() };
    }
    const visit = this.#visit(inspector.frame);
    let holds = true;
    const problem = problemOf(() => (holds = condition === undefined || evaluateCondition(condition, inspector)));
    if (problem === undefined && !holds) return { stops: false };
    if (visit?.hasHeld) return { stops: false };
    if (visit) visit.hasHeld = true;
    if (problem !== undefined) return stopsFor(`its condition "${condition}" cannot be evaluated. ${problem}`);
    if (!this.isHit()) return { stops: false };
    return logMessage === undefined ? { stops: true } : { stops: false, says: this.#message(logMessage, inspector) };
  }

  /** A line has several places to stop at, which follow one another; further up, it is reached anew. */
  #visit({ scope, address }: Inspector['frame']): Visit | undefined {
    if (!scope) return undefined;
    let visit = this.#visits.get(scope);
    if (!visit || address <= visit.address) this.#visits.set(scope, (visit = { address, hasHeld: false }));
    visit.address = address;
    return visit;
  }

  #message(message: string, inspector: Inspector): string {
    return parseLogMessage(message)
      .map((part) => {
        if ('text' in part) return part.text;
        let text = '';
        const problem = problemOf(() => (text = evaluateText(part.expression, inspector)));
        return problem === undefined ? text : `<${problem}>`;
      })
      .join('');
  }
}
