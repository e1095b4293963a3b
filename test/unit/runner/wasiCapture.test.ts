import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { captureWasi } from '../../../src/runner/wasiCapture';

/** `fd_write` and `proc_exit` as they are captured, over a memory of one page. */
function capture() {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const view = new DataView(memory.buffer);
  const events: [string, string | number][] = [];
  const wasi: Record<string, (...args: number[]) => number> = {
    fd_write: (fd = 0) => -fd,
    proc_exit: () => -1,
  };
  captureWasi(wasi, () => memory, {
    output: (stream, text) => events.push([stream, text]),
    exit: (code) => events.push(['exit', code]),
  });
  /** Writes these pieces, each at its own place, and tells the errno and how much was written. */
  const write = (fd: number, ...pieces: (string | Uint8Array)[]): [errno: number, written: number] => {
    let at = 1024;
    pieces.forEach((piece, index) => {
      const bytes = typeof piece === 'string' ? new TextEncoder().encode(piece) : piece;
      new Uint8Array(memory.buffer).set(bytes, at);
      view.setUint32(8 * index, at, true);
      view.setUint32(8 * index + 4, bytes.length, true);
      at += bytes.length;
    });
    view.setUint32(512, 0, true);
    return [wasi['fd_write']?.(fd, 0, pieces.length, 512) ?? -1, view.getUint32(512, true)];
  };
  return { wasi, view, events, write };
}

describe('WASI output', () => {
  it('is told by stream, its pieces together', () => {
    const { write, events } = capture();
    assert.deepEqual(write(1, 'one ', '', 'two\n'), [0, 8]);
    assert.deepEqual(write(2, '👋'), [0, 4]);
    assert.deepEqual(events, [
      ['stdout', 'one two\n'],
      ['stderr', '👋'],
    ]);
  });

  it('of no text is not told', () => {
    const { write, events } = capture();
    assert.deepEqual([write(1), write(1, ''), events], [[0, 0], [0, 0], []]);
  });

  it('is text although a character is in two writes', () => {
    const { write, events } = capture();
    const [first, second] = [new TextEncoder().encode('a👋').subarray(0, 3), new TextEncoder().encode('a👋').subarray(3)];
    write(1, first);
    write(2, 'between');
    write(1, second);
    assert.deepEqual(events, [
      ['stdout', 'a'],
      ['stderr', 'between'],
      ['stdout', '👋'],
    ]);
  });

  it('of very much is cut, and all of it counts as written', () => {
    const { wasi, view, events } = capture();
    const writeOften = (count: number): void => {
      for (let index = 0; index < count; index += 1) {
        view.setUint32(8 * index, 16_384, true);
        view.setUint32(8 * index + 4, 40_000, true);
      }
      assert.equal(wasi['fd_write']?.(1, 0, count, 12_288), 0);
      assert.equal(view.getUint32(12_288, true), count * 40_000);
    };
    writeOften(25);
    assert.deepEqual(events.splice(0), [['stdout', '\0'.repeat(1_000_000)]]);
    writeOften(500);
    assert.deepEqual(events, [['stdout', `${'\0'.repeat(16 * 1024 * 1024)}… (3222784 more bytes)\n`]]);
  });

  it('that does not make sense is refused as WASI does', () => {
    const { wasi, view, events } = capture();
    const write = wasi['fd_write'];
    assert.equal(write?.(1, 65_533, 1, 512), 21, 'a list outside of memory');
    assert.equal(write(1, 0, 1025, 512), 28, 'a list that is too long');
    assert.equal(write(1, 0, -1, 512), 28);
    view.setUint32(0, 65_000, true);
    view.setUint32(4, 1_000, true);
    assert.equal(write(1, 0, 1, 512), 21, 'a text outside of memory');
    assert.equal(write(1, 0, 0, -1), 21, 'a place outside of memory for how much was written');
    assert.deepEqual(events, []);
  });

  it('to a file is left to WASI', () => {
    const { write, events } = capture();
    assert.deepEqual([write(3, 'x'), write(0, 'x'), events], [[-3, 0], [-0, 0], []]);
  });

  it('ends with the code of an exit, which is WASI’s all the same', () => {
    const { wasi, events } = capture();
    assert.equal(wasi['proc_exit']?.(3), -1);
    assert.deepEqual(events, [['exit', 3]]);
  });

  it('is left alone where a module imports none of it', () => {
    const wasi = {};
    captureWasi(wasi, () => undefined, { output: () => undefined, exit: () => undefined });
    assert.deepEqual(wasi, {});
  });
});
