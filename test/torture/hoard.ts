import { TemporaryPlugins } from '../unit/wat';

/** A plug-in that puts value after value of 64 KiB into host memory, under keys of 8 letters, for ever. */
const HOARD = `(module
  (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
  (import "extism:host/env" "free" (func $free (param i64)))
  (import "extism:host/env" "store_u64" (func $store_u64 (param i64 i64)))
  (import "env" "hostMemorySet" (func $set (param i64)))
  (memory (export "memory") 2)
  (data (i32.const 0) "{\\22value\\22:\\22        ")
  (data (i32.const 0x10010) "\\22,\\22key\\22:\\22AAAAAAAA\\22}      ")
  (func $count (local $at i32)
    (local.set $at (i32.const 0x10019))
    (loop $carry
      (i32.store8 (local.get $at) (i32.add (i32.load8_u (local.get $at)) (i32.const 1)))
      (if (i32.gt_u (i32.load8_u (local.get $at)) (i32.const 90))
        (then
          (i32.store8 (local.get $at) (i32.const 65))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br $carry)))))
  (func (export "hoard") (result i32) (local $block i64) (local $at i32)
    (memory.fill (i32.const 10) (i32.const 120) (i32.const 0x10006))
    (loop $for_ever
      (call $count)
      (local.set $block (call $alloc (i64.const 0x10028)))
      (local.set $at (i32.const 0))
      (loop $next
        (call $store_u64 (i64.add (local.get $block) (i64.extend_i32_u (local.get $at))) (i64.load (local.get $at)))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br_if $next (i32.lt_u (local.get $at) (i32.const 0x10028))))
      (call $set (local.get $block))
      (call $free (local.get $block))
      (br $for_ever))
    (unreachable)))`;

/** The path of that plug-in, outside the workspace. */
export const compileHoard = (): Promise<string> => new TemporaryPlugins().compile('hoard.wasm', HOARD);
