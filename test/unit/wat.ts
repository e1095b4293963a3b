import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import loadWabt from 'wabt';

/** In the text of a plug-in: what it imports to talk to its host. */
export const KERNEL = `
  (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
  (import "extism:host/env" "store_u8" (func $store_u8 (param i64 i32)))
  (import "extism:host/env" "load_u8" (func $load_u8 (param i64) (result i32)))
  (import "extism:host/env" "log_info" (func $log_info (param i64)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
  (import "env" "hostMemoryGet" (func $hostMemoryGet (param i64) (result i64)))`;

/** Its own block of one character. */
export const LETTER = `
  (func $letter (param $code i32) (result i64)
    (local $block i64)
    (local.set $block (call $alloc (i64.const 1)))
    (call $store_u8 (local.get $block) (local.get $code))
    (local.get $block))`;

export const WRITE = '(import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))';

/** Writes a character to a stream of WASI. */
export const PRINT = `
  (func $print (param $stream i32) (param $code i32)
    (i32.store8 (i32.const 100) (local.get $code))
    (i32.store (i32.const 0) (i32.const 100))
    (i32.store (i32.const 4) (i32.const 1))
    (drop (call $fd_write (local.get $stream) (i32.const 0) (i32.const 1) (i32.const 8))))`;

/** Plug-ins that a test makes for itself, in a folder of their own. */
export class TemporaryPlugins {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'extism-unit-')));

  path(name: string): string {
    return join(this.folder, name);
  }

  /** @returns the path */
  write(name: string, content: string | Uint8Array): string {
    writeFileSync(this.path(name), content);
    return this.path(name);
  }

  /**
   * @param text a module in WebAssembly's text format
   * @returns the path
   */
  async compile(name: string, text: string): Promise<string> {
    const wabt = await loadWabt();
    const module = wabt.parseWat(name, text);
    try {
      return this.write(name, module.toBinary({ write_debug_names: true }).buffer);
    } finally {
      module.destroy();
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
