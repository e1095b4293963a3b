/** What is known of a call that other hosts may see otherwise. */
export interface ParityFacts {
  returnCode: number;
  outputBytes: number;
  /** Bytes of all variables together, and what the plug-in may have of them. */
  variableBytes: number;
  maxVarBytes: number | undefined;
  /** Host functions that answered offset 0. */
  nullAnswers: ReadonlySet<string>;
  allocations: number;
}

/** What hosts allow where nothing is said: https://github.com/extism/extism/blob/main/manifest/src/lib.rs */
const DEFAULT_VAR_BYTES = 1024 * 1024;
/** Blocks that the JavaScript SDK can tell apart in one call. */
const MOST_BLOCKS = 32_765;

/** What works here and would not in a host written in Rust or Go, or the reverse. The README lists them with their sources. */
export function parityWarnings(facts: ParityFacts): string[] {
  const { returnCode, outputBytes, variableBytes, maxVarBytes, nullAnswers, allocations } = facts;
  const warnings: string[] = [];
  if (returnCode !== 0 && outputBytes > 0)
    warnings.push(`It returned ${returnCode} and set an output: hosts in Rust and Go drop the output, those in JavaScript the code.`);
  if (maxVarBytes === undefined && variableBytes > DEFAULT_VAR_BYTES) {
    warnings.push(
      `Its variables hold ${variableBytes.toLocaleString('en')} bytes: other hosts allow 1 MiB unless the manifest's "max_var_bytes" says more.`,
    );
  }
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
