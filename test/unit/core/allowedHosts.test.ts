import assert from 'node:assert/strict';
import { type AllowedHosts, explainDenied, isAllowed } from '../../../src/core/allowedHosts';

const list = (...hosts: string[]): AllowedHosts => ({ hosts, from: 'settings' });

describe('allowed hosts', () => {
  const allowed: [string, string][] = [
    ['example.com', 'example.com'],
    ['*', 'example.com'],
    ['**', 'example.com'],
    ['*.example.com', 'api.example.com'],
    ['*.example.com', 'eu.api.example.com'],
    ['api-?.example.com', 'api-1.example.com'],
    ['api-[1-3].example.com', 'api-2.example.com'],
    ['api-[!1-3].example.com', 'api-4.example.com'],
    ['{api,www}.example.com', 'www.example.com'],
    ['{api-*,www}.example.com', 'api-1.example.com'],
    ['127.0.0.*', '127.0.0.1'],
    ['[::1]', '[::1]'],
  ];
  for (const [entry, host] of allowed) it(`${entry} allows ${host}`, () => assert.ok(isAllowed(host, list(entry))));

  const denied: [string, string][] = [
    ['example.com', 'api.example.com'],
    ['example.com', 'exampleXcom'],
    ['*.example.com', 'example.com'],
    ['*.example.com', 'example.com.evil.org'],
    ['api-?.example.com', 'api-12.example.com'],
    ['api-[!1-3].example.com', 'api-2.example.com'],
    ['[z-a].example.com', 'z.example.com'],
    ['example.com:8080', 'example.com'],
    ['https://example.com', 'example.com'],
    ['Example.com', 'example.com'],
    ['(a|example.com)', 'example.com'],
    ['', 'example.com'],
  ];
  for (const [entry, host] of denied) it(`${entry || 'nothing'} does not allow ${host}`, () => assert.ok(!isAllowed(host, list(entry))));

  it('has an empty list allow nothing', () => assert.ok(!isAllowed('example.com', list())));

  it('tells what is in the list that would have to allow a host', () => {
    assert.equal(explainDenied('a.com', list()), 'The setting "extism.allowedHosts" allows no host.');
    assert.equal(explainDenied('a.com', { hosts: ['b.com'], from: 'manifest' }), 'The manifest\'s "allowed_hosts" allows only b.com.');
  });

  it('tells what was meant', () => {
    for (const [entry, meant] of [
      ['https://a.com', 'a.com'],
      ['a.com:8080', 'a.com'],
      ['A.com', 'a.com'],
      ['https://*.com/v1', '*.com'],
    ] as const)
      assert.equal(
        explainDenied('a.com', list('b.com', entry)),
        `The setting "extism.allowedHosts" has "${entry}", where a host name or a glob of names is meant: write "${meant}".`,
      );
  });
});
