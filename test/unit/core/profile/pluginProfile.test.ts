import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type CallFrame, pluginProfile, type ProfileNode } from '../../../../src/core/profile/pluginProfile';

const RUNNER = 'file:///extension/dist/runner.js';
const OWN = 'file:///workspace/host-functions.js';
const WASM = 'wasm://wasm/count-1234';

const frame = (functionName: string, url = '', columnNumber = 0): CallFrame => ({
  functionName,
  scriptId: '7',
  url,
  lineNumber: 0,
  columnNumber,
});

/** Nodes of a tree that is written as nested arrays: a frame, its hits, the frames it called. */
type Tree = [CallFrame, number, ...Tree[]];

function nodesOf(tree: Tree): ProfileNode[] {
  const nodes: ProfileNode[] = [];
  const add = ([callFrame, hitCount, ...called]: Tree): number => {
    const node: ProfileNode = { id: nodes.length + 1, callFrame, hitCount };
    nodes.push(node);
    node.children = called.map(add);
    return node.id;
  };
  add(tree);
  return nodes;
}

const show = (nodes: readonly ProfileNode[], id = 1): unknown[] => {
  const node = nodes.find((each) => each.id === id);
  assert.ok(node);
  const { functionName, url, lineNumber } = node.callFrame;
  return [`${functionName} ${url}:${lineNumber} ${node.hitCount}`, ...(node.children ?? []).map((child) => show(nodes, child))];
};

const reader = {
  place: ({ functionName: name, columnNumber: offset }: CallFrame) =>
    offset === 50 ? { name: `${name}()`, source: { url: 'file:///workspace/count.c', line: 12 } } : { name },
  isOwn: (url: string) => url === OWN,
};

const hits = (all: readonly ProfileNode[]): number => all.reduce((sum, { hitCount = 0 }) => sum + hitCount, 0);

describe('A profile of calls', () => {
  const nodes = nodesOf([
    frame('(root)'),
    0,
    [frame('(idle)'), 2],
    [
      frame('run', RUNNER, 1),
      3,
      [frame('instantiate', RUNNER, 2), 4],
      [frame('js-to-wasm'), 1, [frame('count', WASM, 50), 5, [frame('add', WASM, 90), 6]]],
    ],
    [
      frame('call', RUNNER, 3),
      0,
      [
        frame('count', WASM, 50),
        7,
        [
          frame('wasm-to-js:ll:l-hostMemoryGet', WASM),
          1,
          [frame('look', RUNNER, 4), 2, [frame('answer', OWN, 5), 3, [frame('toString'), 1]]],
        ],
      ],
    ],
  ]);

  it("has the plug-in's functions where they are in its source, and the host as one", () => {
    const raw = { nodes, startTime: 0, endTime: 100 };
    assert.deepEqual(show(pluginProfile(raw, reader).nodes), [
      '(root) :0 0',
      ['(idle) :0 2'],
      ['(host) :-1 8'],
      [
        'count() file:///workspace/count.c:11 12',
        ['hostMemoryGet (host function) :-1 3', ['answer file:///workspace/host-functions.js:0 4']],
        ['add wasm://wasm/count-1234:0 6'],
      ],
    ]);
  });

  it('leaves no sample out', () => {
    const samples = nodes.map(({ id }) => id);
    const shown = pluginProfile({ nodes, startTime: 0, endTime: 100, samples, timeDeltas: samples }, reader);
    assert.equal(shown.samples?.length, samples.length);
    const ids = new Set(shown.nodes.map(({ id }) => id));
    assert.ok(shown.samples?.every((id) => ids.has(id)));
    assert.equal(hits(shown.nodes), hits(nodes));
  });
});
