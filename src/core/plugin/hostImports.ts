import type { FunctionType, ModuleImport } from '../wasm/module';
import { formatType, isOldAbi, KERNEL_NAMESPACE, kernelFunction, sameType, WASI_NAMESPACE } from './abi';
import { HOST_FUNCTIONS, isHostFunction } from './hostFunctions';

/** How an import of a plug-in is met. */
export type ImportStatus =
  | { kind: 'provided'; by: string }
  | { kind: 'missing' }
  | { kind: 'signatureMismatch'; expected: FunctionType }
  | { kind: 'oldAbi' }
  | { kind: 'notAFunction'; what: string };

/** A function that a plug-in imports from its host: neither the kernel's nor WASI's, and no linked module exports it. */
export interface HostImport extends FunctionType {
  namespace: string;
  name: string;
  status: ImportStatus;
}

const NO_TYPE: FunctionType = { params: [], results: [] };

function statusOf({ module, name, kind, type = NO_TYPE }: ModuleImport): ImportStatus {
  if (kind !== 'function') return { kind: 'notAFunction', what: kind };
  const contract = module === KERNEL_NAMESPACE ? kernelFunction(name) : isHostFunction(name) ? HOST_FUNCTIONS[name] : undefined;
  if (!contract) return { kind: isOldAbi({ module, name, kind }) ? 'oldAbi' : 'missing' };
  if (!sameType(contract, type)) return { kind: 'signatureMismatch', expected: contract };
  return { kind: 'provided', by: isHostFunction(name) && module !== KERNEL_NAMESPACE ? HOST_FUNCTIONS[name].providedBy : 'Extism' };
}

/**
 * What a plug-in asks of its host. Kernel functions that are met as they should be, and WASI, are left out:
 * every plug-in has them and no author wrote them.
 * @param linked the names of the manifest's other modules, which win over host functions of the same namespace
 */
export function describeHostImports(imports: readonly ModuleImport[], linked: ReadonlySet<string>): HostImport[] {
  return imports
    .filter(({ module }) => module !== WASI_NAMESPACE && !linked.has(module))
    .map((item) => ({ namespace: item.module, name: item.name, ...(item.type ?? NO_TYPE), status: statusOf(item) }))
    .filter(({ namespace, status }) => namespace !== KERNEL_NAMESPACE || status.kind !== 'provided');
}

/** `env.hostMemoryGet (i64) → i64` */
export const formatImport = (item: HostImport): string => `${item.namespace}.${item.name} ${formatType(item)}`;
