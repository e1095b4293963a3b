import type { HostImport } from '../plugin/hostImports';
import { languageOf } from '../plugin/toolchain';
import type { WasmModule } from '../wasm/module';

interface ForeignInterface {
  /** Whether an import is of this interface; both names as the module has them. */
  has: (namespace: string, name: string) => boolean;
  remedy: string;
}

/** What toolchains import where they build for another host than an Extism one, and how to build for this. The first that fits counts. */
const FOREIGN: ForeignInterface[] = [
  {
    has: (namespace) => /^(?:__wbindgen_|wbg$)|_bg\.js$/.test(namespace),
    remedy:
      'This was built for the browser with wasm-bindgen. Build for wasm32-unknown-unknown or wasm32-wasip1 without it: cargo build instead of wasm-pack, and no crate that needs a browser.',
  },
  {
    has: (namespace, name) => namespace === 'gojs' || (namespace === 'go' && name.includes('.')),
    remedy: 'Go built this for the browser. Build with GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared.',
  },
  {
    has: (namespace) => namespace === 'wasi_unstable',
    remedy: 'This was built for a WASI older than 2020. Update the toolchain, and build for WASI preview 1 (wasm32-wasip1).',
  },
  {
    has: (namespace) => namespace.startsWith('wasi:'),
    remedy:
      'This was built for WASI preview 2, of components, which Extism does not run. Build for preview 1: wasm32-wasip1, or -target wasip1 of TinyGo.',
  },
  {
    has: (namespace) => namespace.startsWith('javy_'),
    remedy: 'Javy built this to run beside a module of its own. Build with extism-js, which links all of it into one.',
  },
  {
    has: (namespace, name) =>
      namespace.startsWith('GOT.') ||
      (namespace === 'env' && /^__(?:memory_base|table_base|stack_pointer|indirect_function_table)$/.test(name)),
    remedy: 'This is a shared library, which needs a dynamic linker. Link it as a module of its own, without -shared and -fPIC.',
  },
  {
    has: (namespace, name) =>
      (namespace === 'a' && /^\w{1,2}$/.test(name)) ||
      (namespace === 'env' && /^(?:_?emscripten_|__syscall_|__cxa_|_abort_js$|invoke_[dfijv]+$)/.test(name)),
    remedy:
      'Emscripten built this to run beside its JavaScript. Build it with -sSTANDALONE_WASM --no-entry and without exceptions, or with the clang of wasi-sdk.',
  },
  {
    has: (namespace, name) => namespace === 'env' && name === 'abort',
    remedy:
      'AssemblyScript imports it for what goes wrong, and Extism hosts do not have it. Build with --use abort= (a trap without a word) or --use abort=path/to/file/yourAbort, a function of your own that logs the message.',
  },
  {
    has: (namespace, name) => namespace === 'env' && /^(?:seed|trace)$/.test(name),
    remedy:
      'AssemblyScript imports it for Math.random (seed) and trace(), and Extism hosts do not have it. Use --use with a function of your own.',
  },
];

/** How to build a plug-in whose missing imports tell that it was built for another kind of host. */
export function foreignToolchain(missing: readonly Pick<HostImport, 'namespace' | 'name'>[]): string | undefined {
  return FOREIGN.find(({ has }) => missing.some(({ namespace, name }) => has(namespace, name)))?.remedy;
}

const PROGRAMS = new Map(
  Object.entries({
    Go: 'Build it with -buildmode=c-shared, and mark functions with //go:wasmexport.',
    TinyGo: 'Build it with -buildmode=c-shared, and mark functions with //go:wasmexport.',
    Rust: 'Make it a library: crate-type = ["cdylib"] in Cargo.toml, and #[plugin_fn] on functions.',
    C: 'Build it with -mexec-model=reactor, and mark functions with __attribute__((export_name("…"))).',
    'C++': 'Build it with -mexec-model=reactor, and mark functions with extern "C" __attribute__((export_name("…"))).',
    Zig: 'Build it with entry = .disabled and rdynamic = true, and mark functions with export.',
  }),
);

const exportsFunction = ({ exports }: WasmModule, name: string): boolean =>
  exports.some((item) => item.name === name && item.kind === 'function');

/** Of a module that is a program, with nothing to call but the whole: how to build it instead. */
export function programHint(module: WasmModule): string | undefined {
  if (!exportsFunction(module, '_start')) return undefined;
  const remedy = PROGRAMS.get(languageOf(module) ?? '') ?? 'Build it as a library, and export functions.';
  return `It was built as a program, of which a host could only call _start. ${remedy}`;
}
