import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fixtures } from '../host/paths';
import type { WasmModule } from '../../src/core/wasm/module';
import { readModule, sourceOfBytes } from '../../src/core/wasm/readModule';

/** @param name a path in test/fixtures */
export const readFixture = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(join(fixtures, name)));

export const readFixtureModule = (name: string): Promise<WasmModule> => readModule(sourceOfBytes(readFixture(name)));

/** Every .wasm in test/fixtures. */
export const WASM_FIXTURES: readonly string[] = readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
  .map((path) => path.split(sep).join('/'))
  .filter((path) => path.endsWith('.wasm') && !path.includes('node_modules/') && !path.includes('target/'))
  .sort();
