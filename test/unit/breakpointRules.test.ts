import { deepStrictEqual, match, ok, strictEqual } from 'node:assert';
import { ruleProblem } from '../../src/core/inspect/breakpointRule';
import { BREAKPOINT_REACHED } from '../../src/protocol/breakpoints';
import { BreakpointRules, type SetBreakpoint, type SourceBreakpoint } from '../../src/vscode/debug/breakpointRules';

function rewritten(path: string, breakpoint: SourceBreakpoint): SourceBreakpoint {
  const copy = { ...breakpoint };
  new BreakpointRules(ruleProblem).setting(1, { source: { path }, breakpoints: [copy] });
  return copy;
}

interface Reached {
  rule: unknown;
  frame: unknown;
}

/** Evaluates a condition as V8 does, with names of the frame. Resolves with what it is, and what the runner was asked. */
function evaluate(
  condition: string | undefined,
  names: Record<string, unknown>,
): { result: unknown; asked: Reached[]; logged: unknown[][] } {
  const asked: Reached[] = [];
  const logged: unknown[][] = [];
  const scope: Record<string, unknown> = {
    console: { log: (...args: unknown[]) => logged.push(args) },
    [BREAKPOINT_REACHED]: (rule: string, frame?: unknown) => {
      asked.push({ rule: JSON.parse(rule), frame });
      return true;
    },
    ...names,
  };
  // oxlint-disable-next-line no-implied-eval, no-new-func -- it is what is tested, and what V8 does with it
  const run = new Function(...Object.keys(scope), `return ${condition}`) as (...values: unknown[]) => unknown;
  return { result: run(...Object.values(scope)), asked, logged };
}

const wasmFrame = { module: 'module', locals: {}, stack: {}, memories: ['memory'] };

describe('A breakpoint on its way to js-debug', () => {
  it('asks the runner in a frame of a plug-in', () => {
    const { condition, ...rest } = rewritten('/src/lib.rs', {
      line: 3,
      condition: 'name == "a\'b"',
      hitCondition: '> 2',
      logMessage: '{name}`${}',
    });
    deepStrictEqual(rest, { line: 3 });
    const { result, asked } = evaluate(condition, wasmFrame);
    strictEqual(result, true);
    deepStrictEqual(asked, [
      {
        rule: { place: 'lib.rs:3', condition: 'name == "a\'b"', hitCondition: '> 2', logMessage: '{name}`${}' },
        frame: { module: 'module', locals: {}, globals: undefined, memories: ['memory'] },
      },
    ]);
  });

  it('is left alone in JavaScript and in disassembly', () => {
    for (const path of ['/host.js', '/host.mjs', 'wasm://wasm/1.wat', '']) {
      const breakpoint = { line: 3, condition: 'x == 1', hitCondition: '2' };
      deepStrictEqual(rewritten(path, breakpoint), breakpoint, path);
    }
  });

  it('is JavaScript in a host function in TypeScript, and AssemblyScript in a plug-in', () => {
    const { condition } = rewritten('/host.ts', { line: 3, column: 5, condition: 'x > 1', hitCondition: '2', logMessage: 'x: {x}, 100%' });
    strictEqual(evaluate(condition, { x: 1 }).result, false);
    const { result, asked, logged } = evaluate(condition, { x: 2 });
    strictEqual(result, false); // it has logged
    deepStrictEqual(logged, [['x: %O, 100%%', 2]]);
    deepStrictEqual(
      asked.map(({ frame }) => frame),
      [undefined],
    );
    deepStrictEqual(evaluate(condition, wasmFrame).asked.length, 1);
  });

  it('throws in a host function where its condition is no JavaScript', () => {
    const { condition } = rewritten('/host.ts', { line: 3, condition: 'x == 1 and y' });
    let problem: unknown;
    try {
      evaluate(condition, { x: 1 });
    } catch (error) {
      problem = error;
    }
    match(String(problem), /SyntaxError: x == 1 and y/);
  });

  it('says what is wrong with it in the answer, and in every news of it', () => {
    const rules = new BreakpointRules(ruleProblem);
    const breakpoints = [
      { line: 1, condition: 'i = 4' },
      { line: 2, condition: 'i == 4' },
      { line: 3, hitCondition: 'often', logMessage: 'x' },
    ];
    rules.setting(7, { source: { path: '/a.c' }, breakpoints });
    const answer = [1, 2, 3].map((id): SetBreakpoint => ({ id, verified: true }));
    rules.answered(7, answer);
    deepStrictEqual(
      answer.map(({ verified }) => verified),
      [false, true, false],
    );
    match(answer[0]?.message ?? '', /"=" assigns/);
    match(answer[2]?.message ?? '', /"often" is no hit count/);
    const news = { id: 1, verified: true };
    rules.changed(news);
    ok(!news.verified);
    // once it was corrected
    rules.setting(8, { source: { path: '/a.c' }, breakpoints: [{ line: 1, condition: 'i == 4' }] });
    rules.answered(8, [{ id: 1, verified: true }]);
    const good = { id: 1, verified: true };
    rules.changed(good);
    ok(good.verified);
  });
});
