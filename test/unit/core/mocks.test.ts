import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { NULL_ANSWER, valueAnswer } from '../../../src/core/answer';
import { answerOf, describeMock, findMock, type Mock, parseMocks } from '../../../src/core/mocks';
import { utf8 } from './calls';

/** As the setting has it, as it is read, what it answers to "in", and how it is told. */
const KINDS: [raw: object, mock: Mock, answer: object, told: string][] = [
  [{ value: 'hi' }, { kind: 'value', value: 'hi' }, valueAnswer('hi'), 'always "hi"'],
  [{ value: { a: 1 } }, { kind: 'value', value: '{"a":1}' }, valueAnswer('{"a":1}'), 'always "{\\"a\\":1}"'],
  [{ map: { in: 1 } }, { kind: 'map', map: { in: '1' } }, valueAnswer('1'), 'by input, 1 of them'],
  [{ map: {} }, { kind: 'map', map: {} }, NULL_ANSWER, 'by input, 0 of them'],
  [{ map: {}, otherwise: 'else' }, { kind: 'map', map: {}, otherwise: 'else' }, valueAnswer('else'), 'by input, 0 of them'],
  [{ echo: true }, { kind: 'echo' }, valueAnswer(utf8('in')), 'its input'],
  [{ null: true }, { kind: 'null' }, NULL_ANSWER, 'null'],
  [{ number: 1.5 }, { kind: 'number', value: 1.5 }, { kind: 'number', value: 1.5 }, '1.5'],
];

describe('Mocks', () => {
  for (const [raw, mock, answer, told] of KINDS) {
    it(`are read, answer and are told: ${JSON.stringify(raw)}`, () => {
      const { mocks, problems } = parseMocks({ env: { f: raw } });
      assert.deepEqual([findMock(mocks, 'env', 'f'), problems], [mock, []]);
      assert.deepEqual(answerOf(mock, 'in', utf8('in')), answer);
      assert.equal(describeMock(mock), told);
    });
  }

  it('fail where they are to', () => {
    const mock = findMock(parseMocks({ env: { f: { error: 'no server' } } }).mocks, 'env', 'f');
    assert.deepEqual(mock, { kind: 'error', message: 'no server' });
    assert.throws(() => answerOf(mock, '', new Uint8Array()), new Error('no server'));
    assert.equal(describeMock(mock), 'the error "no server"');
  });

  it('are left out and told of where they are malformed, and the others count', () => {
    const { mocks, problems } = parseMocks({
      env: { a: { echo: false }, b: 'hi', c: {}, d: { error: 1 }, e: { number: '1' }, f: { map: [] }, good: { null: true } },
      user: ['f'],
    });
    const must = 'must have one of value, map, echo, null, error, number';
    assert.deepEqual(problems, [
      ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `"extism.mocks": env.${name} ${must}`),
      '"extism.mocks": user must be an object: name → mock',
    ]);
    assert.deepEqual(Object.keys(mocks['env'] ?? {}), ['good']);
    assert.deepEqual(parseMocks([]).problems, ['"extism.mocks" must be an object: namespace → name → mock']);
  });

  it('are found by their own names alone, also after they crossed to another process', () => {
    const mocks = structuredClone(parseMocks({ env: { f: { map: {} } } }).mocks);
    assert.equal(findMock(mocks, 'toString', 'f'), undefined);
    assert.equal(findMock(mocks, 'env', 'toString'), undefined);
    assert.deepEqual(answerOf({ kind: 'map', map: {} }, 'toString', new Uint8Array()), NULL_ANSWER);
  });
});
