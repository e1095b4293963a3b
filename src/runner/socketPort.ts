// The way to the extension of a runner that the debugger started.
import { connect } from 'node:net';
import { deserialize, serialize } from 'node:v8';
import { frame, FrameReader } from '../protocol/frames';
import { type Hello, type Link, LINK_VARIABLE } from '../protocol/link';
import type { Port } from '../protocol/rpc';

/** Where to connect to, if anywhere. Host functions of the workspace see the environment, and this is not for them. */
export function takeLink(): Link | undefined {
  const text = process.env[LINK_VARIABLE];
  delete process.env[LINK_VARIABLE];
  return text === undefined ? undefined : (JSON.parse(text) as Link);
}

/** Connects to the extension. This process ends when the connection does. */
export async function connectToExtension({ path, token }: Link): Promise<Port> {
  const socket = connect(path);
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  socket.on('error', () => process.exit());
  socket.on('close', () => process.exit());
  socket.write(frame(new TextEncoder().encode(JSON.stringify({ token, pid: process.pid } satisfies Hello))));
  return {
    send: (message) => void socket.write(frame(serialize(message))),
    onMessage(listener) {
      const reader = new FrameReader((message) => listener(deserialize(message)));
      socket.on('data', (data) => reader.push(data));
    },
  };
}
