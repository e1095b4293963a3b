export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function secondsSince(started: number): string {
  const seconds = (performance.now() - started) / 1000;
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}

/** Says what is being done before it is done, and afterwards how long it took. */
export async function step<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const started = performance.now();
  process.stdout.write(`${what}… `);
  try {
    const result = await work();
    say(`done in ${secondsSince(started)}`);
    return result;
  } catch (error) {
    say(`failed after ${secondsSince(started)}`);
    throw error;
  }
}
