import { CallFailure, failure } from '../core/failures/failure';
import type { ModuleSource } from '../core/manifest/manifest';
import { describeNetworkError } from './networkError';

/**
 * Fetches a module that a manifest names by a URL. That is the manifest's request, not the plug-in's: no list of hosts is asked.
 * @throws {CallFailure} where there is none to be had
 */
export async function fetchModule({ url, method, headers }: ModuleSource & { kind: 'url' }): Promise<Uint8Array<ArrayBuffer>> {
  const fail = (why: string): never => {
    throw new CallFailure(failure('notAModule', `cannot fetch ${url}: ${why}`, { detail: 'Correct the URL in the manifest.' }));
  };
  try {
    const response = await fetch(url, { method, headers });
    if (!response.ok) return fail(`the server answered ${response.status} ${response.statusText}`.trim());
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    if (error instanceof CallFailure) throw error;
    return fail(URL.canParse(url) ? describeNetworkError(error, new URL(url).host) : 'it is no URL');
  }
}
