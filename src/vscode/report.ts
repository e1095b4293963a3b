import { commands, FileSystemError, type LogOutputChannel, window } from 'vscode';
import { withoutLinks } from '../core/format/plain';

/** A button under a message. */
export interface Action {
  title: string;
  run(): unknown;
}

/** Something went wrong that was to be expected. The message says what, and what to do next. */
export class UserError extends Error {
  override readonly name = 'UserError';

  constructor(
    message: string,
    readonly actions: readonly Action[] = [],
  ) {
    super(message);
  }
}

/** There is nothing to do, which is no mistake: it is told, and not shown as an error. */
export class NothingToDo extends UserError {}

export const openSettings = (query: string): Action => ({
  title: 'Open Settings',
  run: () => commands.executeCommand('workbench.action.openSettings', query),
});

export const manageTrust: Action = {
  title: 'Manage Workspace Trust',
  run: () => commands.executeCommand('workbench.trust.manage'),
};

async function show(method: typeof window.showErrorMessage, message: string, actions: readonly Action[]): Promise<void> {
  const chosen = await method(message, ...actions.map(({ title }) => title));
  await actions.find(({ title }) => title === chosen)?.run();
}

/** The one place that shows errors and other messages. */
export class Report {
  constructor(private readonly log: LogOutputChannel) {}

  /** Does the work, and shows why it failed where it did. Resolves with undefined then. */
  async guard<T>(what: string, work: () => T | PromiseLike<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.error(what, error);
      return undefined;
    }
  }

  error(what: string, error: unknown): void {
    if (error instanceof UserError) {
      const method = error instanceof NothingToDo ? window.showInformationMessage : window.showErrorMessage;
      return this.#show(method, error.message, error.actions);
    }
    if (error instanceof FileSystemError) return this.#show(window.showErrorMessage, `${what} failed: ${error.message}`, []);
    this.log.error(`${what}:`, error instanceof Error ? (error.stack ?? error.message) : String(error));
    this.#show(window.showErrorMessage, `${what} failed: this is a bug in Extism Workbench.`, [
      { title: 'Show Log', run: () => this.log.show() },
    ]);
  }

  warn(message: string, actions: readonly Action[] = []): void {
    this.#show(window.showWarningMessage, message, actions);
  }

  /** What was done where nobody is looking. */
  inform(message: string, actions: readonly Action[] = []): void {
    this.#show(window.showInformationMessage, message, actions);
  }

  #show(method: typeof window.showErrorMessage, message: string, actions: readonly Action[]): void {
    show(method, withoutLinks(message), actions).catch((error: unknown) => this.log.error('an action failed:', String(error)));
  }
}
