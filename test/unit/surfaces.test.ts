// Where VS Code makes more of a text than its letters, plug-in text must go through the one place that takes care of that.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, it } from 'mocha';
import { withoutIcons, withoutLinks } from '../../src/core/format/plain';
import { repository } from '../host/paths';

const root = join(repository, 'src', 'vscode');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path: path.split(sep).join('/'), text: readFileSync(join(root, path), 'utf8') }));

const usersOf = (pattern: RegExp): string[] =>
  sources
    .filter(({ text }) => pattern.test(text))
    .map(({ path }) => path)
    .sort();

/** What draws or runs what is in its text, and the files that may use it, each with what takes care of that. */
const SURFACES: [RegExp, Record<string, string>][] = [
  [/\bshowQuickPick\b|\bcreateQuickPick\b/, { 'ask.ts': 'withoutIcons' }],
  [/\bshowInputBox\b/, { 'ask.ts': 'plain(prompt)' }],
  [/\bcreateInputBox\b/, { 'inputBox.ts': "box.prompt = '" }], // a text of ours
  [
    /\bshow(?:Error|Warning|Information)Message\b/,
    {
      'debug/dwarfEngine.ts': 'modal: true',
      'debug/prepare.ts': 'modal: true',
      'manifest/createManifest.ts': 'modal: true',
      'report.ts': 'withoutLinks(message)',
    },
  ],
  [/\bwithProgress\b/, { 'call/index.ts': 'withoutLinks(formatInvocation(request))', 'call/profile.ts': 'withoutLinks(name)' }],
  [/\bnew CodeLens\b/, { 'manifest/lenses.ts': 'withoutIcons' }],
  [/\bMarkdownString\b/, { 'manifest/toml.ts': 'markdownDescription' }], // of our schema
  [/\bcreateStatusBarItem\b|\bsupportThemeIcons\b|\bsupportHtml\b|\bisTrusted\s*[:=]\s*true/, {}],
];

describe('Texts of plug-ins', () => {
  for (const [surface, users] of SURFACES) {
    it(`reach ${surface.source.replaceAll(String.raw`\b`, '')} in one place alone`, () => {
      assert.deepEqual(usersOf(surface), Object.keys(users));
      for (const { path, text } of sources) {
        const care = users[path];
        if (care !== undefined) assert.ok(text.includes(care), `${path} has ${care}`);
      }
    });
  }

  it('draw no icons', () => {
    for (const [text, plain] of [
      ['$(trash)', String.raw`\$(trash)`],
      ['a $(sync~spin) b $(x)', String.raw`a \$(sync~spin) b \$(x)`],
      [String.raw`\$(trash)`, String.raw`\\$(trash)`],
      ['$(touch hacked) $HOME $()', '$(touch hacked) $HOME $()'],
    ] as const)
      assert.equal(withoutIcons(text), plain);
  });

  it('are no links', () => {
    // as VS Code finds them: src/vs/base/common/linkedText.ts
    const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
    for (const text of [
      '[x](command:workbench.action.closeWindow)',
      '[x] [y](command:workbench.action.quit "title")',
      'a [b](https://example.com) c [d](file:///etc/passwd)',
    ]) {
      assert.match(text, LINK);
      assert.doesNotMatch(withoutLinks(text), LINK);
    }
    assert.equal(withoutLinks('items[1] (of 2)'), 'items[1] (of 2)');
  });
});
