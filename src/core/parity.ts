/** What is known of a call that other hosts may see otherwise. */
export interface ParityFacts {
  returnCode: number;
  outputBytes: number;
  /** Host functions that answered offset 0. */
  nullAnswers: ReadonlySet<string>;
  allocations: number;
}

/** Blocks that the JavaScript SDK can tell apart in one call. */
const MOST_BLOCKS = 32_765;

/** What works here and would not in a host written in Rust or Go, or the reverse. The README lists them with their sources. */
export function parityWarnings(facts: ParityFacts): string[] {
  const { returnCode, outputBytes, nullAnswers, allocations } = facts;
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
  return warnings;
}
