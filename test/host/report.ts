// How a test suite tells the process that started it what came out, from wherever it runs: a Node of another version,
// or an extension host behind a browser. One JSON message a line over a loopback socket.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

export interface Counts {
  passed: number;
  /** What failed, and why, a text each. */
  failures: string[];
  /** What failed, and why, in files that were then run once more. */
  repeated?: string[];
  skipped: number;
}

type Message = { kind: 'line'; text: string } | { kind: 'alive' } | { kind: 'end'; counts: Counts };

export interface Report {
  port: number;
  /** Rejects if the suite goes away without a result or says nothing for too long. */
  counts: Promise<Counts>;
  /** Ends the wait, for instance because the process that was to report has gone. */
  fail: (why: string) => void;
}

const START_LIMIT = 120_000;
const SILENCE_LIMIT = 60_000; // a suite says that it is alive every five seconds, so this is a blocked event loop

export async function listenForReport(who: string, onLine: (text: string) => void): Promise<Report> {
  let succeed: (counts: Counts) => void;
  let fail: (why: string) => void;
  const counts = new Promise<Counts>((resolve, reject) => {
    succeed = resolve;
    fail = (why) => reject(new Error(why));
  });

  let timer = setTimeout(() => fail(`${who} did not start within ${START_LIMIT / 1000} s.`), START_LIMIT);
  const receive = (message: Message) => {
    clearTimeout(timer);
    timer = setTimeout(() => fail(`${who} hangs: no sign of life for ${SILENCE_LIMIT / 1000} s.`), SILENCE_LIMIT);
    if (message.kind === 'line') onLine(message.text);
    if (message.kind === 'end') succeed(message.counts);
  };

  const server = createServer((socket) => {
    createInterface({ input: socket })
      .on('line', (line) => receive(JSON.parse(line) as Message))
      .on('close', () => fail(`${who} ended before it could report its results.`));
    socket.on('error', (error) => fail(`${who} can no longer be heard: ${error.message}`));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));

  const stopListening = () => {
    clearTimeout(timer);
    server.close();
  };
  counts.then(stopListening, stopListening);
  return { port: (server.address() as AddressInfo).port, counts, fail: (why) => fail(why) };
}

export interface Reporter {
  line: (text: string) => void;
  end: (counts: Counts) => Promise<void>;
}

export async function connectReporter(port: number): Promise<Reporter> {
  const socket = await new Promise<Socket>((connected, failed) => {
    const attempt = connect(port, '127.0.0.1', () => connected(attempt)).on('error', failed);
  });
  const send = (message: Message) => socket.write(`${JSON.stringify(message)}\n`);
  const pulse = setInterval(() => send({ kind: 'alive' }), 5000);
  return {
    line: (text) => send({ kind: 'line', text }),
    end: async (counts) => {
      clearInterval(pulse);
      send({ kind: 'end', counts });
      await new Promise<void>((flushed) => socket.end(flushed));
    },
  };
}
