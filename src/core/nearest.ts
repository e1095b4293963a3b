/** The number of insertions, deletions and replacements that make one text of the other. */
function distance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}

/** Longer texts than this are no slips of the pen, and comparing them would take long. */
const LONGEST = 100;

/** The candidate that somebody who wrote `text` is likely to have meant: a third of it may differ. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  if (text.length > LONGEST) return undefined;
  const [best] = candidates
    .filter((candidate) => candidate.length <= LONGEST)
    .map((candidate) => ({ candidate, away: distance(text.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, away }) => away <= Math.max(text.length, candidate.length) / 3)
    .sort((a, b) => a.away - b.away);
  return best?.candidate;
}
