import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type TomlContext, tomlContextAt } from '../../src/core/manifest/tomlContext';
import { fuzz } from './fuzz';

/** The context at the bar of a text, with what is written there so far. */
function at(marked: string): (Omit<TomlContext, 'start'> & { written: string }) | undefined {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const context = tomlContextAt(text, offset);
  if (!context) return undefined;
  const { start, ...rest } = context;
  return { ...rest, written: text.slice(start, offset) };
}

describe('Place in a TOML manifest', () => {
  it('of keys', () => {
    assert.deepEqual(at('|'), { expects: 'key', path: [], present: [], written: '' });
    assert.deepEqual(at('timeout_ms = 1\nall|'), { expects: 'key', path: [], present: ['timeout_ms'], written: 'all' });
    assert.deepEqual(at('[[wasm]]\npath = "a"\nna|me'), { expects: 'key', path: ['wasm'], present: ['path'], written: 'na' });
    assert.deepEqual(at('[[wasm]]\npath = "a"\n[[wasm]]\n|'), { expects: 'key', path: ['wasm'], present: [], written: '' });
    assert.deepEqual(at('[memory]\nmax_pages = 1 # one\n  |'), { expects: 'key', path: ['memory'], present: ['max_pages'], written: '' });
    assert.deepEqual(at('[wasm.headers]\n|'), { expects: 'key', path: ['wasm', 'headers'], present: [], written: '' });
    assert.deepEqual(at('wasm = [{ path = "a", |'), { expects: 'key', path: ['wasm'], present: ['path'], written: '' });
    assert.deepEqual(at('wasm = [\n  { path = "a" },\n  { ur|'), { expects: 'key', path: ['wasm'], present: [], written: 'ur' });
    assert.deepEqual(at('memory = { }\nconf|'), { expects: 'key', path: [], present: ['memory'], written: 'conf' });
  });

  it('of values', () => {
    assert.deepEqual(at('timeout_ms = |'), { expects: 'value', path: ['timeout_ms'], present: ['timeout_ms'], written: '' });
    assert.deepEqual(at('[[wasm]]\nmethod = P|'), { expects: 'value', path: ['wasm', 'method'], present: ['method'], written: 'P' });
    assert.deepEqual(at('allowed_hosts = ["a", |'), { expects: 'value', path: ['allowed_hosts'], present: [], written: '' });
    assert.deepEqual(at('memory.max_pages = |'), { expects: 'value', path: ['memory', 'max_pages'], present: ['memory'], written: '' });
    assert.deepEqual(at('wasm = [{ path = "a" }, { method = |'), {
      expects: 'value',
      path: ['wasm', 'method'],
      present: ['method'],
      written: '',
    });
  });

  it('of strings', () => {
    assert.deepEqual(at('[[wasm]]\npath = "../a|b.wasm"\n'), {
      expects: 'string',
      path: ['wasm', 'path'],
      present: ['path'],
      written: '../a',
    });
    assert.deepEqual(at('[[wasm]]\npath = "|\nname = "b"'), { expects: 'string', path: ['wasm', 'path'], present: ['path'], written: '' });
    assert.deepEqual(at("wasm = [{ path = '|' }]"), { expects: 'string', path: ['wasm', 'path'], present: ['path'], written: '' });
    assert.deepEqual(at('[config]\na = """\nx|'), { expects: 'string', path: ['config', 'a'], present: ['a'], written: '\nx' });
  });

  it('of headers and comments', () => {
    assert.deepEqual(at('[config]\na = "["\n[me|'), { expects: 'header', path: [], present: ['a'], written: '[me' });
    assert.deepEqual(at('[[wa|]]'), { expects: 'header', path: [], present: [], written: '[[wa' });
    assert.equal(at('# a co|mment'), undefined);
    assert.deepEqual(at('# [config]\n|'), { expects: 'key', path: [], present: [], written: '' });
  });

  it('is found in whatever text', () => {
    const piece = fc.constantFrom('[', ']', '{', '}', '"', "'", '"""', '=', ',', '\n', '#', '.', 'wasm', ' ', '\\', 'é');
    fc.assert(
      fc.property(fc.array(piece), fc.nat(), (pieces, place) => {
        const text = pieces.join('');
        const offset = place % (text.length + 1);
        const context = tomlContextAt(text, offset);
        if (context) assert.ok(context.start <= offset);
      }),
      fuzz(100),
    );
  });
});
