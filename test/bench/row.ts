/** A figure against a baseline of the same run. */
export interface Row {
  what: string;
  figure: string;
  baseline: string;
  ratio?: number;
  /** The ratio, or what the figure itself, should be at most. */
  aim: string;
}

export const median = (figures: number[]): number => figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;

export const millis = (value: number): string => (value < 1 ? `${(value * 1000).toFixed(0)} µs` : `${value.toFixed(1)} ms`);

export function ratioRow(what: string, figure: number, baseline: [what: string, millis: number], aim: string): Row {
  return { what, figure: millis(figure), baseline: `${baseline[0]} ${millis(baseline[1])}`, ratio: figure / baseline[1], aim };
}

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
