const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/;

/** Why no answer came from a host, in the words of someone who has not read the platform's source. */
const REASONS: Record<string, (host: string) => string> = {
  ECONNREFUSED: (host) => `${host} refused the connection: nothing listens there`,
  ENOTFOUND: (host) => `there is no host "${host}", or its name cannot be resolved here`,
  EAI_AGAIN: (host) => `the name "${host}" cannot be resolved now: is there a network?`,
  ECONNRESET: (host) => `${host} closed the connection before it had answered`,
  UND_ERR_SOCKET: (host) => `${host} closed the connection before it had answered`,
  UND_ERR_CONNECT_TIMEOUT: (host) => `${host} did not take the connection in time`,
  ETIMEDOUT: (host) => `${host} did not take the connection in time`,
  UND_ERR_HEADERS_TIMEOUT: (host) => `${host} did not answer in time`,
  UND_ERR_BODY_TIMEOUT: (host) => `${host} stopped in the middle of its answer`,
  ERR_INVALID_URL: (host) => `${host} redirected to what is no URL`,
  EHOSTUNREACH: (host) => `there is no way to ${host}`,
  ENETUNREACH: (host) => `there is no way to ${host}: is there a network?`,
};

/** Says why `fetch` failed: its own message is "fetch failed", and the reason is in the error's cause. */
export function describeNetworkError(error: unknown, host: string): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause ? String(cause.code) : '';
  if (cause.message === 'bad port') return `${host}: fetch, which sends requests here, refuses that port`;
  if (UNTRUSTED.test(code)) return `the certificate of ${host} is not trusted: ${cause.message}`;
  return (Object.hasOwn(REASONS, code) && REASONS[code]?.(host)) || `${host}: ${cause.message}`;
}
