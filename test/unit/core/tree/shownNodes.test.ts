import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ShownNodes } from '../../../../src/core/tree/shownNodes';

describe('The nodes that a view shows', () => {
  it('are all new where others are there than before', () => {
    const shown = new ShownNodes();
    assert.equal(shown.update([{ id: 'a', label: 'a' }]), undefined);
    assert.equal(
      shown.update([
        { id: 'b', label: 'b' },
        { id: 'a', label: 'a' },
      ]),
      undefined,
    );
    assert.deepEqual(
      shown.roots.map(({ id }) => id),
      ['b', 'a'],
    );
    assert.equal(shown.update([{ id: 'a', label: 'a' }]), undefined);
    assert.equal(shown.update([]), undefined);
    assert.deepEqual(shown.update([]), []);
  });

  it('stay the same objects while they change', () => {
    const shown = new ShownNodes();
    shown.update([
      { id: 'a', label: 'a', description: 'running…' },
      { id: 'b', label: 'b' },
    ]);
    const [a, b] = shown.roots;
    const children = [{ id: 'a#0', label: 'said something' }];
    assert.deepEqual(
      shown.update([
        { id: 'a', label: 'a', children },
        { id: 'b', label: 'b' },
      ]),
      [{ id: 'a', label: 'a', children }],
    );
    assert.equal(shown.roots[0], a);
    assert.equal(shown.roots[1], b);
    assert.deepEqual(a, { id: 'a', label: 'a', children });
  });

  it('leave alone what they are projected from', () => {
    const shown = new ShownNodes();
    const first = { id: 'a', label: 'first' };
    shown.update([first]);
    const second = { id: 'a', label: 'second' };
    assert.deepEqual(shown.update([second]), [second]);
    assert.deepEqual(shown.update([second]), []);
    assert.equal(first.label, 'first');
  });
});
