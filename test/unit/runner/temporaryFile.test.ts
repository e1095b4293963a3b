import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'mocha';
import { writeTemporaryFile } from '../../../src/runner/node';

describe('A temporary file', () => {
  it('is another for each name', () => {
    assert.notEqual(writeTemporaryFile('../index.ts', 'outer'), writeTemporaryFile('index.ts', 'inner'));
  });

  it('stays in its folder, whatever it is named', () => {
    for (const name of ['../../escaped.ts', '/etc/escaped.ts', 'a/../../../escaped.ts']) {
      const path = writeTemporaryFile(name, 'content');
      assert.match(relative(tmpdir(), path), /^extism-sources-\d+-\w+/);
      assert.equal(path, join(dirname(path), 'escaped.ts'));
    }
  });
});
