import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { paths } from './paths';

// What this VS Code always says on a machine without its marketplace, its telemetry and its native modules.
const NOISE =
  /AgentHost|ChatModel|AccountPolicy|ENOTFOUND|open-vsx|bindings file|native-watchdog|grace time|Resolv(ing|ed) connection|Creating a socket|ServiceWorker|authentication provider|vsda|GalleryExtensions|\/watchdog|Require stack|extensionHostProcess\.js$/;

const OWN_FRAME = /^\s+at .*\/out\/vs\/|^\s+at .*\((node:|<anonymous>)/;

/** Everything that one VS Code window and its server say, kept in .vscode-test/logs and shown only when something fails. */
export interface Log {
  file: string;
  write: (text: string) => void;
  /** The last lines without the known noise. */
  tail: () => string;
}

export function createLog(name: string): Log {
  mkdirSync(paths.logs, { recursive: true });
  const file = join(paths.logs, `${name}.log`);
  writeFileSync(file, '');
  return {
    file,
    write: (text) => appendFileSync(file, text.endsWith('\n') ? text : `${text}\n`),
    tail: () => {
      const lines = readFileSync(file, 'utf8').split('\n');
      const telling = lines.filter((line) => line.trim() !== '' && !NOISE.test(line) && !OWN_FRAME.test(line));
      return [`The end of ${file}:`, ...telling.slice(-30)].join('\n  ');
    },
  };
}
