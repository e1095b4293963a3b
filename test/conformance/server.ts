import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Page {
  status: number;
  body: string;
  location?: string;
}

/** What the HTTP fixtures are pointed at; `Pages` in libextism.py serves the same. */
function pageOf({ method, url, headers }: IncomingMessage, body: string, address: string): Page {
  switch (url) {
    case '/hello':
      return { status: 200, body: 'hello over HTTP' };
    case '/empty':
      return { status: 204, body: '' };
    case '/missing':
      return { status: 404, body: 'nothing here' };
    case '/redirect':
      return { status: 302, body: '', location: '/hello' };
    case '/away':
      return { status: 302, body: '', location: `${address}/hello` };
    case '/large':
      return { status: 200, body: 'x'.repeat(100_000) };
    case '/echo':
      return { status: 200, body: `${method} ${body}` };
    case '/header':
      return { status: 200, body: String(headers['x-test'] ?? '') };
    default:
      return { status: 500, body: '' };
  }
}

export async function startServer(): Promise<{ address: string; stop: () => void }> {
  let address = '';
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (data) => (body += String(data)));
    request.on('end', () => {
      const { status, body: answer, location } = pageOf(request, body, address);
      response.writeHead(status, location === undefined ? {} : { location }).end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { address, stop };
}
