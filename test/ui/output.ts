import { until } from '../host/until';
import type { Workbench } from './workbench';

/** Without what is new each time. */
export const timeless = (text: string): string =>
  text.replace(/\b\d\d:\d\d:\d\d\.\d{3}\b/g, 'TIME').replace(/\b\d+(\.\d+)? (µs|ms|s)(?=\n|$)/gm, 'DURATION');

/** What the output channel says of each call. */
const blocks = (workbench: Workbench): string[] => workbench.outputText('Extism').match(/^▶ [^]*?\n\n(?=▶ |$(?![^]))/gm) ?? [];

/** What the output channel says of the call that something leads to. */
export async function blockOf(workbench: Workbench, lead: () => Promise<unknown>): Promise<string> {
  const known = blocks(workbench).length;
  await lead();
  return timeless(await until('the end of the call', () => blocks(workbench)[known]));
}

/** The same, without the line that names the call and the lines that tell how it went. */
export async function outputOf(workbench: Workbench, lead: () => Promise<unknown>): Promise<string> {
  const [, ...lines] = (await blockOf(workbench, lead)).trimEnd().split('\n');
  return lines.filter((line) => !/^( {2}|✓ )/.test(line)).join('\n');
}
