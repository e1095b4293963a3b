import { enterPlugin } from './enterPlugin.js';

/** What is seen and changed of a module as it is instantiated. */
export interface InstantiationHooks {
  /** May replace functions in `imports`, which is the module's own copy. `memory` is there once the module is instantiated. */
  imports(module: WebAssembly.Module, imports: WebAssembly.Imports, memory: () => WebAssembly.Memory | undefined): void;
  /** Told the instance before any of its exports is called. A start section has run by then. */
  instance(module: WebAssembly.Module, instance: WebAssembly.Instance): void;
  /** Told what an exported function of the module returned. */
  returned(module: WebAssembly.Module, name: string, value: unknown): void;
}

type Exported = (...args: unknown[]) => unknown;

interface Wrapped {
  exported: Exported;
  returned(value: unknown): void;
}

const wrappedExports = new WeakMap<Exported, Wrapped>();

/** JSPI: https://github.com/WebAssembly/js-promise-integration. Not on every platform. */
const engine = WebAssembly as typeof WebAssembly & {
  promising?: (exported: Exported) => (...args: unknown[]) => Promise<unknown>;
  Suspending?: unknown;
};
const { promising } = engine;

export const supportsAsyncHostFunctions = promising !== undefined && engine.Suspending !== undefined;

// `promising` takes only a true WebAssembly export, and the SDK, which keeps the function it finds
// when it is loaded, will hand it one of ours: so this module is imported before the SDK.
if (promising) {
  engine.promising = (exported) => {
    const wrapped = wrappedExports.get(exported);
    if (!wrapped) return promising(exported);
    const call = promising(wrapped.exported);
    return async (...args) => {
      const value = await enterPlugin(call, args);
      wrapped.returned(value);
      return value;
    };
  };
}

function wrapExport(exported: Exported, returned: Wrapped['returned']): Exported {
  const wrapper: Exported = (...args) => {
    const value = enterPlugin(exported, args);
    returned(value);
    return value;
  };
  wrappedExports.set(wrapper, { exported, returned });
  return wrapper;
}

/**
 * Calls `create`, and has every `WebAssembly.instantiate` in it go through the hooks.
 * The SDK has no other place where the final imports, a function's return code or an exit code can be seen.
 */
export async function interceptInstantiation<T>(main: WebAssembly.Module, hooks: InstantiationHooks, create: () => Promise<T>): Promise<T> {
  const { instantiate } = WebAssembly;
  let showStart: (() => void) | undefined;
  const intercepted = async (module: WebAssembly.Module, imports: WebAssembly.Imports): Promise<WebAssembly.Instance> => {
    let memory: WebAssembly.Memory | undefined;
    hooks.imports(module, imports, () => memory);
    const instance = await instantiate(module, imports);
    if (instance.exports['memory'] instanceof WebAssembly.Memory) memory = instance.exports['memory'];
    hooks.instance(module, instance);
    if (module !== main) return instance; // a linked module's exports become imports, which must stay true exports
    const exports = Object.entries(instance.exports).map(([name, value]) => [
      name,
      typeof value === 'function' ? wrapExport(value as Exported, (result) => hooks.returned(module, name, result)) : value,
    ]);
    // the SDK would run it as soon as the module is instantiated, which no other host does
    const { _start: start, ...shown } = Object.fromEntries(exports) as WebAssembly.Exports;
    const seen: WebAssembly.Exports = Object.assign(Object.create(null), shown);
    if (start) showStart = () => void (seen['_start'] = start);
    return { exports: seen };
  };
  WebAssembly.instantiate = intercepted as typeof WebAssembly.instantiate;
  try {
    const created = await create();
    showStart?.();
    return created;
  } finally {
    WebAssembly.instantiate = instantiate;
  }
}
