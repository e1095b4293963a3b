import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { editorText, firstBytes, hexDump, showBytes, traceText } from '../../../../src/core/format/bytes';
import { utf8 } from '../calls';

const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, byte) => byte);

describe('Bytes', () => {
  it('are shown as text where they are UTF-8 without control characters', () => {
    for (const text of ['', 'plain', '👋 Hello\t\r\n\u001b[31m', '\ufeffwith a mark', '{ not JSON', '"a string"', '42']) {
      assert.deepEqual(showBytes(utf8(text)), { kind: 'text', text });
    }
    for (const binary of [Uint8Array.of(0xff), Uint8Array.of(0xf0, 0x9f, 0x91), utf8('a\u0000b'), utf8('\u007f'), ALL_BYTES]) {
      assert.deepEqual(showBytes(binary), { kind: 'binary', bytes: binary });
    }
  });

  it('are laid out where they are JSON, unless they are very many', () => {
    assert.deepEqual(showBytes(utf8(' {"a":[1,{}]}\n')), {
      kind: 'json',
      text: ' {"a":[1,{}]}\n',
      pretty: '{\n  "a": [\n    1,\n    {}\n  ]\n}',
    });
    const large = `[${'1,'.repeat(600_000)}1]`;
    assert.deepEqual(showBytes(utf8(large)), { kind: 'text', text: large });
  });

  it('are dumped 16 a line', () => {
    assert.equal(hexDump(new Uint8Array()), '');
    assert.equal(
      hexDump(utf8('0123456789abcdef👋\n~')),
      [
        '00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|',
        '00000010  f0 9f 91 8b 0a 7e                                 |.....~|',
      ].join('\n'),
    );
    const lines = hexDump(ALL_BYTES).split('\n');
    assert.equal(lines.length, 16);
    assert.equal(lines[7], '00000070  70 71 72 73 74 75 76 77  78 79 7a 7b 7c 7d 7e 7f  |pqrstuvwxyz{|}~.|');
  });

  it('are cut between the characters of UTF-8', () => {
    const bytes = utf8('a👋b');
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map((most) => firstBytes(bytes, most).length),
      [0, 1, 1, 1, 1, 5, 6, 6],
    );
    assert.equal(firstBytes(new Uint8Array(100).fill(0x80), 50).length, 47, 'of what is no UTF-8 most is kept');
  });

  it('are traced as text or as hex', () => {
    assert.equal(traceText(utf8('{"a":1}')), '{"a":1}');
    assert.equal(traceText(Uint8Array.of(0, 255)), '0x00ff');
    assert.equal(traceText(new Uint8Array(129)), `0x${'00'.repeat(128)}…`);
  });

  it('are given to an editor in their language, as they are', () => {
    for (const [text, extension] of [
      ['plain', 'txt'],
      ['{"a":1}', 'json'],
      ['<?xml version="1.0"?><a/>', 'xml'],
      ['\n<!DOCTYPE html>', 'html'],
      ['<html lang="en">', 'html'],
      ['<htmlish>', 'txt'],
    ] as const) {
      assert.deepEqual(editorText(utf8(text)), { text, extension });
    }
    assert.deepEqual(editorText(Uint8Array.of(0)), { text: hexDump(Uint8Array.of(0)), extension: 'hex' });
  });
});
