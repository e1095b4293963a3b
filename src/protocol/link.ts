/** The environment variable that tells a runner which the debugger started where to connect to: a `Link` as JSON. */
export const LINK_VARIABLE = 'EXTISM_WORKBENCH_LINK';

/** Where the extension waits for the runner: a process that the debugger starts is not its child. */
export interface Link {
  /** A socket, or on Windows a named pipe. */
  path: string;
  /** Which debug session it is for, and that it may be let in. */
  token: string;
}

/** The runner's first message, as JSON. All others are of the RPC, serialized as between Node's processes. */
export interface Hello {
  token: string;
  /** Of the runner's process. */
  pid: number;
}
