import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Disposable } from 'vscode';
import { FrameReader } from '../../protocol/frames';
import { type Hello, type Link, LINK_VARIABLE } from '../../protocol/link';

/** What a runner said after its first message. */
export interface RunnerConnection {
  socket: Socket;
  pid: number;
  /** Each message as it came. To be set at once. */
  onMessage: (message: Uint8Array) => void;
}

/** Where runners that the debugger starts connect to. It listens from the first session on. */
export class RunnerLink implements Disposable {
  #server: Server | undefined;
  #folder: string | undefined;
  #path = '';
  readonly #tokens = new Set<string>();
  readonly #sockets = new Set<Socket>();

  constructor(private readonly onRunner: (token: string, connection: RunnerConnection) => void) {}

  /** What a runner's environment needs, and the token by which the runner will be known. */
  async open(): Promise<{ token: string; variables: Record<string, string> }> {
    await this.#listen();
    const token = randomUUID();
    this.#tokens.add(token);
    return { token, variables: { [LINK_VARIABLE]: JSON.stringify({ path: this.#path, token } satisfies Link) } };
  }

  dispose(): void {
    this.#server?.close();
    for (const socket of this.#sockets) socket.destroy();
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }

  async #listen(): Promise<void> {
    if (this.#server) return;
    const server = createServer((socket) => this.#accept(socket));
    this.#server = server;
    if (process.platform === 'win32') {
      this.#path = `\\\\.\\pipe\\extism-workbench-${randomUUID()}`;
    } else {
      // a folder that nobody else may enter
      this.#folder = mkdtempSync(join(tmpdir(), `extism-link-${process.pid}-`));
      this.#path = join(this.#folder, 'runner');
    }
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#path, resolve);
    });
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy()); // 'close' follows, which tells whoever waits for the runner
    let connection: RunnerConnection | undefined;
    const reader = new FrameReader((message) => {
      if (connection) return connection.onMessage(message);
      const hello = readHello(message);
      if (!hello || !this.#tokens.has(hello.token)) return void socket.destroy();
      connection = { socket, pid: hello.pid, onMessage: () => undefined };
      this.onRunner(hello.token, connection);
    });
    socket.on('data', (data) => reader.push(data));
  }
}

/** What is no hello comes from something else than our runner. */
function readHello(message: Uint8Array): Hello | undefined {
  try {
    const { token, pid } = JSON.parse(new TextDecoder().decode(message)) as Partial<Hello>;
    return typeof token === 'string' && typeof pid === 'number' ? { token, pid } : undefined;
  } catch {
    return undefined;
  }
}
