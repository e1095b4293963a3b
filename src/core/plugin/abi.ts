import type { FunctionType, ModuleImport } from '../wasm/module';

/** The namespace of the Extism kernel, which every host provides. */
export const KERNEL_NAMESPACE = 'extism:host/env';
export const WASI_NAMESPACE = 'wasi_snapshot_preview1';

const type = (params: string, results = ''): FunctionType => ({
  params: params ? params.split(' ') : [],
  results: results ? results.split(' ') : [],
});

/** The kernel's functions. Source: the Extism runtime, `extism.h` of its kernel, and the JS SDK's call context. */
const KERNEL: Record<string, FunctionType> = {
  alloc: type('i64', 'i64'),
  free: type('i64'),
  length: type('i64', 'i64'),
  length_unsafe: type('i64', 'i64'),
  load_u8: type('i64', 'i32'),
  load_u64: type('i64', 'i64'),
  store_u8: type('i64 i32'),
  store_u64: type('i64 i64'),
  input_offset: type('', 'i64'),
  input_length: type('', 'i64'),
  input_load_u8: type('i64', 'i32'),
  input_load_u64: type('i64', 'i64'),
  output_set: type('i64 i64'),
  error_set: type('i64'),
  error_get: type('', 'i64'),
  config_get: type('i64', 'i64'),
  var_get: type('i64', 'i64'),
  var_set: type('i64 i64'),
  http_request: type('i64 i64', 'i64'),
  http_status_code: type('', 'i32'),
  http_headers: type('', 'i64'),
  log_trace: type('i64'),
  log_debug: type('i64'),
  log_info: type('i64'),
  log_warn: type('i64'),
  log_error: type('i64'),
  get_log_level: type('', 'i32'),
};

export const kernelFunction = (name: string): FunctionType | undefined => (Object.hasOwn(KERNEL, name) ? KERNEL[name] : undefined);

/** Until October 2023 the kernel's functions were `extism_*` in `env`; no current host provides those. */
export const isOldAbi = ({ module, name }: ModuleImport): boolean => module === 'env' && name.startsWith('extism_');

/** What toolchains export for themselves; a host has no reason to call it. */
const NOISE = new Set(['_start', '_initialize', 'malloc', 'free', 'calloc', 'realloc', 'memory', 'hs_init']);

/** A host can call `() → i32` and `() → ()`. */
export const isCallable = (name: string, { params, results }: FunctionType): boolean =>
  params.length === 0 &&
  (results.length === 0 || (results.length === 1 && results[0] === 'i32')) &&
  !NOISE.has(name) &&
  !name.startsWith('asyncify_') &&
  !name.startsWith('__');

type Values = FunctionType['params'];

const sameValues = (a: Values, b: Values): boolean => a.length === b.length && a.every((value, index) => value === b[index]);

export const sameType = (a: FunctionType, b: FunctionType): boolean => sameValues(a.params, b.params) && sameValues(a.results, b.results);

/** Types of values that are told. Thousands of imports may share a type of a thousand. */
const TOLD_VALUES = 20;

const formatValues = (values: Values): string =>
  values.length > TOLD_VALUES
    ? `(${values.slice(0, TOLD_VALUES).join(', ')} and ${values.length - TOLD_VALUES} more)`
    : `(${values.join(', ')})`;

/** `(i64, i32) → i64` */
export const formatType = ({ params, results }: FunctionType): string =>
  `${formatValues(params)} → ${results.length === 1 ? results[0] : formatValues(results)}`;
