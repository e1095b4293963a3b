import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createRpcClient, type Port, serveRpc } from '../../../src/protocol/rpc';

type Methods = {
  add(numbers: number[]): number;
  later(text: string): Promise<string>;
  fail(problem: unknown): never;
  tell(events: string[]): Promise<string>;
};

interface Wire {
  port: Port;
  listeners: ((message: unknown) => void)[];
}

/** Two ends of a wire. What is sent is copied, as between processes, and arrives later, in order. */
function connect(): [Port, Port] {
  const ends = [{ listeners: [] }, { listeners: [] }] as unknown as [Wire, Wire];
  ends.forEach((end, index) => {
    const other = ends[1 - index] as Wire;
    end.port = {
      send: (message) => {
        const copy: unknown = structuredClone(message);
        setImmediate(() => other.listeners.forEach((listener) => listener(copy)));
      },
      onMessage: (listener) => void end.listeners.push(listener),
    };
  });
  return [ends[0].port, ends[1].port];
}

function start() {
  const [ours, theirs] = connect();
  const events: string[] = [];
  const client = createRpcClient<Methods, string>(ours, (event) => events.push(event));
  const tell = serveRpc<Methods, string>(theirs, {
    add: (numbers) => numbers.reduce((sum, number) => sum + number, 0),
    later: (text) => new Promise((resolve) => setImmediate(resolve, text)),
    fail: (problem) => {
      throw problem;
    },
    tell: async (all) => {
      all.forEach(tell);
      return 'told';
    },
  });
  return { client, events, ours, theirs };
}

/** A client whose requests nobody answers, and what they sent. */
function unanswered(send: (message: unknown) => void = () => undefined) {
  const client = createRpcClient<Methods, string>({ send, onMessage: () => undefined }, () => undefined);
  return client;
}

describe('RPC', () => {
  it('answers each request with its own result, whatever the order they end in', async () => {
    const { client } = start();
    assert.deepEqual(await Promise.all([client.request('later', 'slow'), client.request('add', [1, 2, 3]), client.request('later', 'x')]), [
      'slow',
      6,
      'x',
    ]);
  });

  it('carries errors with their stack', async () => {
    class OwnError extends Error {}
    const { client } = start();
    const problem = new OwnError('not today');
    await assert.rejects(client.request('fail', problem), (error) => {
      assert.ok(error instanceof Error && error !== problem);
      assert.deepEqual([error.message, error.stack], ['not today', problem.stack]);
      return true;
    });
    await assert.rejects(client.request('fail', 'a string'), { message: 'a string' });
  });

  it('refuses a method that there is none of, also of those that every object has', async () => {
    const { client } = start();
    for (const method of ['remove', 'toString', '__proto__']) {
      await assert.rejects(client.request(method as 'add', []), { message: `no method "${method}"` });
    }
  });

  it('answers a request whose result cannot be sent with an error', async () => {
    const [ours, theirs] = connect();
    serveRpc(theirs, { give: () => ({ cannotBeSent: () => undefined }) });
    const client = createRpcClient<{ give(nothing: undefined): unknown }, never>(ours, () => undefined);
    await assert.rejects(client.request('give', undefined), /could not be cloned/);
  });

  it('tells events in their order, before the answer they came before', async () => {
    const { client, events } = start();
    const told = client.request('tell', ['one', 'two', 'three']).then((answer) => [answer, ...events]);
    assert.deepEqual(await told, ['told', 'one', 'two', 'three']);
  });

  it('rejects what is pending when it is closed, and every request after that', async () => {
    const sent: unknown[] = [];
    const client = unanswered((message) => sent.push(message));
    const pending = [client.request('add', [1]), client.request('later', 'x')];
    const gone = new Error('the process is gone');
    client.close(gone);
    for (const request of [...pending, client.request('add', [2])]) await assert.rejects(request, (error) => error === gone);
    assert.equal(sent.length, 2, 'a closed one sends nothing');
  });

  it('takes no notice of an answer that comes too late, or to nothing', async () => {
    let answer!: (message: unknown) => void;
    const sent: { id: number }[] = [];
    const client = createRpcClient<Methods, string>(
      { send: (message) => sent.push(message as { id: number }), onMessage: (listener) => (answer = listener) },
      () => undefined,
    );
    answer({ kind: 'response', id: 99, result: 1 });
    answer({ kind: 'error', id: 99, message: 'late' });
    const pending = client.request('add', [1]);
    client.close(new Error('gone'));
    answer({ kind: 'response', id: sent[0]?.id, result: 1 });
    await assert.rejects(pending, /gone/);
  });

  it('rejects a request that cannot be sent, and goes on', async () => {
    const { client } = start();
    await assert.rejects(
      client.request('fail', () => undefined),
      /could not be cloned/,
    );
    assert.equal(await client.request('add', [2, 2]), 4);

    const failure = new Error('the channel is closed');
    const broken = unanswered(() => {
      throw failure;
    });
    await assert.rejects(broken.request('add', []), (error) => error === failure);
  });

  it('ignores what is no request', async () => {
    const { client, ours } = start();
    for (const message of [{ kind: 'event', event: 'x' }, { kind: 'response', id: 1 }, { kind: 'unheard of' }]) ours.send(message);
    assert.equal(await client.request('add', [1]), 1);
  });
});
