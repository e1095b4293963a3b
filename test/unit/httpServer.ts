import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

type Answer = (request: Received, response: ServerResponse) => void;

/** A server on 127.0.0.1 that answers each path as it is told to, and remembers what it was asked. */
export class HttpServer {
  readonly received: Received[] = [];
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #answers = new Map<string, Answer>();

  static async start(answers: Record<string, Answer>): Promise<HttpServer> {
    const server = new HttpServer();
    server.answer(answers);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  url(path: string, host = '127.0.0.1'): string {
    return `http://${host}:${this.port}${path}`;
  }

  answer(answers: Record<string, Answer>): void {
    for (const [path, answer] of Object.entries(answers)) this.#answers.set(path, answer);
  }

  /** Ends it and what it is still answering. */
  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { method = '', url = '', headers } = request;
    const received = { method, path: url, headers, body };
    this.received.push(received);
    const answer = this.#answers.get(url);
    if (answer) answer(received, response);
    else response.writeHead(404).end('nothing here');
  }
}

export const text =
  (body: string, status = 200, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };

export const redirect =
  (location: string, status = 302): Answer =>
  (_, response) => {
    response.writeHead(status, { location }).end('moved');
  };
