import { type AllowedHosts, explainDenied, isAllowed } from '../core/allowedHosts';
import type { HttpRequest as HttpRecord } from '../core/call';
import { CallFailure, failure } from '../core/failures/failure';
import { formatBytes } from '../core/format/text';
import { describeNetworkError } from './networkError';
import { type HttpRequest, redirectOf, withoutCredentials } from './httpRequest';

/** As `fetch` has it. */
const MOST_REDIRECTS = 20;
/** Bytes, where neither settings nor manifest say. Source: `http_request` in the Extism runtime's pdk.rs */
const MOST_BYTES = 50 * 1024 * 1024;
/** Milliseconds after which a request is told of although it has no answer yet, so that a call that dies waiting shows for what. */
const TELL_AFTER = 100;

/** The SDK asks its own list first, and of the first URL alone: this lets everything through to the list that is asked here. */
export const EVERY_HOST: readonly string[] = ['', '*', '.*'];

export interface HttpOptions {
  allowed: AllowedHosts;
  /** Bytes of a response's body. */
  maxResponseBytes: number | undefined;
  /** Ends what is under way. */
  signal: () => AbortSignal;
  record: (event: { kind: 'http' } & HttpRecord) => void;
}

const fail = (message: string, detail?: string): never => {
  throw new CallFailure(failure('httpError', message, detail === undefined ? {} : { detail }));
};

function check({ url }: HttpRequest, before: HttpRequest | undefined, allowed: AllowedHosts): void {
  const { protocol, hostname: host } = url;
  const redirected = before ? `: ${before.url.href} redirected to it` : '';
  if (protocol !== 'http:' && protocol !== 'https:') fail(`${url.href} cannot be requested, only http and https URLs can${redirected}`);
  if (isAllowed(host, allowed)) return;
  const parity = before ? ['Hosts in Rust and Go follow redirects without looking there.'] : [];
  throw new CallFailure(
    failure('denied', `HTTP request to ${host} is not allowed${redirected}`, {
      detail: [explainDenied(host, allowed), ...parity].join(' '),
      deniedHost: host,
    }),
  );
}

function readHeaders(headers: HeadersInit | undefined, url: URL): Headers {
  try {
    return new Headers(headers);
  } catch (error) {
    return fail(`the request to ${url.host} has a header that is none: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** @throws {CallFailure} where there is more */
async function readBody({ body }: Awaited<ReturnType<typeof fetch>>, url: URL, most = MOST_BYTES): Promise<Uint8Array<ArrayBuffer>> {
  const reader = body?.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let next = await reader?.read(); next?.value; next = await reader?.read()) {
    chunks.push(next.value);
    length += next.value.length;
    if (length <= most) continue;
    await reader?.cancel();
    fail(
      `the response of ${url.href} is larger than ${formatBytes(most)}`,
      '"extism.limits" with "maxHttpResponseBytes", or the manifest\'s "memory" with "max_http_response_bytes", sets how large one may be.',
    );
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/**
 * What the SDK sends a plug-in's HTTP requests with. The SDK's way, `fetch` as it is, follows an allowed host's
 * redirects to hosts that are not, and gives the plug-in null where a response is too large.
 */
export function createFetch({ allowed, maxResponseBytes, signal, record }: HttpOptions): typeof fetch {
  /** Sends one request of a chain; resolves with the next one where the answer redirects. */
  const send = async (request: HttpRequest, before: HttpRequest | undefined) => {
    const { method, headers, body } = request;
    const started = performance.now();
    const tell = (more: { status?: number; bytes?: number; error?: string } = {}): void =>
      record({ kind: 'http', method, url: request.url.href, ...more, micros: Math.round((performance.now() - started) * 1000) });
    const waiting = setTimeout(tell, TELL_AFTER);
    try {
      check(request, before, allowed);
      const answer = await fetch(request.url, { method, headers, ...(body && { body }), redirect: 'manual', signal: signal() });
      const { status } = answer;
      const next = redirectOf(request, answer);
      if (next) {
        await answer.body?.cancel();
        tell({ status });
        return next;
      }
      const bytes = await readBody(answer, request.url, maxResponseBytes);
      tell({ status, bytes: bytes.length });
      return { status, headers: answer.headers, arrayBuffer: () => Promise.resolve(bytes.buffer) };
    } catch (error) {
      if (error instanceof CallFailure) {
        tell({ error: error.failure.reason === 'denied' ? 'the host is not allowed' : error.message });
        throw error;
      }
      const why = signal().aborted ? 'the call ended first' : describeNetworkError(error, request.url.host);
      tell({ error: why });
      return fail(`cannot ${method} ${request.url.href}: ${why}`);
    } finally {
      clearTimeout(waiting);
    }
  };

  const follow = async (url: URL, { method = 'GET', headers, body }: RequestInit = {}) => {
    const first = withoutCredentials({ url, method, headers: readHeaders(headers, url), body: body as HttpRequest['body'] });
    let request = first;
    let before: HttpRequest | undefined;
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const answer = await send(request, before);
      if (!('url' in answer)) return answer;
      before = request;
      request = withoutCredentials(answer);
    }
    return fail(`${first.url.href} redirected more than ${MOST_REDIRECTS} times`);
  };

  // the part of a response that the SDK reads, without the class that would make Node load its fetch at once
  return ((url: string, init: RequestInit) => follow(new URL(url), init)) as unknown as typeof fetch;
}
