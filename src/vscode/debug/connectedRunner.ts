import { deserialize, serialize } from 'node:v8';
import { frame } from '../../protocol/frames';
import { inPieces } from '../../protocol/pieces';
import { createRpcClient, type RpcClient } from '../../protocol/rpc';
import type { RunnerEvent, RunnerMethods, RunRequest, RunResult } from '../../protocol/runner';
import type { DebuggedRunner } from '../caller';
import { type RunEvent, RunnerGone } from '../runnerProcess';
import type { RunnerConnection } from './runnerLink';

/** A runner that the debugger started, and that connected to us. */
export class ConnectedRunner implements DebuggedRunner {
  readonly #client: RpcClient<RunnerMethods>;
  #onEvent: (event: RunEvent) => void = () => undefined;

  constructor(
    private readonly connection: RunnerConnection,
    readonly stopOnEntry: boolean,
  ) {
    const { socket } = connection;
    this.#client = createRpcClient<RunnerMethods, RunnerEvent>(
      inPieces(
        {
          send: (message) => void socket.write(frame(serialize(message))),
          onMessage: (listener) => (connection.onMessage = (message) => listener(deserialize(message))),
        },
        setImmediate,
      ),
      (event) => event.kind !== 'ready' && this.#onEvent(event),
    );
    socket.once('close', () => this.#client.close(new RunnerGone('its connection closed', '', false)));
  }

  run(request: RunRequest, onEvent: (event: RunEvent) => void): Promise<RunResult> {
    this.#onEvent = onEvent;
    return this.#client.request('run', request);
  }

  /** Lets the process end, whose call has ended. */
  end(): void {
    this.connection.socket.end();
  }

  /** Ends the process, whatever it is doing: one that is stopped in the plug-in sees nothing of its connection. */
  kill(): void {
    try {
      process.kill(this.connection.pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it is gone already
    }
    this.connection.socket.destroy();
  }
}
