/** What two processes say to each other. `M` maps a method to its function type, `E` is the type of an event. */
export interface Port {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

type Methods = Record<string, (params: never) => unknown>;
type Params<F> = F extends (params: infer P) => unknown ? P : never;
type Result<F> = F extends (params: never) => infer R ? Awaited<R> : never;

type Message =
  | { kind: 'request'; id: number; method: string; params: unknown }
  | { kind: 'response'; id: number; result: unknown }
  | { kind: 'error'; id: number; message: string; stack?: string }
  | { kind: 'event'; event: unknown };

export interface RpcClient<M> {
  request<K extends keyof M & string>(method: K, params: Params<M[K]>): Promise<Result<M[K]>>;
  /** Rejects what is pending, and every later request, with this error. To be called when the peer is gone. */
  close(reason: Error): void;
}

/** The asking side. */
export function createRpcClient<M extends Methods, E>(port: Port, onEvent: (event: E) => void): RpcClient<M> {
  const pending = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  let closed: Error | undefined;

  port.onMessage((data) => {
    const message = data as Message;
    if (message.kind === 'event') return onEvent(message.event as E);
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if (message.kind === 'response') waiting?.resolve(message.result as never);
    if (message.kind === 'error') waiting?.reject(Object.assign(new Error(message.message), { stack: message.stack }));
  });

  return {
    request: (method, params) =>
      new Promise((resolve: (result: never) => void, reject) => {
        if (closed) return reject(closed);
        lastId += 1;
        const id = lastId;
        pending.set(id, { resolve, reject });
        try {
          port.send({ kind: 'request', id, method, params } satisfies Message);
        } catch (error) {
          pending.delete(id);
          reject(error);
        }
      }),
    close(reason) {
      closed = reason;
      for (const { reject } of pending.values()) reject(reason);
      pending.clear();
    },
  };
}

/** The answering side. Returns what sends an event to the asking one. */
export function serveRpc<M extends Methods, E>(port: Port, handlers: M): (event: E) => void {
  const answer = async (id: number, method: string, params: unknown): Promise<void> => {
    try {
      const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
      if (!handler) throw new Error(`no method "${method}"`);
      port.send({ kind: 'response', id, result: await handler(params as never) } satisfies Message);
    } catch (error) {
      // of the handler, or that its result cannot be sent
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      port.send({ kind: 'error', id, message, ...(stack !== undefined && { stack }) } satisfies Message);
    }
  };
  port.onMessage((data) => {
    const message = data as Message;
    if (message.kind === 'request') void answer(message.id, message.method, message.params);
  });
  return (event) => port.send({ kind: 'event', event } satisfies Message);
}
