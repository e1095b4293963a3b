import { HEADER, SECTION, u32 } from '../unit/core/wasm/bytes';

/** Bytes of code of one function, about that of a large one. */
const BODY = 10_000;
const DROPS = 3;

const section = (id: number, content: Uint8Array): Uint8Array => Buffer.concat([Uint8Array.of(id, ...u32(content.length)), content]);

/** A valid module of about so many bytes, nearly all of them code, with one function for a host to call. */
export function largeModule(size: number): Uint8Array {
  const functions = Math.floor(size / BODY);
  const code = Buffer.concat(Array.from({ length: (BODY / DROPS) | 0 }, () => Uint8Array.of(0x41, 1, 0x1a))); // i32.const 1, drop
  const body = Buffer.concat([Uint8Array.of(0), code, Uint8Array.of(0x41, 0, 0x0b)]); // no locals … i32.const 0, end
  const sized = Buffer.concat([Uint8Array.from(u32(body.length)), body]);
  const name = Buffer.from('run');
  return Buffer.concat([
    Uint8Array.from(HEADER),
    section(SECTION.type, Uint8Array.of(1, 0x60, 0, 1, 0x7f)), // () → i32
    section(SECTION.function, Uint8Array.from([...u32(functions), ...Array.from({ length: functions }, () => 0)])),
    section(SECTION.export, Uint8Array.from([1, name.length, ...name, 0, 0])),
    section(SECTION.code, Buffer.concat([Uint8Array.from(u32(functions)), ...Array.from({ length: functions }, () => sized)])),
  ]);
}
