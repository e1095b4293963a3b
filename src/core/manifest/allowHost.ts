import { checkManifest } from './checkManifest';
import { quoted } from './fixes';
import type { ManifestNode, SourceText } from './node';
import type { TextEdit } from './problem';

/** Between two hosts, as there already is: on one line, or each on its own. */
function separatorIn(text: string, [start, ...items]: readonly { start: number; end: number }[]): string {
  const last = items.at(-1);
  const before = items.at(-2) ?? start;
  if (!last || !before) return '';
  const between = text.slice(before.end, last.start);
  return /\n\s*$/.test(between) ? `,${/\r?\n\s*$/.exec(between)?.[0]}` : ', ';
}

/**
 * The change that adds a host to a manifest's own list, in the layout that the list has. `none` where the manifest has no
 * list, or one that cannot be added to.
 */
export function allowHost(source: SourceText, host: string): TextEdit | 'allowed' | 'none' {
  const { root } = checkManifest(source);
  const list: ManifestNode | undefined =
    root?.kind === 'object' ? root.members.findLast(({ key }) => key === 'allowed_hosts')?.value : undefined;
  if (list?.kind === 'null') return { range: list.range, text: `[${quoted(host)}]` };
  if (list?.kind !== 'array' || !list.isInline) return 'none';
  if (list.items.some((item) => item.kind === 'string' && item.value === host)) return 'allowed';
  const start = { start: list.range.start, end: list.range.start + 1 };
  const { end } = list.items.at(-1)?.range ?? start;
  const separator = separatorIn(source.text, [start, ...list.items.map(({ range }) => range)]);
  return { range: { start: end, end }, text: separator + quoted(host) };
}
