import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { HostMemoryEntry, HostMemoryFolder } from '../../../../src/core/hostMemory';
import { projectHostMemory } from '../../../../src/core/tree/hostMemory';

const folder = (name: string, entries: HostMemoryEntry[]): HostMemoryFolder => ({ uri: `file:///${name}`, name, entries });

describe('The Host Memory view', () => {
  const hello: HostMemoryEntry = { key: 'hello', value: '👋 Hello World 🌍', scope: 'workspace' };
  const helloNode = {
    id: 'file:///one#hello',
    label: 'hello',
    description: '👋 Hello World 🌍',
    tooltip: 'hello: 👋 Hello World 🌍\nFrom the workspace settings',
    icon: 'key',
    context: 'hostMemory',
    target: { kind: 'hostMemory', folder: 'file:///one', key: 'hello', scope: 'workspace' },
  };

  it('is empty without keys, whose welcome it would hide', () => {
    assert.deepEqual(projectHostMemory([]), []);
    assert.deepEqual(projectHostMemory([folder('one', [])]), []);
    assert.deepEqual(projectHostMemory([folder('one', []), folder('two', [])]), []);
  });

  it('lists the keys of the only folder, then what plug-ins set', () => {
    const change = { plugin: 'file:///simple.wasm', pluginName: 'simple.wasm', key: 'hello', value: 'set\nby it' };
    const odd: HostMemoryEntry = { key: '', value: 'a\tb\u0000', scope: 'user' };
    assert.deepEqual(projectHostMemory([folder('one', [hello, odd])], [change]), [
      helloNode,
      {
        id: 'file:///one#',
        label: '(empty key)',
        description: 'a b␀',
        tooltip: ': a b␀\nFrom the user settings',
        icon: 'key',
        context: 'hostMemory',
        target: { kind: 'hostMemory', folder: 'file:///one', key: '', scope: 'user' },
      },
      {
        id: 'file:///simple.wasm#hello',
        label: 'hello',
        description: 'set↵by it · set by simple.wasm',
        tooltip: 'hello: set↵by it\nSet by simple.wasm with hostMemorySet. Only that plug-in sees it, until its runner ends.',
        icon: 'edit',
        context: 'hostMemoryChange',
        target: { kind: 'hostMemoryChange', plugin: 'file:///simple.wasm', key: 'hello', value: 'set\nby it' },
      },
    ]);
  });

  it('puts the keys of several folders under them, but for those without', () => {
    assert.deepEqual(projectHostMemory([folder('one', [hello]), folder('two', []), folder('three', [{ ...hello, scope: 'folder' }])]), [
      { id: 'file:///one', label: 'one', icon: 'root-folder', expanded: true, children: [helloNode] },
      {
        id: 'file:///three',
        label: 'three',
        icon: 'root-folder',
        expanded: true,
        children: [
          {
            ...helloNode,
            id: 'file:///three#hello',
            tooltip: 'hello: 👋 Hello World 🌍\nFrom the folder settings',
            target: { kind: 'hostMemory', folder: 'file:///three', key: 'hello', scope: 'folder' },
          },
        ],
      },
    ]);
  });
});
