// A bundle of its own, for the runner and for the extension, loaded when a plug-in is debugged.
export { RuledBreakpoint, ruleProblem } from './breakpointRule';
export { CachedMachine } from './cachedMachine';
export { evaluateExpression } from './evaluate';
export { Inspector, Symbols } from './inspector';
export { ExpressionError, Unreadable } from './machine';
export { show } from './show';
