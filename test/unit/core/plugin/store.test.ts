import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type PluginEntry, PluginStore } from '../../../../src/core/plugin/store';

const entry = (location: string, name: string): PluginEntry => ({
  uri: `file:///${location}/${name}`,
  name,
  location,
  kind: 'module',
  problem: { message: 'the file is empty' },
});

describe('PluginStore', () => {
  it('orders its entries by location, then name', () => {
    const store = new PluginStore();
    for (const item of [entry('b', 'a.wasm'), entry('', 'z.wasm'), entry('b', 'B.wasm'), entry('a', 'c.wasm')]) store.set(item);
    assert.deepEqual(
      store.entries.map(({ location, name }) => `${location}/${name}`),
      ['/z.wasm', 'a/c.wasm', 'b/a.wasm', 'b/B.wasm'],
    );
  });

  it('tells of each change, and of no other', () => {
    const store = new PluginStore();
    let changes = 0;
    const listening = store.onDidChange(() => (changes += 1));
    const item = entry('', 'a.wasm');
    store.set(item);
    store.set({ ...item, location: 'b' });
    assert.equal(store.get(item.uri)?.location, 'b');
    store.remove('file:///none');
    store.remove(item.uri);
    assert.deepEqual([changes, store.entries, store.get(item.uri)], [3, [], undefined]);
    listening.dispose();
    store.set(item);
    assert.equal(changes, 3);
  });

  it('tells when the workspace has been searched', () => {
    const store = new PluginStore();
    const scanned: boolean[] = [store.scanned];
    store.onDidChange(() => scanned.push(store.scanned));
    store.markScanned();
    assert.deepEqual(scanned, [false, true]);
  });
});
