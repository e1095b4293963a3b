import { CancellationTokenSource, type DebugSession, type Disposable } from 'vscode';
import type { Services } from '../services';
import { carriedBy, requestOf } from './configuration';
import { ConnectedRunner } from './connectedRunner';
import type { RunnerConnection } from './runnerLink';

/** The debug sessions that are under way, by their tokens, and the call that each is for. */
export class DebugSessions implements Disposable {
  readonly #sessions = new Map<string, DebugSession>();
  readonly #calls = new Map<DebugSession['id'], CancellationTokenSource>();

  constructor(private readonly services: Pick<Services, 'caller' | 'report'>) {}

  started(session: DebugSession): void {
    const carried = carriedBy(session.configuration);
    if (carried) this.#sessions.set(carried.token, session);
  }

  /** The call ends with its session. */
  stopping({ id }: DebugSession): void {
    this.#calls.get(id)?.cancel();
  }

  ended(session: DebugSession): void {
    this.stopping(session);
    const token = carriedBy(session.configuration)?.token;
    if (token !== undefined && this.#sessions.get(token) === session) this.#sessions.delete(token);
  }

  /** Makes the call that the session is for on the runner that connected. */
  async call(token: string, connection: RunnerConnection): Promise<void> {
    const session = this.#sessions.get(token);
    const carried = session && carriedBy(session.configuration);
    if (!carried) return void connection.socket.destroy();

    const runner = new ConnectedRunner(connection, carried.configuration.stopOnEntry ?? false);
    const cancellation = new CancellationTokenSource();
    this.#calls.set(session.id, cancellation);
    try {
      await this.services.caller.call(await requestOf(carried.configuration), cancellation.token, { debugged: runner });
    } catch (error) {
      this.services.report.error('The call', error);
    } finally {
      this.#calls.delete(session.id);
      cancellation.dispose();
      runner.end();
    }
  }

  dispose(): void {
    for (const cancellation of this.#calls.values()) cancellation.cancel();
  }
}
