import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { describe, it } from 'mocha';
import { exportedNames, importedPaths } from '../../../src/core/exportedNames';
import { hostFunctionStubs } from '../../../src/core/hostFunctionStubs';
import type { HostImport } from '../../../src/core/plugin/hostImports';

const item = (name: string, params: string[], results: string[]): HostImport => ({
  namespace: 'env',
  name,
  kind: 'function',
  params,
  results,
  status: { kind: 'missing' },
});

describe('exportedNames', () => {
  it('are read from the text of a module', () => {
    const source = `
      import { a } from './a.js';
      export function one() {}
      export async function two() {}
      export const three = () => 3;
      export let four, fourAndAHalf = (a, b) => [a, b],
        last
      export const { left, right: [...inner], other: renamed = 1, ...rest } = make(), [first, , third] = [];
      export { a, b as five };
      export { default } from './b.js';
      export default function six() {}
      const seven = 'export function seven() {}';
      // export function eight() {}
      /*
      export function nine() {}
      */
      const ten = \`
      export function ten() {}\`;
      export {
        eleven, // that is it
        type Twelve,
      };
    `;
    assert.deepEqual(
      exportedNames(source).sort(),
      ['one', 'two', 'three', 'four', 'fourAndAHalf', 'last', 'left', 'renamed', 'rest', 'first', 'third', 'a', 'five', 'eleven'].sort(),
    );
  });

  it('are those of an object that is the default', () => {
    const source = "export default {\n  one,\n  two: (a, b) => ({ a, b }),\n  async three(a, b) {\n    return 'x, y';\n  },\n};\n";
    assert.deepEqual(exportedNames(source), ['one', 'two', 'three']);
    assert.deepEqual(exportedNames(source.replace('export default', 'module.exports =')), ['one', 'two', 'three']);
  });

  it('take time that grows with the text, whatever that is', () => {
    for (const line of [
      '\n',
      'export const a = (',
      'export const a = {\n',
      'module.exports = {\n',
      '/*',
      '`',
      'export {\n',
      '"',
      ' as ',
      '\\',
    ])
      assert.ok(exportedNames(line.repeat(200_000 / line.length)).length < 2, line);
  });
});

describe('exportedNames of CommonJS', () => {
  it('are what is put into exports', () => {
    assert.deepEqual(exportedNames('exports.first = 1;\n  module.exports.second = async () => 2;\nother.exports.third = 3;\n'), [
      'first',
      'second',
    ]);
  });
});

describe('importedPaths', () => {
  it('are the relative ones, however they are imported', () => {
    const source = `
      import { readFile } from 'node:fs';
      import type { A } from './a.ts';
      import './b.js';
      export * from "../c.ts";
      const d = await import('./d.mjs');
      const e = require('./e.cjs');
      const f = require('f');`;
    assert.deepEqual(importedPaths(source), ['./a.ts', './b.js', '../c.ts', './d.mjs', './e.cjs']);
  });
});

describe('hostFunctionStubs', () => {
  it('follow what is there, one for each import whose name can be written', () => {
    const imports = [
      item('hostSend', ['i64', 'i32'], ['i64']),
      item('not a name', [], []),
      item('delete', ['i64'], ['i64']),
      { ...item('hostSend', ['i64', 'i32'], ['i64']), namespace: 'extism:host/user' },
      item('count', [], ['i32']),
      item('done', ['i64'], []),
    ];
    assert.equal(
      hostFunctionStubs(imports, 'export function mine() {}\n\n\n', 'host-functions.ts'),
      `export function mine() {}

/** env.hostSend (i64, i32) → i64 */
export function hostSend(input: string, input2: number, context: Context): string {
  context.log(\`hostSend\`);
  return '';
}

/** env.count () → i32 */
export function count(context: Context): number {
  context.log(\`count\`);
  return 0;
}

/** env.done (i64) → () */
export function done(input: string, context: Context): void {
  context.log(\`done\`);
}
`,
    );
  });

  it('are stubs, whatever a namespace has in it', () => {
    const imports = [{ ...item('f', ['i64'], ['i64']), namespace: 'env */ globalThis.injected = true; /*\n// \u2028' }];
    const text = hostFunctionStubs(imports, '//', 'f.cjs');
    const global = { exports: {} };
    runInNewContext(text, global);
    assert.deepEqual([Object.keys(global), Object.keys(global.exports)], [['exports'], ['f']]);
  });

  it('start a new file with what they are given', () => {
    const text = hostFunctionStubs([item('f', ['i64'], ['i64'])], ' \n', 'host-functions.mts');
    assert.match(text, /^\/\/ Host functions of this workspace/);
    assert.match(text, /interface Context \{/);
    assert.deepEqual(exportedNames(text), ['f']);
  });

  it('are without types in JavaScript', () => {
    const imports = [item('f', ['i64'], ['i64'])];
    const body = "  context.log(`f`);\n  return '';\n";
    assert.equal(
      hostFunctionStubs(imports, '//', 'f.js'),
      `//\n\n/** env.f (i64) → i64 */\nexport function f(input, context) {\n${body}}\n`,
    );
    assert.equal(
      hostFunctionStubs(imports, '//', 'f.cjs'),
      `//\n\n/** env.f (i64) → i64 */\nexports.f = function f(input, context) {\n${body}};\n`,
    );
    assert.doesNotMatch(hostFunctionStubs(imports, '', 'f.mjs'), /interface|: string/);
  });
});
