import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { PluginDescription } from '../../../../src/core/plugin/description';
import type { HostImport, ImportStatus } from '../../../../src/core/plugin/hostImports';
import type { PluginEntry } from '../../../../src/core/plugin/store';
import type { RunnerState } from '../../../../src/core/runnerState';
import { projectPlugins } from '../../../../src/core/tree/plugins';

const OFFSETS = { params: ['i64'], results: ['i64'] };

const hostImport = (name: string, status: ImportStatus, more: Partial<HostImport> = {}): HostImport => ({
  namespace: 'env',
  name,
  kind: 'function',
  ...OFFSETS,
  status,
  ...more,
});

const entry = (name: string, description: Partial<PluginDescription> | undefined, more: Partial<PluginEntry> = {}): PluginEntry => ({
  uri: `file:///${name}`,
  name,
  location: '',
  kind: 'module',
  ...(description && {
    description: {
      kind: 'module',
      size: 319_488,
      modules: 1,
      wasi: false,
      debugInfo: 'none',
      functions: [],
      hostImports: [],
      ...description,
    },
  }),
  ...more,
});

const NO_FUNCTIONS = (uri: string) => ({
  id: `${uri}#functions`,
  label: 'Functions',
  children: [{ id: `${uri}#noFunctions`, label: 'No function that a host can call', icon: 'info' }],
  expanded: true,
});

const kept = (name: string, children: object[]) => ({
  id: `file:///${name}`,
  label: name,
  description: '312 KB · no functions · keeps its instance',
  tooltip: `${name}\nSize: 312 KB · 319,488 bytes\nWASI: no\nDebug information: none`,
  icon: 'package',
  context: 'plugin.kept',
  target: { kind: 'plugin', plugin: `file:///${name}` },
  children: [NO_FUNCTIONS(`file:///${name}`), { id: `file:///${name}#variables`, label: 'Variables', children, expanded: true }],
});

describe('The Plug-ins view', () => {
  it('tells a small size once', () => {
    const [node] = projectPlugins([entry('small.wasm', { size: 1 })]);
    assert.equal(node?.tooltip, 'small.wasm\nSize: 1 byte\nWASI: no\nDebug information: none');
  });

  it('is empty without plug-ins', () => assert.deepEqual(projectPlugins([]), []));

  it('opens the only plug-in, with its functions and host functions', () => {
    const simple = entry('simple.wasm', {
      toolchain: 'Go 1.26',
      wasi: true,
      debugInfo: 'dwarf',
      functions: ['say_hello', 'first line\nsecond line', ''],
      hostImports: [
        hostImport('hostMemoryGet', { kind: 'provided', from: 'workbench', by: 'host memory' }),
        hostImport('hostMine', { kind: 'provided', from: 'own', by: 'host.js' }),
        hostImport('hostSendMail', { kind: 'missing' }),
        hostImport('hostPrint', { kind: 'signatureMismatch', expected: OFFSETS }, { params: ['i32'], results: [] }),
        hostImport(
          'memory',
          { kind: 'unsupported', why: 'a memory, and hosts provide functions only' },
          { kind: 'memory', params: [], results: [] },
        ),
        hostImport('extism_alloc', { kind: 'oldAbi' }, { namespace: 'e\u202env' }),
      ],
    });
    const uri = 'file:///simple.wasm';
    const provided = { icon: 'pass', color: 'testing.iconPassed' };
    const notProvided = { icon: 'error', color: 'testing.iconFailed' };
    const target = (name: string, namespace = 'env') => ({ kind: 'hostImport', plugin: uri, namespace, name });
    assert.deepEqual(projectPlugins([simple]), [
      {
        id: uri,
        label: 'simple.wasm',
        description: 'Go 1.26 · 312 KB · WASI',
        tooltip: 'simple.wasm\nSize: 312 KB · 319,488 bytes\nToolchain: Go 1.26\nWASI: yes\nDebug information: DWARF',
        icon: 'package',
        context: 'plugin',
        target: { kind: 'plugin', plugin: uri },
        children: [
          {
            id: `${uri}#functions`,
            label: 'Functions',
            children: [
              {
                id: `${uri}#function:say_hello`,
                label: 'say_hello',
                tooltip: 'Call say_hello',
                icon: 'symbol-function',
                context: 'function',
                target: { kind: 'function', plugin: uri, function: 'say_hello' },
              },
              {
                id: `${uri}#function:first line\nsecond line`,
                label: 'first line↵second line',
                tooltip: 'Call first line↵second line',
                icon: 'symbol-function',
                context: 'function',
                target: { kind: 'function', plugin: uri, function: 'first line\nsecond line' },
              },
              {
                id: `${uri}#function:`,
                label: '(no name)',
                tooltip: 'Call (no name)',
                icon: 'symbol-function',
                context: 'function',
                target: { kind: 'function', plugin: uri, function: '' },
              },
            ],
            expanded: true,
          },
          {
            id: `${uri}#imports`,
            label: 'Host functions',
            children: [
              {
                id: `${uri}#import:["env","hostMemoryGet","(i64) → i64"]`,
                label: 'hostMemoryGet',
                description: 'env · (i64) → i64',
                tooltip: 'env.hostMemoryGet (i64) → i64\nprovided by host memory',
                ...provided,
                context: 'hostImport.workbench',
                target: target('hostMemoryGet'),
              },
              {
                id: `${uri}#import:["env","hostMine","(i64) → i64"]`,
                label: 'hostMine',
                description: 'env · (i64) → i64 · provided by host.js',
                tooltip: 'env.hostMine (i64) → i64\nprovided by host.js',
                ...provided,
                context: 'hostImport.own',
                target: target('hostMine'),
              },
              {
                id: `${uri}#import:["env","hostSendMail","(i64) → i64"]`,
                label: 'hostSendMail',
                description: 'env · (i64) → i64 · not provided',
                tooltip: 'env.hostSendMail (i64) → i64\nnot provided',
                ...notProvided,
                context: 'hostImport.missing',
                target: target('hostSendMail'),
              },
              {
                id: `${uri}#import:["env","hostPrint","(i32) → ()"]`,
                label: 'hostPrint',
                description: 'env · (i32) → () · should be (i64) → i64',
                tooltip: 'env.hostPrint (i32) → ()\nshould be (i64) → i64',
                ...notProvided,
                context: 'hostImport.signatureMismatch',
                target: target('hostPrint'),
              },
              {
                id: `${uri}#import:["env","memory","memory"]`,
                label: 'memory',
                description: 'env · memory · a memory, and hosts provide functions only',
                tooltip: 'env.memory memory\na memory, and hosts provide functions only',
                ...notProvided,
                context: 'hostImport.unsupported',
                target: target('memory'),
              },
              {
                id: `${uri}#import:["e\u202env","extism_alloc","(i64) → i64"]`,
                label: 'extism_alloc',
                description: 'e\\u202env · (i64) → i64 · of an old Extism PDK',
                tooltip: 'e\\u202env.extism_alloc (i64) → i64\nof an old Extism PDK',
                ...notProvided,
                context: 'hostImport.oldAbi',
                target: target('extism_alloc', 'e\u202env'),
              },
            ],
            expanded: true,
          },
        ],
        expanded: true,
      },
    ]);
  });

  it('tells plug-ins of one name by where they are, broken ones by what is wrong, and manifests by their modules', () => {
    const entries = [
      entry('a.wasm', {}, { uri: 'file:///debug/a.wasm', location: 'debug' }),
      entry('a.wasm', undefined, {
        uri: 'file:///release/a.wasm',
        location: 'release',
        problem: { message: 'truncated: the code section\u0007', detail: 'It may still be being written.' },
      }),
      entry('b.wasm', {}, { modified: new Date(2026, 6, 30, 12, 3, 44).getTime(), problem: { message: 'nothing provides env.f' } }),
      entry('c.extism.json', { kind: 'manifest', modules: 2, wasi: true }, { kind: 'manifest', location: 'deep/down' }),
    ];
    const broken = { icon: 'warning', color: 'problemsWarningIcon.foreground' };
    const details = 'Size: 312 KB · 319,488 bytes\nWASI: no\nDebug information: none';
    assert.deepEqual(projectPlugins(entries), [
      {
        id: 'file:///debug/a.wasm',
        label: 'a.wasm',
        description: 'debug · 312 KB · no functions',
        tooltip: `debug/a.wasm\n${details}`,
        icon: 'package',
        context: 'plugin',
        target: { kind: 'plugin', plugin: 'file:///debug/a.wasm' },
        children: [NO_FUNCTIONS('file:///debug/a.wasm')],
      },
      {
        id: 'file:///release/a.wasm',
        label: 'a.wasm',
        description: 'release · truncated: the code section␇',
        tooltip: 'release/a.wasm\n\ntruncated: the code section␇\nIt may still be being written.',
        ...broken,
        context: 'plugin.broken',
        target: { kind: 'plugin', plugin: 'file:///release/a.wasm' },
      },
      {
        id: 'file:///b.wasm',
        label: 'b.wasm',
        description: 'nothing provides env.f',
        tooltip: `b.wasm\n${details}\nModified: 2026-07-30 12:03:44\n\nnothing provides env.f`,
        ...broken,
        context: 'plugin',
        target: { kind: 'plugin', plugin: 'file:///b.wasm' },
        children: [NO_FUNCTIONS('file:///b.wasm')],
      },
      {
        id: 'file:///c.extism.json',
        label: 'c.extism.json',
        description: 'manifest · 2 modules · WASI · no functions',
        tooltip: 'deep/down/c.extism.json\nSize: 312 KB · 319,488 bytes\nWASI: yes\nDebug information: none',
        icon: 'json',
        context: 'plugin.manifest',
        target: { kind: 'plugin', plugin: 'file:///c.extism.json' },
        children: [NO_FUNCTIONS('file:///c.extism.json')],
      },
    ]);
  });

  it('says of a module that is fetched when it is called that nothing is known of it', () => {
    const manifest = { kind: 'manifest' } as const;
    const [main, others] = projectPlugins([
      entry('main.extism.json', { ...manifest, fetched: 'main' }, manifest),
      entry('others.extism.json', { ...manifest, modules: 2, fetched: 'others', functions: ['f'] }, manifest),
    ]);
    const uri = 'file:///main.extism.json';
    assert.deepEqual(main, {
      id: uri,
      label: 'main.extism.json',
      description: 'manifest · 1 module · fetched when called',
      tooltip: 'main.extism.json\nIts main module is fetched when a function is called.',
      icon: 'json',
      context: 'plugin.manifest',
      target: { kind: 'plugin', plugin: uri },
      children: [
        {
          id: `${uri}#functions`,
          label: 'Functions',
          children: [
            {
              id: `${uri}#fetched`,
              label: 'Fetched when called',
              tooltip:
                'The main module is fetched from its URL when a function is called. Until then its functions are not known: name the one to call.',
              icon: 'cloud-download',
              context: 'fetched',
              target: { kind: 'fetched', plugin: uri },
            },
          ],
          expanded: true,
        },
      ],
    });
    assert.equal(others?.description, 'manifest · 2 modules · some fetched when called');
    assert.deepEqual(
      others?.children?.[0]?.children?.map(({ label }) => label),
      ['f'],
    );
  });

  it('shows the variables of an instance that is kept', () => {
    const states: Record<string, RunnerState> = {
      'file:///new.wasm': { hostMemory: new Map(), keepsInstance: true, variables: [] },
      'file:///used.wasm': { hostMemory: new Map(), keepsInstance: true, variables: [{ name: 'co\nunt', size: 2048, value: '1\n2' }] },
    };
    const view = projectPlugins([entry('new.wasm', {}), entry('used.wasm', {})], (plugin) => states[plugin] as RunnerState);
    assert.deepEqual(view, [
      kept('new.wasm', [{ id: 'file:///new.wasm#noVariables', label: 'None set yet', icon: 'info' }]),
      kept('used.wasm', [
        {
          id: 'file:///used.wasm#variable:co\nunt',
          label: 'co↵unt',
          description: '2.0 KB · 1↵2',
          tooltip: 'co\nunt: 1\n2',
          icon: 'symbol-variable',
          context: 'variable',
          target: { kind: 'variable', plugin: 'file:///used.wasm', name: 'co\nunt' },
        },
      ]),
    ]);
  });
});
