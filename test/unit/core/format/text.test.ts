import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  formatBytes,
  formatMicros,
  formatMillis,
  formatTime,
  oneLine,
  plural,
  quote,
  startOf,
  visible,
} from '../../../../src/core/format/text';
import { NOON } from '../calls';

function table<I>(format: (input: I) => string, rows: readonly (readonly [I, string])[]): void {
  assert.deepEqual(
    rows.map(([input]) => [input, format(input)]),
    rows,
  );
}

describe('Texts', () => {
  it('count things', () => {
    assert.deepEqual(
      [plural(1, 'byte'), plural(0, 'byte'), plural(4711, 'byte'), plural(2, 'entry', 'entries')],
      ['1 byte', '0 bytes', '4,711 bytes', '2 entries'],
    );
  });

  it('give sizes in the unit that reads well', () => {
    table(formatBytes, [
      [0, '0 B'],
      [94, '94 B'],
      [1023, '1023 B'],
      [1024, '1.0 KB'],
      [319_488, '312 KB'],
      [1024 ** 2, '1.0 MB'],
      [1_992_294, '1.9 MB'],
      [4 * 1024 ** 3, '4.0 GB'],
    ]);
  });

  it('give times in the unit that reads well', () => {
    table(formatMillis, [
      [0, '0 µs'],
      [0.018, '18 µs'],
      [0.9994, '999 µs'],
      [0.9996, '1.0 ms'],
      [1.23, '1.2 ms'],
      [99.94, '99.9 ms'],
      [99.96, '100 ms'],
      [999.4, '999 ms'],
      [999.6, '1 s'],
      [3_440, '3.4 s'],
      [5_000, '5 s'],
      [120_000, '120 s'],
    ]);
    assert.deepEqual([formatMicros(18), formatMicros(1234)], ['18 µs', '1.2 ms']);
  });

  it('give the time of day to the millisecond', () => assert.equal(formatTime(NOON), '12:03:44.120'));

  it('show what would act or hide, and keep tabs, line ends and every script', () => {
    table(visible, [
      ['tab\t and\r\nline\n', 'tab\t and\r\nline\n'],
      ['\u001b[31mred\u001b[0m\u0007', '␛[31mred␛[0m␇'],
      ['a\u0000b\rc\u007f', 'a␀b␍c␡'],
      ['evil\u202egnp.exe', 'evil\\u202egnp.exe'],
      ['\u0085\u009b \u061c\u200e\u200f \u2028\u2029 \u2066\u2069', '\\u0085\\u009b \\u061c\\u200e\\u200f \\u2028\\u2029 \\u2066\\u2069'],
      ['שלום 日本語 👩‍👩‍👧‍👦 e\u0301', 'שלום 日本語 👩‍👩‍👧‍👦 e\u0301'],
    ]);
  });

  it('are put on one line and cut between characters', () => {
    assert.equal(oneLine('a\tb\r\nc\nd', 20), 'a b↵c↵d');
    assert.equal(oneLine('12345', 5), '12345');
    assert.equal(oneLine('123456', 5), '1234…');
    assert.equal(oneLine('👋👋👋', 3), '👋👋👋');
    assert.equal(oneLine('👋👋👋👋', 3), '👋👋…');
    assert.equal(oneLine('x'.repeat(1_000_000), 4), 'xxx…');
    assert.equal(oneLine('', 4), '');
    assert.equal(quote('say "hi"\n', 60), '"say "hi"↵"');
    assert.equal(quote('x'.repeat(61)), `"${'x'.repeat(59)}…"`);
  });

  it('are cut to a length without halving a character', () => {
    assert.deepEqual([startOf('a👋b', 2), startOf('a👋b', 3), startOf('a👋', 3), startOf('ab', 9)], ['a', 'a👋', 'a👋', 'ab']);
  });
});
