import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { checkManifest } from '../../src/core/manifest/checkManifest';
import type { ManifestFormat } from '../../src/core/manifest/node';
import { ManifestError, parseManifest } from '../../src/core/manifest/parseManifest';
import type { Fix, ManifestProblem } from '../../src/core/manifest/problem';
import { fuzz } from './fuzz';

const MODULES = '"wasm":[{"path":"a.wasm"}]';

const check = (text: string, format: ManifestFormat = 'json'): ManifestProblem[] => checkManifest({ text, format }).problems;

const applied = (text: string, { edits }: Fix): string =>
  [...edits]
    .sort((a, b) => b.range.start - a.range.start)
    .reduce((before, { range, text: after }) => before.slice(0, range.start) + after + before.slice(range.end), text);

/** What is told of a text: severity, the place as it is written there, the message, and the text after each fix. */
const told = (text: string, format: ManifestFormat = 'json') =>
  check(text, format).map(({ severity, message, range, fixes }) => ({
    severity,
    at: text.slice(range.start, range.end),
    message,
    fixes: fixes.map((fix) => [fix.title, applied(text, fix)]),
  }));

const messages = (text: string, format: ManifestFormat = 'json'): string[] => check(text, format).map(({ message }) => message);
const ofModules = (...modules: string[]): string[] => messages(`{"wasm":[${modules.join(',')}]}`);

const error = (at: string, message: string, ...fixes: [string, string][]) => ({ severity: 'error', at, message, fixes });
const warning = (at: string, message: string, ...fixes: [string, string][]) => ({ severity: 'warning', at, message, fixes });

describe('Problems of manifests', () => {
  it('none in a manifest with every field', () => {
    const text = JSON.stringify({
      wasm: [
        { path: 'lib.wasm', name: 'lib', hash: 'ab'.repeat(32) },
        { data: 'AGFzbQEAAAA=', name: 'data' },
        { url: 'https://example.com/a.wasm', method: 'GET', headers: { Accept: 'application/wasm' } },
      ],
      memory: { max_pages: 4, max_http_response_bytes: 1024, max_var_bytes: 0 },
      config: { greeting: 'hi' },
      allowed_hosts: ['*.example.com', '*'],
      allowed_paths: { 'ro:data': '/data' },
      timeout_ms: 500,
    });
    assert.deepEqual(told(text), []);
  });

  it('null counts as left out where other hosts take it so', () => {
    const text = '{"wasm":[{"path":"a.wasm","name":null,"hash":null}],"memory":{"max_pages":null},"allowed_paths":null,"timeout_ms":null}';
    assert.deepEqual(told(text), []);
  });

  it('unknown keys, with the one that was meant', () => {
    assert.deepEqual(told(`{${MODULES},"allowedHosts":[]}`), [
      error(
        '"allowedHosts"',
        'the manifest has no key "allowedHosts"; did you mean "allowed_hosts"?',
        ['Change to "allowed_hosts"', `{${MODULES},"allowed_hosts":[]}`],
        ['Remove the key', `{${MODULES}}`],
      ),
    ]);
    assert.deepEqual(told(`{"timeout":1,${MODULES},"timeout_ms":2}`), [
      error('"timeout"', 'the manifest has no key "timeout"; did you mean "timeout_ms"?', [
        'Remove the key',
        `{${MODULES},"timeout_ms":2}`,
      ]),
    ]);
    assert.deepEqual(told(`{${MODULES},"max_pages":1}`), [
      error('"max_pages"', 'the manifest has no key "max_pages": that belongs in "memory"', ['Remove the key', `{${MODULES}}`]),
    ]);
    assert.deepEqual(told(`{${MODULES},"$schema":"x"}`), [
      error(
        '"$schema"',
        'the manifest has no key "$schema"; the known ones are wasm, memory, config, allowed_hosts, allowed_paths, timeout_ms',
        ['Remove the key', `{${MODULES}}`],
      ),
    ]);
  });

  it('modules that say not or too often where they come from', () => {
    const message = 'the manifest needs "wasm": a list of at least one module, such as { "path": "plugin.wasm" }';
    assert.deepEqual(told('{}'), [error('{', message)]);
    assert.deepEqual(told('{"wasm":[]}'), [error('[]', message)]);
    assert.deepEqual(told('{"wasm":[{}]}'), [error('{}', 'wasm[0] must have one of "path", "data" and "url", and has none')]);
    assert.deepEqual(told('{"wasm":[{"path":"a.wasm","data":""}]}'), [
      error('"data"', 'wasm[0] must have one of "path", "data" and "url", and has 2', ['Remove "data"', '{"wasm":[{"path":"a.wasm"}]}']),
    ]);
    assert.deepEqual(told('{"wasm":[{"path":"a.wasm","method":"GET"}]}'), [
      error('"method"', 'wasm[0] has "method" without "url", which it belongs to', ['Remove "method"', '{"wasm":[{"path":"a.wasm"}]}']),
    ]);
    assert.deepEqual(told('{"wasm":["a.wasm"]}'), [
      error('"a.wasm"', 'wasm[0] must be an object such as { "path": "plugin.wasm" }, and is a string', [
        'Write it as a path',
        '{"wasm":[{ "path": "a.wasm" }]}',
      ]),
    ]);
    assert.deepEqual(told('{"wasm":{"path":"a.wasm"}}'), [
      error('{"path":"a.wasm"}', 'wasm must be a list of modules, and is an object', ['Make it a list', '{"wasm":[{"path":"a.wasm"}]}']),
    ]);
  });

  it("the documentation's mistakes", () => {
    const wrapped = '{"wasm":[{"name":"a","req":{"url":"https://example.com/a.wasm","method":"POST"}}]}';
    assert.deepEqual(told(wrapped), [
      error('"req"', '"req" is a mistake of Extism\'s documentation: "url", "headers" and "method" are keys of wasm[0] itself', [
        'Take what is in "req" out of it',
        '{"wasm":[{"name":"a","url":"https://example.com/a.wasm","method":"POST"}]}',
      ]),
    ]);
    assert.deepEqual(told(`{${MODULES},"allowed_hosts":null}`), [
      warning(
        'null',
        'null allows no host, although Extism\'s documentation says that it allows all: that is ["*"]',
        ['Allow no host: []', `{${MODULES},"allowed_hosts":[]}`],
        ['Allow every host: ["*"]', `{${MODULES},"allowed_hosts":["*"]}`],
      ),
    ]);
  });

  it('config that is not a string', () => {
    const quote = (value: string, quoted: string): void => {
      const [problem] = told(`{${MODULES},"config":{"a":${value}}}`);
      assert.deepEqual(problem?.fixes, [['Quote the value', `{${MODULES},"config":{"a":${quoted}}}`]]);
    };
    quote('1.50', '"1.50"');
    quote('true', '"true"');
    quote('{ "b" : [1, "x\\n"] }', '"{\\"b\\":[1,\\"x\\\\n\\"]}"');
    assert.deepEqual(told(`{${MODULES},"config":{"a":null,"b":"c"}}`), [
      error('null', 'config.a must be a string, and is null', ['Remove the key', `{${MODULES},"config":{"b":"c"}}`]),
    ]);
    assert.deepEqual(told(`{${MODULES},"config":null}`), [
      error('null', 'config must be an object, and is null', ['Remove "config"', `{${MODULES}}`]),
    ]);
  });

  it('numbers that are none, or no whole ones', () => {
    assert.deepEqual(told(`{${MODULES},"timeout_ms":"500"}`), [
      error('"500"', 'timeout_ms must be a whole number, and is a string', ['Remove the quotes', `{${MODULES},"timeout_ms":500}`]),
    ]);
    assert.deepEqual(told(`{${MODULES},"timeout_ms":1e3}`), [
      error('1e3', 'timeout_ms must be written as a whole number: 1000', [
        'Write it without a fraction or an exponent',
        `{${MODULES},"timeout_ms":1000}`,
      ]),
    ]);
    assert.deepEqual(told(`{${MODULES},"memory":{"max_pages":-1}}`), [
      error('-1', 'memory.max_pages must be a whole number from 0 to 4,294,967,295'),
    ]);
    assert.deepEqual(told(`{${MODULES},"timeout_ms":0}`), [
      warning('0', 'a timeout_ms of 0 is no limit here and in hosts written in Go, and stops every call at once in those written in Rust', [
        'Remove "timeout_ms"',
        `{${MODULES}}`,
      ]),
    ]);
  });

  it('base64, URLs, hashes and hosts that cannot be right', () => {
    const of = (module: string): unknown => told(`{"wasm":[${module}]}`);
    assert.deepEqual(of('{"data":"AG~z"}'), [error('"AG~z"', 'wasm[0].data is not base64')]);
    assert.deepEqual(of('{"data":"AGFzb"}'), [error('"AGFzb"', 'wasm[0].data is not base64')]);
    assert.deepEqual(of('{"data":"ab-_"}'), [
      error('"ab-_"', 'wasm[0].data is not base64: it has "-" and "_", which are "+" and "/" in the standard alphabet', [
        'Use the standard alphabet',
        '{"wasm":[{"data":"ab+/"}]}',
      ]),
    ]);
    assert.deepEqual(of('{"url":"file:///a.wasm"}'), [error('"file:///a.wasm"', 'wasm[0].url must start with https:// or http://')]);
    assert.deepEqual(of('{"url":"a.wasm"}'), [
      error('"a.wasm"', 'wasm[0].url must start with https:// or http://: a file is named by "path"'),
    ]);
    assert.deepEqual(of('{"path":"a.wasm","hash":"abc"}'), [
      error('"abc"', 'wasm[0].hash must be a SHA-256 in hex: 64 digits from 0 to 9 and a to f, and has 3 characters'),
    ]);
    assert.deepEqual(of(`{"path":"a.wasm","hash":"${'AB'.repeat(32)}"}`), [
      warning(`"${'AB'.repeat(32)}"`, 'wasm[0].hash has capital letters, and hosts written in Rust and Go take only small ones', [
        'Write it in small letters',
        `{"wasm":[{"path":"a.wasm","hash":"${'ab'.repeat(32)}"}]}`,
      ]),
    ]);
    assert.deepEqual(told(`{${MODULES},"allowed_hosts":["https://api.example.com:8080/v1"]}`), [
      warning(
        '"https://api.example.com:8080/v1"',
        '"https://api.example.com:8080/v1" matches no host: a host is a name or a glob, without scheme, port and path',
        ['Change to "api.example.com"', `{${MODULES},"allowed_hosts":["api.example.com"]}`],
      ),
    ]);
  });

  it('names that do not tell modules apart', () => {
    const a = '{"path":"a.wasm"}';
    const main = '{"path":"b.wasm","name":"main"}';
    const kernel = '{"path":"c.wasm","name":"extism:host/env"}';
    assert.deepEqual(ofModules(a, '{"path":"b.wasm","name":"lib"}'), []);
    assert.deepEqual(ofModules('{"path":"b.wasm","name":"lib"}', a), []);
    assert.deepEqual(ofModules(kernel), []);
    assert.deepEqual(ofModules(a, a), [
      'wasm[1] has no name, which makes it the main module, and wasm[0] is that already: name all but one',
    ]);
    assert.deepEqual(ofModules(main, main), ['two modules are named "main"; what imports one by name needs to know which']);
    assert.deepEqual(ofModules(kernel, main), ['the name "extism:host/env" is that of Extism\'s own functions']);
  });

  it('keys that are there twice, and __proto__', () => {
    assert.deepEqual(told(`{${MODULES},"config":{"a":"1","a":"2"}}`), [
      warning('"a"', 'config has the key "a" twice: the last one counts', ['Remove this one', `{${MODULES},"config":{"a":"1"}}`]),
    ]);
    assert.deepEqual(told(`{${MODULES},"timeout_ms":1,"timeout_ms":2}`), [
      error('"timeout_ms"', 'the manifest has the key "timeout_ms" twice', ['Remove this one', `{${MODULES},"timeout_ms":1}`]),
    ]);
    assert.deepEqual(told(`{${MODULES},"config":{"__proto__":"1"}}`), [
      warning('"__proto__"', 'hosts written in JavaScript lose the key "__proto__" of config: give it another name', [
        'Remove the key',
        `{${MODULES},"config":{}}`,
      ]),
    ]);
    assert.deepEqual(
      check(`{${MODULES},"__proto__":{"timeout_ms":1},"memory":{"constructor":1}}`).map(({ code }) => code),
      ['unknownKey', 'unknownKey'],
    );
    const { config } = parseManifest(`{${MODULES},"config":{"__proto__":"1","constructor":"2"}}`, 'a.extism.json');
    assert.deepEqual(Object.entries(config ?? {}), [
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });

  it('comments and trailing commas', () => {
    assert.deepEqual(told(`{${MODULES} /* why */}`), [
      error('/* why */', 'a manifest is JSON, which has no comments', ['Remove the comment', `{${MODULES} }`]),
    ]);
    assert.deepEqual(told(`{${MODULES},\n}`), [
      error(',', 'JSON has no comma after the last item', ['Remove the comma', `{${MODULES}\n}`]),
    ]);
    assert.deepEqual(
      told('{"wasm":[{"path":"a.wasm"},],"foo":1}').map(({ at }) => at),
      [',', '"foo"'],
    );
  });

  it('text that is neither JSON nor TOML', () => {
    assert.deepEqual(messages(''), ['not JSON: a value is expected here']);
    assert.deepEqual(messages('{"wasm" 1}'), ['not JSON: a colon is expected here']);
    assert.deepEqual(messages('[]'), ['the manifest must be an object, and is a list']);
    assert.deepEqual(messages('['.repeat(40_000)), ['no manifest: it is nested too deep']);
    assert.deepEqual(messages('['.repeat(200_000)), ['no manifest: it has more than 50,000 words and brackets']);
    assert.deepEqual(messages('wasm = ', 'toml'), ['not TOML: invalid value']);
    assert.deepEqual(messages('', 'toml').length, 1);
  });

  it('in TOML, with fixes in TOML', () => {
    const modules = '[[wasm]]\npath = "a.wasm"\n';
    assert.deepEqual(told(`${modules}[config]\na = 1 # one\n`, 'toml'), [
      error('1', 'config.a must be a string, and is a number', ['Quote the value', `${modules}[config]\na = "1" # one\n`]),
    ]);
    assert.deepEqual(told(`timeoutMs = 1\n${modules}`, 'toml'), [
      error(
        'timeoutMs',
        'the manifest has no key "timeoutMs"; did you mean "timeout_ms"?',
        ['Change to "timeout_ms"', `timeout_ms = 1\n${modules}`],
        ['Remove the key', modules],
      ),
    ]);
    const lines = (key: string): string => `${key}.max_pages = 1\n${key}.max_var_bytes = 2\n${modules}`;
    const headers = (key: string): string => `${modules}[[${key}.a]]\n[${key}.a.b]\n[[${key}.a]]\n`;
    assert.deepEqual(told(lines('Memory'), 'toml')[0]?.fixes, [['Change to "memory"', lines('memory')]]);
    assert.deepEqual(told(headers('Config'), 'toml')[0]?.fixes, [['Change to "config"', headers('config')]]);
    assert.deepEqual(told(`[wasm]\npath = "a.wasm"\n`, 'toml'), [
      error('[wasm]', 'wasm must be a list of modules, and is an object', ['Change to [[wasm]]', modules]),
    ]);
    // a table below it would be one of nothing, or make it a table for good
    for (const tables of ['[wasm.wasm]\n[wasm.req]\n', '[wasm.req]\n[wasm]\n', 'wasm.path = "a.wasm"\n']) {
      assert.deepEqual(told(tables, 'toml')[0]?.fixes, [], tables);
    }
    assert.deepEqual(told(`[[wasm]]\nreq = { url = "https://example.com/a.wasm", method = "POST" }\n`, 'toml')[0]?.fixes, [
      ['Take what is in "req" out of it', '[[wasm]]\nurl = "https://example.com/a.wasm"\nmethod = "POST"\n'],
    ]);
    assert.deepEqual(told(`wasm = [{ req = { url = "https://example.com/a.wasm" }, name = "a" }]\n`, 'toml')[0]?.fixes, [
      ['Take what is in "req" out of it', 'wasm = [{ url = "https://example.com/a.wasm", name = "a" }]\n'],
    ]);
    assert.deepEqual(told(`${modules}[unknown]\na = 1\n[config]\nb = "c"\n`, 'toml')[0]?.fixes, [
      ['Remove the key', `${modules}[config]\nb = "c"\n`],
    ]);
    assert.deepEqual(told(`${modules}[memory]\nmax_pages = 1e3\n`, 'toml')[0]?.fixes, [
      ['Write it without a fraction or an exponent', `${modules}[memory]\nmax_pages = 1000\n`],
    ]);
    assert.deepEqual(
      told(`${modules}[[wasm]]\nname = "b"\n`, 'toml').map(({ at, message }) => [at, message]),
      [['[[wasm]]', 'wasm[1] must have one of "path", "data" and "url", and has none']],
    );
    assert.deepEqual(
      told(`timeout_ms = 1979-05-27\n${modules}`, 'toml').map(({ at, message }) => [at, message]),
      [['1979-05-27', 'timeout_ms must be a whole number, and is a date']],
    );
  });

  it('are of syntax exactly where the text is no JSON', () => {
    const piece = fc.oneof(
      fc.json(),
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom('"', '\\u00', '01', '1.', '-', 'nul', '\u00a0', '\f', ',', '//', '\\/'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join('')),
        ),
        (text) => {
          const isJson = (() => {
            try {
              JSON.parse(text);
              return true;
            } catch {
              return false;
            }
          })();
          const isSyntax = check(text).some(({ code }) => ['syntax', 'comment', 'trailingComma'].includes(code));
          assert.equal(isSyntax, !isJson, JSON.stringify(text));
        },
      ),
      fuzz(200),
    );
  });

  it('are told with their place where the manifest is used', () => {
    assert.throws(() => parseManifest(`{\n  ${MODULES},\n  "config": { "a": 1 }\n}`, 'x.extism.json'), {
      name: 'ManifestError',
      message: 'config.a must be a string, and is a number (line 3, column 20)',
    });
    assert.deepEqual(parseManifest(`\ufeff{${MODULES}}`, 'x.extism.json').wasm, [{ source: { kind: 'path', path: 'a.wasm' } }]);
  });

  it('are found in whatever text, without ever throwing', () => {
    const word = fc.constantFrom(
      '"wasm"',
      '"path"',
      '"config"',
      '"req"',
      '"hash"',
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '1',
      'null',
      '"a"',
      '//',
      '=',
      '\n',
      '[[wasm]]',
      'path',
      ' ',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 40 }).map((words) => words.join('')),
    );
    fc.assert(
      fc.property(text, fc.constantFrom<ManifestFormat>('json', 'toml'), (source, format) => {
        const { manifest, problems } = checkManifest({ text: source, format });
        assert.equal(
          manifest === undefined,
          problems.some(({ severity }) => severity === 'error'),
        );
        for (const { range } of problems) assert.ok(range.start <= range.end && range.end <= source.length);
        if (!manifest) assert.throws(() => parseManifest(source, `a.${format}`), ManifestError);
      }),
      fuzz(1_000),
    );
  });
});
