/** What is known of a call that other hosts may see otherwise. */
export interface ParityFacts {
  returnCode: number;
  outputBytes: number;
  /** Host functions that answered offset 0. */
  nullAnswers: ReadonlySet<string>;
  allocations: number;
  /** Whether it called the host, logged or sent a request before its function was called. */
  actedAtStart: boolean;
  /** Whether its main module exports both `_start` and `_initialize`. */
  isCommandAndReactor: boolean;
  /** Whether a module that is linked to it exports `_start`. */
  linksCommand: boolean;
}

/** Blocks that the JavaScript SDK can tell apart in one call. */
const MOST_BLOCKS = 32_765;

/** What works here and would not in a host written in Rust or Go, or the reverse. The README lists them with their sources. */
export function parityWarnings(facts: ParityFacts): string[] {
  const { returnCode, outputBytes, nullAnswers, allocations, actedAtStart, isCommandAndReactor, linksCommand } = facts;
  const warnings: string[] = [];
  if (returnCode !== 0 && outputBytes > 0)
    warnings.push(
      `It returned ${returnCode} and set an output: hosts in Rust drop the output, those in JavaScript the code, those in Go hand over both.`,
    );
  for (const name of nullAnswers) {
    warnings.push(
      `${name} answered offset 0, null: a plug-in that reads it gets one NUL byte in JavaScript hosts, and nothing in those in Rust and Go.`,
    );
  }
  if (allocations > MOST_BLOCKS) {
    warnings.push(
      `It made ${allocations.toLocaleString('en')} allocations: hosts in JavaScript allow ${MOST_BLOCKS.toLocaleString('en')} in one call.`,
    );
  }
  if (actedAtStart)
    warnings.push(
      'It called its host while it was being made, in _initialize or before: hosts in Rust, and all on libextism, crash at that.',
    );
  if (isCommandAndReactor)
    warnings.push('It exports both _start and _initialize, of which _initialize ran: hosts in Rust refuse such a plug-in.');
  if (linksCommand)
    warnings.push('It is linked to a module with _start: hosts in Rust make that module anew for each call of it, those in Go refuse it.');
  return warnings;
}
