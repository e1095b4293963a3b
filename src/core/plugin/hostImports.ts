import { describeMock, findMock, type Mocks } from '../mocks';
import type { ExternalKind, FunctionType, ModuleImport, WasmModule } from '../wasm/module';
import { formatType, isOldAbi, KERNEL_NAMESPACE, kernelFunction, sameType, WASI_NAMESPACE } from './abi';
import { contractOf, fitsContract, isHostFunction } from './hostFunctions';

/** What provides host functions besides the workbench itself. */
export interface Providers {
  mocks: Mocks;
  /** The workspace's own host functions: the file's name, and what it exports. */
  own?: { file: string; names: readonly string[] };
}

export const NO_PROVIDERS: Providers = { mocks: {} };

/** How an import of a plug-in is met. */
export type ImportStatus =
  | { kind: 'provided'; from: 'kernel' | 'workbench' | 'own' | 'mock'; by: string }
  | { kind: 'missing' }
  | { kind: 'signatureMismatch'; expected: FunctionType }
  /** No host function would meet it. Where the toolchain tells what to do about it, the remedy is left to that. */
  | { kind: 'unsupported'; why: string; remedy?: string }
  | { kind: 'oldAbi' };

/** A function that a plug-in imports from its host: neither the kernel's nor WASI's, and no linked module exports it. */
export interface HostImport extends FunctionType {
  namespace: string;
  name: string;
  kind: ExternalKind;
  status: ImportStatus;
}

const NO_TYPE: FunctionType = { params: [], results: [] };

const ELSEWHERE = 'Import a host function from another namespace, such as "extism:host/user"';

function kernelStatus(name: string, type: FunctionType): ImportStatus {
  const contract = kernelFunction(name);
  if (!contract) {
    const remedy = `"${KERNEL_NAMESPACE}" is for Extism's own functions, and has none of that name. ${ELSEWHERE}.`;
    return { kind: 'unsupported', why: 'Extism has no such function', remedy };
  }
  return sameType(contract, type) ? { kind: 'provided', from: 'kernel', by: 'Extism' } : { kind: 'signatureMismatch', expected: contract };
}

/** Capsule's host functions pass pointers into linear memory; so does browser-bindgen's glue. Neither is Extism's interface. */
function foreignInterface({ module, name, type = NO_TYPE }: ModuleImport): ImportStatus | undefined {
  if (/^(__wbindgen_|wbg$)/.test(module)) return { kind: 'unsupported', why: 'of wasm-bindgen glue for the browser' };
  if (!name.startsWith('host') || type.params.length < 2) return undefined;
  if (![type.params, type.results].every((values) => values.every((value) => value === 'i32'))) return undefined;
  const remedy =
    'Host functions of Capsule take pointers and lengths in linear memory, those of Extism offsets of blocks: build the plug-in with an Extism PDK.';
  return { kind: 'unsupported', why: 'of Capsule, whose pointers are into linear memory', remedy };
}

/**
 * What else a plug-in's modules can import from: the modules by name, which win over host functions of the same namespace.
 * A module that is not known yet is taken to export whatever is asked of it.
 */
export type LinkedModules = ReadonlyMap<string, WasmModule | undefined>;

function isLinked({ module, name, kind }: ModuleImport, linked: LinkedModules): boolean {
  if (!linked.has(module)) return false;
  return linked.get(module)?.exports.some((item) => item.name === name && item.kind === kind) ?? true;
}

/** A module that is asked before any host, and does not have it: other hosts refuse that too, and those on libextism crash at `main`. */
function unlinkedStatus(module: string): ImportStatus {
  if (module === 'main') {
    const remedy = `"main" is the plug-in's own module, to which no host can add. ${ELSEWHERE}; in AssemblyScript with @external.`;
    return { kind: 'unsupported', why: '"main" is the plug-in itself', remedy };
  }
  const remedy = `The module "${module}", which is asked before any host, does not export it. Export it there, or give the module another name.`;
  return { kind: 'unsupported', why: `the module "${module}" does not export it`, remedy };
}

/** The workspace's own functions win over mocks, and mocks over what the workbench provides. */
function statusOf(item: ModuleImport, linked: LinkedModules, { mocks, own }: Providers): ImportStatus {
  const { module, name, kind, type = NO_TYPE } = item;
  if (linked.has(module)) return unlinkedStatus(module);
  if (kind !== 'function') {
    const remedy = 'Extism hosts provide functions only. Build the plug-in with a memory of its own, without --import-memory.';
    return { kind: 'unsupported', why: `a ${kind}, and hosts provide functions only`, remedy };
  }
  if (module === KERNEL_NAMESPACE) return kernelStatus(name, type);
  if (own?.names.includes(name)) return { kind: 'provided', from: 'own', by: own.file };
  const mock = findMock(mocks, module, name);
  if (mock) return { kind: 'provided', from: 'mock', by: `a mock: ${describeMock(mock)}` };
  if (isOldAbi(item)) return { kind: 'oldAbi' };
  const foreign = foreignInterface(item);
  if (foreign) return foreign;
  if (!isHostFunction(name)) return { kind: 'missing' };
  const contract = contractOf(name);
  if (!fitsContract(contract, type)) return { kind: 'signatureMismatch', expected: contract.type };
  return { kind: 'provided', from: 'workbench', by: contract.providedBy };
}

/**
 * What a plug-in asks of its host, each import once. Kernel functions that are met as they should be, and WASI, are left out:
 * every plug-in has them and no author wrote them.
 */
export function describeHostImports(imports: readonly ModuleImport[], linked: LinkedModules, providers: Providers): HostImport[] {
  const described = imports
    .filter((item) => item.module !== WASI_NAMESPACE && !isLinked(item, linked))
    .map((item): HostImport => ({
      namespace: item.module,
      name: item.name,
      kind: item.kind,
      ...(item.type ?? NO_TYPE),
      status: statusOf(item, linked, providers),
    }))
    .filter(({ status }) => status.kind !== 'provided' || status.from !== 'kernel');
  return [...new Map(described.map((item) => [importKey(item), item])).values()];
}

/** Tells an import from the others of its plug-in, as far as a type is told. */
export const importKey = (item: HostImport): string => JSON.stringify([item.namespace, item.name, formatImportType(item)]);

/** `(i64) → i64`, `memory` */
export const formatImportType = (item: HostImport): string => (item.kind === 'function' ? formatType(item) : item.kind);

/** `env.hostMemoryGet (i64) → i64` */
export const formatImport = (item: HostImport): string => `${item.namespace}.${item.name} ${formatImportType(item)}`;
