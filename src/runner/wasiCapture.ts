/** What a plug-in does through WASI that no WASI implementation tells its caller. */
export interface WasiEvents {
  output(stream: 'stdout' | 'stderr', text: string): void;
  exit(code: number): void;
}

type Imported = (...args: number[]) => number;

const STREAMS: Record<number, 'stdout' | 'stderr'> = { 1: 'stdout', 2: 'stderr' };
/** WASI's errno for a pointer outside memory, and for an argument that makes no sense. */
const EFAULT = 21;
const EINVAL = 28;
const MOST_VECTORS = 1024;
/** Bytes of one write that are kept, so that one whose pieces are all the same memory takes no more. */
const KEPT = 16 * 1024 * 1024;

/** Reads the pieces of a `fd_write`. Layout: `ciovec` of WASI preview 1, `{ buf: u32, buf_len: u32 }`. */
function gather(memory: ArrayBuffer, vectors: number, count: number): { head: Uint8Array; total: number } {
  const view = new DataView(memory);
  const pieces: Uint8Array[] = [];
  for (let at = vectors; at < vectors + 8 * count; at += 8)
    pieces.push(new Uint8Array(memory, view.getUint32(at, true), view.getUint32(at + 4, true)));
  const total = pieces.reduce((sum, { length }) => sum + length, 0);
  const head = new Uint8Array(Math.min(total, KEPT));
  let end = 0;
  for (const piece of pieces) {
    head.set(piece.subarray(0, KEPT - end), end);
    end = Math.min(end + piece.length, KEPT);
  }
  return { head, total };
}

/**
 * Takes over a module's writes to stdout and stderr, so that they reach the record in order with everything else,
 * and notes its exit code. `memory` is known once the module is instantiated.
 */
export function captureWasi(wasi: Record<string, unknown>, memory: () => WebAssembly.Memory | undefined, events: WasiEvents): void {
  const write = wasi['fd_write'] as Imported | undefined;
  const exit = wasi['proc_exit'] as Imported | undefined;
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  if (write) {
    wasi['fd_write'] = (fd: number, vectors: number, count: number, written: number): number => {
      const stream = STREAMS[fd];
      const linear = memory();
      if (!stream || !linear) return write(fd, vectors, count, written);
      if (count >>> 0 > MOST_VECTORS) return EINVAL;
      try {
        const { head, total } = gather(linear.buffer, vectors >>> 0, count);
        new DataView(linear.buffer).setUint32(written >>> 0, total, true);
        const text = decoders[stream].decode(head, { stream: true });
        if (text) events.output(stream, total > head.length ? `${text}… (${total - head.length} more bytes)\n` : text);
        return 0;
      } catch (error) {
        if (error instanceof RangeError) return EFAULT;
        throw error;
      }
    };
  }
  if (exit) {
    wasi['proc_exit'] = (code: number): number => {
      events.exit(code);
      return exit(code);
    };
  }
}
