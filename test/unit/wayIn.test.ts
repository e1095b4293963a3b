import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { WayIn } from '../../src/vscode/debug/wayIn';

describe("The way from a function's entry to what its author wrote", () => {
  const folder = mkdtempSync(join(tmpdir(), 'extism-way-in-'));
  const path = join(folder, 'lib.rs');
  writeFileSync(path, '#[plugin_fn]\npub fn greet() -> FnResult<String> {\n#[no_mangle]\npub extern "C" fn plain() -> i32 {\n');
  after(() => rmSync(folder, { recursive: true }));

  const frame = (name: string, line = 1) => ({ name, line, source: { path } });

  it('leads through the functions that take the input', () => {
    const way = new WayIn();
    assert.deepEqual(
      [frame('greet'), frame('extism_pdk::input', 40), frame('greet'), frame('greet::greet::inner', 2)].map((top) => way.next(top)),
      ['stepIn', 'stepOut', 'stepIn', undefined],
    );
  });

  it('is one step where there is no input', () => {
    const way = new WayIn();
    assert.deepEqual(
      [frame('greet'), frame('greet::greet::inner', 2)].map((top) => way.next(top)),
      ['stepIn', undefined],
    );
  });

  it('is none in a function that no macro made', () => {
    assert.equal(new WayIn().next(frame('plain', 4)), undefined);
    assert.equal(new WayIn().next({ name: 'greet', line: 1, source: { path: join(folder, 'missing.rs') } }), undefined);
    assert.equal(new WayIn().next({ name: 'greet', line: 1, source: { path: `/${'no system opens this'.repeat(500)}.rs` } }), undefined);
    assert.equal(new WayIn().next({ name: '$greet', line: 1 }), undefined);
  });

  it('has an end', () => {
    const way = new WayIn();
    const taken = Array.from({ length: 100 }, (_, at) => way.next(frame(at % 2 === 0 ? 'greet' : 'other')));
    assert.ok(taken.filter((step) => step !== undefined).length < 20);
  });
});
