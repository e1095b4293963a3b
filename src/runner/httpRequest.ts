/** One request of a chain of redirects. */
export interface HttpRequest {
  url: URL;
  method: string;
  headers: Headers;
  body: Uint8Array<ArrayBuffer> | undefined;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** What describes a body, and goes with it. */
const BODY_HEADERS = ['content-encoding', 'content-language', 'content-length', 'content-location', 'content-type'];
/** What is meant for one server, and no other is told. */
const PRIVATE_HEADERS = ['authorization', 'cookie', 'host', 'proxy-authorization'];

/**
 * The request that a redirecting answer asks for; undefined where the answer is no redirect.
 * Source: https://fetch.spec.whatwg.org/#http-redirect-fetch
 * @throws {TypeError} where the answer's `Location` is no URL
 */
export function redirectOf(
  { url, method, headers, body }: HttpRequest,
  answer: { status: number; headers: Headers },
): HttpRequest | undefined {
  const location = answer.headers.get('location');
  if (location === null || !REDIRECTS.has(answer.status)) return undefined;
  const next: HttpRequest = { url: new URL(location, url), method, headers: new Headers(headers), body };
  const drop = (names: readonly string[]): void => names.forEach((name) => next.headers.delete(name));
  const isPost = method === 'POST' && (answer.status === 301 || answer.status === 302);
  if (isPost || (answer.status === 303 && method !== 'HEAD')) {
    next.method = 'GET';
    next.body = undefined;
    drop(BODY_HEADERS);
  }
  if (next.url.origin !== url.origin) drop(PRIVATE_HEADERS);
  return next;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign that stands for itself
  }
}

/** The request with user and password of its URL in a header, as other hosts send it; `fetch` takes no such URL. */
export function withoutCredentials(request: HttpRequest): HttpRequest {
  const { username, password } = request.url;
  if (username === '' && password === '') return request;
  const url = new URL(request.url);
  url.username = url.password = '';
  const headers = new Headers(request.headers);
  const bytes = new TextEncoder().encode(`${percentDecoded(username)}:${percentDecoded(password)}`);
  if (!headers.has('authorization')) headers.set('authorization', `Basic ${btoa(String.fromCharCode(...bytes))}`);
  return { ...request, url, headers };
}
