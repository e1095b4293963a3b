/** How often a property is tried, and with which numbers: `npm run fuzz` says, the tests have their own. */
export const fuzz = (numRuns: number): { numRuns: number; seed: number } => ({
  numRuns: Number(process.env['EXTISM_FUZZ_RUNS'] ?? numRuns),
  seed: Number(process.env['EXTISM_FUZZ_SEED'] ?? 20_260_730),
});
