import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { hostMemoryText, parseSettings, type RawSettings } from '../../../src/core/settings';

/** Well-formed, each other than its fallback. */
const RAW: RawSettings = {
  hostMemory: { hello: '👋', count: 1, list: [1, 'two'], nothing: null, yes: true },
  hostMemoryMiss: 'null',
  hostMemoryDialect: 'slingshot',
  mocks: { env: { f: { echo: true } } },
  hostFunctionsFile: 'host.ts',
  environment: ['HOME'],
  timeout: 0,
  wasi: 'off',
  config: { greeting: 'hi' },
  allowedHosts: ['*.example.com'],
  allowedPaths: { data: '/data' },
  limits: { maxPages: 16, maxVarBytes: 0 },
  logLevel: 'trace',
  trace: false,
  transcripts: true,
};

const FALLBACK = {
  hostMemory: {},
  hostMemoryMiss: 'empty',
  hostMemoryDialect: 'plain',
  mocks: {},
  hostFunctionsFile: '',
  environment: [],
  timeout: 30_000,
  wasi: 'auto',
  config: {},
  allowedHosts: [],
  allowedPaths: {},
  limits: {},
  logLevel: 'info',
  trace: true,
  transcripts: false,
};

const ALL = (value: unknown): RawSettings => Object.fromEntries(Object.keys(RAW).map((key) => [key, value])) as RawSettings;

/** Maps have no prototype, which is no part of what is asserted here. */
const parse = (raw: RawSettings) => structuredClone(parseSettings(raw));

describe('parseSettings', () => {
  it('takes what is well-formed', () => {
    assert.deepEqual(parse(RAW), {
      settings: {
        ...RAW,
        hostMemory: { hello: '👋', count: '1', list: '[1,"two"]', nothing: 'null', yes: 'true' },
        mocks: { env: { f: { kind: 'echo' } } },
      },
      problems: [],
    });
  });

  it('takes the fallback for what is malformed, and tells each', () => {
    const told = [
      '"extism.mocks" must be an object: namespace → name → mock',
      '"extism.hostMemory" must be an object',
      '"extism.hostMemoryMiss" must be one of empty, null, error',
      '"extism.hostMemoryDialect" must be one of plain, slingshot',
      '"extism.hostFunctionsFile" must be a path',
      '"extism.environment" must be a list of strings',
      '"extism.timeout" must be a whole number of milliseconds, 0 for no limit',
      '"extism.wasi" must be one of auto, off',
      '"extism.config" must be an object whose values are strings',
      '"extism.allowedHosts" must be a list of strings',
      '"extism.allowedPaths" must be an object whose values are strings',
      '"extism.limits" must be an object of whole numbers with the keys maxPages, maxHttpResponseBytes, maxVarBytes',
      '"extism.logLevel" must be one of trace, debug, info, warn, error',
      '"extism.trace" must be true or false',
      '"extism.transcripts" must be true or false',
    ];
    for (const value of [undefined, null, -1, 1.5, [1]]) {
      assert.deepEqual(parse(ALL(value)), { settings: FALLBACK, problems: told }, `of ${JSON.stringify(value)}`);
    }
  });

  it('looks at what is within', () => {
    for (const [malformed, problem] of [
      [{ config: { a: 1 } }, /^"extism.config"/],
      [{ allowedPaths: { a: null } }, /^"extism.allowedPaths"/],
      [{ allowedHosts: ['a', 1] }, /^"extism.allowedHosts"/],
      [{ environment: [null] }, /^"extism.environment"/],
      [{ limits: { maxPages: -1 } }, /^"extism.limits"/],
      [{ limits: { maxMemory: 1 } }, /^"extism.limits"/],
      [{ timeout: Number.NaN }, /^"extism.timeout"/],
      [{ timeout: 2 ** 60 }, /^"extism.timeout"/],
      [{ mocks: { env: { f: { ecko: true } } } }, /^"extism.mocks": env.f /],
    ] satisfies [Partial<RawSettings>, RegExp][]) {
      const { problems } = parseSettings({ ...RAW, ...malformed });
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? '', problem);
    }
  });

  it('leaves out what is malformed in a map, and the rest counts', () => {
    const config = { a: 'x', b: 1, c: null };
    const limits = { maxPages: 2, maxVarBytes: -1, maxMemory: 1 };
    const { settings, problems } = parse({ ...RAW, config, allowedPaths: { data: '/data', other: 1 }, limits });
    assert.deepEqual([settings.config, settings.allowedPaths, settings.limits], [{ a: 'x' }, { data: '/data' }, { maxPages: 2 }]);
    assert.deepEqual(problems, [
      '"extism.config" must have a string for "b"',
      '"extism.config" must have a string for "c"',
      '"extism.allowedPaths" must have a string for "other"',
      '"extism.limits" must have a whole number for "maxVarBytes"',
      '"extism.limits" has no "maxMemory"; it may have maxPages, maxHttpResponseBytes, maxVarBytes',
    ]);
  });

  it('keeps the keys that every object has, as keys like any other', () => {
    const own = JSON.parse('{"__proto__":"own","toString":"text"}') as object;
    const { settings } = parseSettings({ ...RAW, hostMemory: own, config: own });
    for (const map of [settings.hostMemory, settings.config]) {
      assert.deepEqual(Object.entries(map), [
        ['__proto__', 'own'],
        ['toString', 'text'],
      ]);
      assert.equal(map['hasOwnProperty'], undefined);
    }
  });
});

describe('hostMemoryText', () => {
  it('is a string itself, and JSON of anything else', () => {
    assert.deepEqual(['text', '', 1, false, null, { a: [] }, undefined].map(hostMemoryText), [
      'text',
      '',
      '1',
      'false',
      'null',
      '{"a":[]}',
      '',
    ]);
  });
});
