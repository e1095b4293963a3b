// Takes the place of VS Code's @vscode/spdlog, a native module that would have to be compiled.
// Without it the server's output channels stay empty. Only what VS Code calls is here.
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'critical'] as const;
type Level = (typeof LEVELS)[number];

class Logger {
  private level = LEVELS.indexOf('info');
  private raw = false;

  constructor(private readonly file: string) {}

  trace = (message: string) => this.write('trace', message);
  debug = (message: string) => this.write('debug', message);
  info = (message: string) => this.write('info', message);
  warn = (message: string) => this.write('warn', message);
  error = (message: string) => this.write('error', message);
  critical = (message: string) => this.write('critical', message);

  getLevel(): number {
    return this.level;
  }

  setLevel(level: number): void {
    this.level = level;
  }

  /** Output channels are written byte for byte, without a time, a level or an end of line. */
  clearFormatters(): void {
    this.raw = true;
  }

  setPattern(): void {
    this.raw = false;
  }

  flush(): void {}

  drop(): void {}

  private write(level: Level, message: string): void {
    if (LEVELS.indexOf(level) < this.level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    const name = level === 'warn' ? 'warning' : level; // as spdlog writes it, and as VS Code's log view reads it
    appendFileSync(this.file, this.raw ? message : `${time} [${name}] ${message}\n`);
  }
}

export const version = 0;

export function setLevel(): void {}

export function setFlushOn(): void {}

export function createRotatingLogger(_name: string, file: string): Promise<Logger> {
  mkdirSync(dirname(file), { recursive: true });
  return Promise.resolve(new Logger(file));
}

export function createAsyncRotatingLogger(name: string, file: string): Promise<Logger> {
  return createRotatingLogger(name, file);
}
