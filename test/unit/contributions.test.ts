// What package.json tells VS Code, against what the code has and the documents say.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { HOST_FUNCTIONS } from '../../src/core/plugin/hostFunctions';
import { parseSettings, type RawSettings } from '../../src/core/settings';
import { repository } from '../host/paths';

interface Property {
  default: unknown;
  scope: string;
  enum?: string[];
  items?: { pattern?: string };
  enumDescriptions?: string[];
  markdownEnumDescriptions?: string[];
  markdownDescription: string;
}

interface MenuItem {
  command: string;
  when?: string;
  group?: string;
}

interface Package {
  version: string;
  capabilities: {
    untrustedWorkspaces: { description: string; restrictedConfigurations: string[] };
    virtualWorkspaces: { description: string };
  };
  contributes: {
    views: Record<string, { id: string }[]>;
    viewsWelcome: { view: string; contents: string }[];
    commands: { command: string; title: string; category?: string; icon?: string }[];
    menus: Record<string, MenuItem[]>;
    configuration: { properties: Record<string, Property> };
  };
}

const read = (...path: string[]): string => readFileSync(join(repository, ...path), 'utf8');
const manifest = JSON.parse(read('package.json')) as Package;
const strings = JSON.parse(read('package.nls.json')) as Record<string, string>;
const { commands, menus, views, viewsWelcome } = manifest.contributes;
const { properties } = manifest.contributes.configuration;
const commandIds = commands.map(({ command }) => command);
const readme = read('README.md');

/** The keys of an exported object literal. Its file imports "vscode", which there is only inside it. */
function keysOf(name: string, source: string): string[] {
  const literal = new RegExp(`export const ${name}[^\\n]* = \\{\\n(.*?)\\n\\};`, 's').exec(source)?.[1];
  assert.ok(literal, `${name} is no longer where this looks for it`);
  return [...literal.matchAll(/^ {2}'?([\w.]+)'?: true,$/gm)].map(([, key = '']) => key);
}

/** The rows of the README's table whose first column has this heading, as cells. */
function table(heading: string): string[][] {
  const cells = readme.split('\n').map((line) => (line.startsWith('|') ? line.split(/(?<!\\)\|/).map((cell) => cell.trim()) : []));
  const from = cells.findIndex(([, first]) => first === heading);
  assert.ok(from >= 0, `the README has no table of ${heading}`);
  const rows = cells.slice(from + 2);
  return rows
    .slice(
      0,
      rows.findIndex(({ length }) => length === 0),
    )
    .map((row) => row.slice(1, -1));
}

const codes = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

const isButton = ({ group = '' }: MenuItem): boolean => group.startsWith('inline');

const sorted = (items: Iterable<string>): string[] => [...items].sort();

describe('Commands', () => {
  const source = read('src', 'vscode', 'commands.ts');

  it('are the same in package.json and in the code', () => {
    assert.deepEqual(sorted(commandIds), sorted(keysOf('COMMANDS', source)));
  });

  it('are registered, each once', () => {
    const sources = readdirSync(join(repository, 'src', 'vscode'), { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.ts'),
    );
    const registered = sources.flatMap((path) => [...read('src', 'vscode', path).matchAll(/registerCommand\(\s*report,\s*'([^']+)'/g)]);
    assert.deepEqual(sorted(registered.map(([, id = '']) => id)), sorted(commandIds));
  });

  it('have a category, and an icon where only that is shown', () => {
    const shown = Object.entries(menus).flatMap(([menu, items]) =>
      items.filter(({ group = '' }) => group.startsWith('inline') || (menu === 'view/title' && group.startsWith('navigation'))),
    );
    const icons = new Set(commands.filter(({ icon }) => icon !== undefined).map(({ command }) => command));
    assert.ok(shown.length > 0);
    assert.deepEqual(
      shown.filter(({ command }) => !icons.has(command)),
      [],
    );
    assert.deepEqual(
      commands.filter(({ category }) => category !== 'Extism'),
      [],
    );
  });

  it('that are a button beside a row are in its context menu too, for the keyboard', () => {
    const items = menus['view/item/context'] ?? [];
    const inMenu = new Set(items.filter((item) => !isButton(item)).map(({ command, when }) => `${command} where ${when}`));
    const buttons = items.filter(isButton).map(({ command, when }) => `${command} where ${when}`);
    assert.ok(buttons.length > 0);
    assert.deepEqual(
      buttons.filter((button) => !inMenu.has(button)),
      [],
    );
  });

  it('and views that menus and welcomes name are there', () => {
    const viewIds = new Set(Object.values(views).flatMap((items) => items.map(({ id }) => id)));
    const items = Object.values(menus).flat();
    const named = items.flatMap(({ when = '' }) => [...when.matchAll(/\bview == ([\w.]+)/g)].map(([, id = '']) => id));
    assert.ok(named.length > 0);
    assert.deepEqual(
      [...named, ...viewsWelcome.map(({ view }) => view)].filter((id) => !viewIds.has(id)),
      [],
    );
    const linked = Object.values(strings).flatMap((text) => [...text.matchAll(/command:(extism\.\w+)/g)].map(([, id = '']) => id));
    assert.deepEqual(
      [...linked, ...items.map(({ command }) => command)].filter((id) => !commandIds.includes(id)),
      [],
    );
  });
});

describe('Settings', () => {
  const keys = Object.keys(properties);
  const raw = (value: (key: string) => unknown): RawSettings =>
    Object.fromEntries(keys.map((key) => [key.replace('extism.', ''), value(key)])) as RawSettings;

  it('are the same in package.json and in the code', () => {
    const known = keysOf('SETTING_KEYS', read('src', 'vscode', 'settings.ts')).map((key) => `extism.${key}`);
    assert.deepEqual(sorted(keys), sorted(known));
  });

  it('are restricted in a workspace that is not trusted, but for which files are plug-ins', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    assert.deepEqual(sorted(restrictedConfigurations), sorted(keys.filter((key) => !key.startsWith('extism.files.'))));
  });

  it('can differ from folder to folder, and each is described', () => {
    for (const [key, { scope, markdownDescription, enum: values, ...property }] of Object.entries(properties)) {
      assert.equal(scope, 'resource', key);
      assert.match(markdownDescription, /^%setting\..+%$/, key);
      const described = property.enumDescriptions ?? property.markdownEnumDescriptions;
      assert.equal(described?.length ?? values?.length, values?.length, key);
    }
  });

  it('are described in Markdown where there is any', () => {
    const plain = [...read('package.json').matchAll(/"(?:description|enumDescriptions)": (?:"([^"]*)"|\[([^\]]*)\])/g)];
    const texts = plain.flatMap(([, one = '', many = '']) =>
      `${one}${many}`.replace(/%([^%"]+)%/g, (key, name: string) => strings[name] ?? key),
    );
    assert.deepEqual(
      texts.filter((text) => text.includes('`')),
      [],
    );
  });

  it('have the defaults that malformed ones fall back to', () => {
    const defaults = parseSettings(raw((key) => properties[key]?.default));
    assert.deepEqual(defaults.problems, []);
    assert.deepEqual(structuredClone(defaults.settings), structuredClone(parseSettings(raw(() => Symbol.iterator)).settings));
  });

  it('have the values that the code takes', () => {
    const choices = Object.entries(properties).flatMap(([key, { enum: values }]) => (values ? [[key, values] as const] : []));
    assert.ok(choices.length >= 3);
    for (const [key, values] of choices) {
      const { problems } = parseSettings(raw((other) => (other === key ? 'none of them' : properties[other]?.default)));
      assert.deepEqual(problems, [`"${key}" must be one of ${values.join(', ')}`]);
    }
  });

  it('tell where they are written of a host that is none', () => {
    const pattern = new RegExp(properties['extism.allowedHosts']?.items?.pattern ?? '', 'u');
    const isHost = (text: string): boolean => pattern.test(text);
    assert.ok(['*', 'api.example.com', '*.example.com', '{a,b}.example.com', '127.0.0.1', '[::1]', 'münchen.de'].every(isHost));
    assert.ok(!['', 'https://example.com', 'example.com:8080', 'example.com/v1', 'two hosts'].some(isHost));
  });
});

describe('Strings', () => {
  it('that package.json names are there, and no other', () => {
    const named = new Set([...read('package.json').matchAll(/"%([^%"]+)%"/g)].map(([, key = '']) => key));
    assert.deepEqual(sorted(Object.keys(strings)), sorted(named));
  });

  it('say what is left in Restricted Mode, and why nothing is where files are on no disk', () => {
    const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
    assert.deepEqual([untrustedWorkspaces.description, virtualWorkspaces.description], ['%restricted%', '%virtual%']);
  });

  it('are all that is shown of a command', () => {
    assert.deepEqual(
      commands.map(({ title }) => title).filter((title) => !/^%command\.\w+%$/.test(title)),
      [],
    );
  });
});

describe('The documents', () => {
  it('list every setting with its default', () => {
    const rows = table('setting');
    assert.deepEqual(sorted(rows.flatMap(([names]) => codes(names))), sorted(Object.keys(properties)));
    for (const [names, defaults] of rows) {
      if (names?.includes('extism.files.')) continue; // theirs are long, and told in words
      assert.deepEqual(
        codes(defaults),
        codes(names).map((key) => JSON.stringify(properties[key]?.default)),
        names,
      );
    }
  });

  it('list every host function', () => {
    assert.deepEqual(sorted(table('host function').flatMap(([names]) => codes(names))), sorted(Object.keys(HOST_FUNCTIONS)));
  });

  it('tell of the version that this is, or that is to come', () => {
    const latest = /^## \[(.+?)\]/m.exec(read('CHANGELOG.md'))?.[1];
    assert.ok(latest === 'Unreleased' || latest === manifest.version, latest);
  });
});
