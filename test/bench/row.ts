/** A figure against a baseline of the same run. */
export interface Row {
  what: string;
  figure: string;
  baseline: string;
  ratio?: number;
  /** The ratio, or what the figure itself, should be at most. */
  aim: string;
}

export async function time(run: () => unknown): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

/** @param between what is done after each, and not measured */
export async function repeat(times: number, run: () => unknown, between?: () => Promise<void>): Promise<number[]> {
  const figures: number[] = [];
  for (let count = 0; count < times; count += 1) {
    figures.push(await time(run));
    await between?.();
  }
  return figures;
}

/** @param part of all: half of them, 0.5, is the median */
export const quantile = (figures: readonly number[], part: number): number =>
  figures.toSorted((a, b) => a - b)[Math.floor(figures.length * part)] ?? Number.NaN;

export const median = (figures: readonly number[]): number => quantile(figures, 0.5);

export const millis = (value: number): string => (value < 1 ? `${(value * 1000).toFixed(0)} µs` : `${value.toFixed(1)} ms`);

export function ratioRow(
  what: string,
  figure: number,
  baseline: [what: string, figure: number],
  aim: string,
  format: (value: number) => string = millis,
): Row {
  return { what, figure: format(figure), baseline: `${baseline[0]} ${format(baseline[1])}`, ratio: figure / baseline[1], aim };
}

export const plainRow = (what: string, figure: string, aim: string): Row => ({ what, figure, baseline: '', aim });

export function formatTable(rows: readonly Row[]): string {
  const cells = rows.map(({ what, figure, baseline, ratio, aim }) => [
    what,
    figure,
    baseline,
    ratio === undefined ? '' : `${ratio.toFixed(2)}×`,
    aim,
  ]);
  const table = [['what', 'figure', 'against', 'ratio', 'aim'], ...cells];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  const line = (row: string[]): string => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(table[0] ?? []), line(widths.map((width) => '-'.repeat(width))), ...table.slice(1).map(line)].join('\n');
}
