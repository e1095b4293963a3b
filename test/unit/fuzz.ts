/** How often a property is tried, and with which numbers: `npm run fuzz` says, the tests have their own. */
export const fuzz = (numRuns: number): { numRuns: number; seed: number } => ({
  numRuns: Number(process.env['EXTISM_FUZZ_RUNS'] ?? numRuns),
  seed: Number(process.env['EXTISM_FUZZ_SEED'] ?? 20_260_730),
});

/** Milliseconds that a test of properties may take; `npm run fuzz` takes as long as it takes. */
export const FUZZ_TIME = process.env['EXTISM_FUZZ_RUNS'] === undefined ? 60_000 : 0;
