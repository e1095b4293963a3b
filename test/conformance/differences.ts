// Where our runner and libextism differ, and why. The test fails for a difference that is not here, and for one here that is none any more.
import type { Summary } from './compare';

export interface Difference {
  /** As `nameOf` names it. */
  call: string;
  aspect: keyof Summary;
  ours: string;
  theirs: string;
}

interface Explained {
  reason: string;
  calls: Difference[];
}

const explained: Explained[] = [
  {
    reason:
      'The engine refuses what is more than max_pages: memory.grow answers -1, as in WebAssembly, and the plug-in decides. libextism ends the call (MemoryLimiter in its runtime/src/current_plugin.rs).',
    calls: [
      { call: 'broken/allocate.wasm linear', aspect: 'outcome', ours: 'failed: trapped: unreachable', theirs: 'failed: ran out of memory' },
    ],
  },
  {
    reason: 'Every exit code is told here; for libextism those above 125 are no exit codes.',
    calls: [
      {
        call: 'broken/exit.wasm exit255',
        aspect: 'outcome',
        ours: 'exited with code 255',
        theirs: 'failed: exit with invalid exit status outside of [0..126)',
      },
    ],
  },
  {
    reason: 'libextism is asked through its C interface, where a text ends at its first NUL.',
    calls: [
      {
        call: 'corners/binary.wasm error',
        aspect: 'outcome',
        ours: 'failed: \u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\u007f��������������������������������������������������������������������������������������������������������������������������������',
        theirs: 'returned 1',
      },
      { call: 'corners/hostile-names.wasm a\u0000b', aspect: 'outcome', ours: 'output "ok"', theirs: 'failed: no such function' },
      {
        call: 'corners/hostile-text.wasm log',
        aspect: 'events',
        ours: '["log","info","<b>bold</b> **bold** [link](command:workbench.action.quit) `code` $(flame)\\r\\n\\u001b[31mred\\u001b[0m\\u0007\\u0000 \\"quoted\\" \\\\ 👋 evil\u202egnp.exe\\n"]',
        theirs: '',
      },
      {
        call: 'corners/hostile-text.wasm error',
        aspect: 'outcome',
        ours: 'failed: <b>bold</b> **bold** [link](command:workbench.action.quit) `code` $(flame)\r\n\u001b[31mred\u001b[0m\u0007\u0000 "quoted" \\ 👋 evil\u202egnp.exe\n',
        theirs: 'failed: <b>bold</b> **bold** [link](command:workbench.action.quit) `code` $(flame)\r\n\u001b[31mred\u001b[0m\u0007',
      },
    ],
  },
  {
    reason: 'What is no UTF-8 is shown in a log with replacement characters; libextism logs that it cannot.',
    calls: [
      {
        call: 'corners/binary.wasm log',
        aspect: 'events',
        ours: '["log","info","\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f !\\"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\u007f��������������������������������������������������������������������������������������������������������������������������������"]',
        theirs: '["log","error","unable to log message: Err(invalid utf-8 sequence of 1 bytes from index 128)"]',
      },
      {
        call: 'corners/log-level.wasm no_text',
        aspect: 'events',
        ours: '["log","info","��!"]',
        theirs: '["log","error","unable to log message: Err(invalid utf-8 sequence of 1 bytes from index 0)"]',
      },
    ],
  },
  {
    reason: 'libextism refuses a module that has both _start and _initialize; the SDKs for Go and JavaScript run _initialize.',
    calls: [
      {
        call: 'corners/initialize-and-start.wasm initialized',
        aspect: 'outcome',
        ours: 'output "1"',
        theirs: 'failed: Program cannot be both a Command and a Reactor',
      },
      {
        call: 'corners/initialize-and-start.wasm started',
        aspect: 'outcome',
        ours: 'output "0"',
        theirs: 'failed: Program cannot be both a Command and a Reactor',
      },
      {
        call: 'corners/initialize-and-start.wasm _start',
        aspect: 'outcome',
        ours: 'output ""',
        theirs: 'failed: Program cannot be both a Command and a Reactor',
      },
    ],
  },
  {
    reason:
      'libextism overflows its stack on modules that import each other, and on one that imports from "main" (add_module in its runtime/src/plugin.rs).',
    calls: [
      {
        call: 'corners/linking/circle.extism.json is_even (an even number)',
        aspect: 'outcome',
        ours: 'output "1"',
        theirs: 'the host crashed: SIGSEGV',
      },
      {
        call: 'corners/linking/circle.extism.json is_even (an odd number)',
        aspect: 'outcome',
        ours: 'output "0"',
        theirs: 'the host crashed: SIGSEGV',
      },
      {
        call: 'corners/linking/odd.wasm odd',
        aspect: 'outcome',
        ours: 'cannot be loaded: an import is missing',
        theirs: 'the host crashed: SIGSEGV',
      },
    ],
  },
  {
    reason:
      'Here a block is a buffer of its own, and what reaches past its end fails. Elsewhere all blocks are in one memory, and it goes on with what lies there.',
    calls: [
      {
        call: 'corners/blocks.wasm store_nowhere',
        aspect: 'outcome',
        ours: 'failed: trapped: Offset is outside the bounds of the DataView',
        theirs: 'output "1"',
      },
      {
        call: 'corners/blocks.wasm load_past_end',
        aspect: 'outcome',
        ours: 'failed: trapped: Offset is outside the bounds of the DataView',
        theirs: 'output "8"',
      },
      {
        call: 'corners/blocks.wasm store_past_end',
        aspect: 'outcome',
        ours: 'failed: trapped: Offset is outside the bounds of the DataView',
        theirs: 'output "8"',
      },
      {
        call: 'corners/blocks.wasm output_past_end',
        aspect: 'outcome',
        ours: 'failed: set an output that is longer than its block of Extism memory',
        theirs: 'output "cont\\u0000\\u0000"',
      },
    ],
  },
  {
    reason: 'The SDK forgets a block that is freed; elsewhere its bytes stay where they were.',
    calls: [
      {
        call: 'corners/blocks.wasm output_freed',
        aspect: 'outcome',
        ours: 'failed: used an Extism memory block that does not exist',
        theirs: 'output "contents"',
      },
    ],
  },
  {
    reason: 'The SDK can tell 32,765 blocks apart in one call; other hosts have no such limit.',
    calls: [
      {
        call: 'corners/allocations.wasm allocate (40,000)',
        aspect: 'outcome',
        ours: 'failed: used more than 32,765 blocks of Extism memory',
        theirs: 'output "40000"',
      },
      {
        call: 'corners/allocations.wasm allocate_and_free (40,000)',
        aspect: 'outcome',
        ours: 'failed: used more than 32,765 blocks of Extism memory',
        theirs: 'output "40000"',
      },
    ],
  },
  {
    reason: 'Here the call fails of the trap, and its detail tells the error; libextism tells the error alone.',
    calls: [
      { call: 'corners/errors.wasm error_then_trap', aspect: 'outcome', ours: 'failed: trapped: unreachable', theirs: 'failed: oops' },
    ],
  },
  {
    reason:
      'A function of another type than () → i32 and () → () is refused here; libextism calls it, and fails the call because its result is no i32.',
    calls: [
      { call: 'corners/errors.wasm returns_i64', aspect: 'outcome', ours: 'failed: no such function', theirs: 'returned -1' },
      { call: 'corners/errors.wasm returns_f32', aspect: 'outcome', ours: 'failed: no such function', theirs: 'returned -1' },
      { call: 'corners/linking/lib.wasm greet', aspect: 'outcome', ours: 'failed: no such function', theirs: 'returned -1' },
    ],
  },
  {
    reason: 'libextism runs __wasm_call_ctors and leaves _initialize; here, as in the SDKs for Go and JavaScript, it is _initialize.',
    calls: [{ call: 'corners/constructors-and-initialize.wasm times', aspect: 'outcome', ours: 'output "10"', theirs: 'output "1"' }],
  },
  {
    reason: 'The SDK runs _initialize before hs_init only in modules that import WASI, as all that GHC makes do.',
    calls: [{ call: 'corners/haskell.wasm times', aspect: 'outcome', ours: 'output "10"', theirs: 'output "11"' }],
  },
  {
    reason: 'libextism makes two instances of the main module, and so runs _initialize twice (relink in its runtime/src/plugin.rs).',
    calls: [
      { call: 'corners/wasi-reactor.wasm times', aspect: 'stdout', ours: 'starting\n', theirs: 'starting\nstarting\n' },
      {
        call: 'corners/wasi-reactor.wasm _initialize',
        aspect: 'stdout',
        ours: 'starting\nstarting\n',
        theirs: 'starting\nstarting\nstarting\n',
      },
      { call: 'corners/wasi-reactor.wasm times (three times)', aspect: 'stdout', ours: 'starting\n', theirs: 'starting\nstarting\n' },
    ],
  },
  {
    reason:
      'libextism crashes when _initialize calls its host: it runs before the plug-in has a store (relink in its runtime/src/plugin.rs).',
    calls: [
      {
        call: 'corners/initialize-log.wasm run',
        aspect: 'events',
        ours: '["log","info","initializing"]\n["log","info","running"]',
        theirs: '',
      },
      { call: 'corners/initialize-log.wasm run', aspect: 'outcome', ours: 'output ""', theirs: 'the host crashed: SIGSEGV' },
      {
        call: 'corners/initialize-host-call.wasm run',
        aspect: 'events',
        ours: '["hostCall","env","hostMemoryGet","hello","👋 Hello World 🌍"]',
        theirs: '',
      },
      { call: 'corners/initialize-host-call.wasm run', aspect: 'outcome', ours: 'output "21"', theirs: 'the host crashed: SIGSEGV' },
      {
        call: 'http/initialize.wasm nothing',
        aspect: 'outcome',
        ours: 'failed: had to wait for an answer where it cannot wait',
        theirs: 'the host crashed: SIGSEGV',
      },
    ],
  },
  {
    reason: 'libextism makes a new instance of a linked command for each call; the SDK makes one for each import, and runs its _start.',
    calls: [{ call: 'corners/linking/command.extism.json three', aspect: 'outcome', ours: 'output "103"', theirs: 'output "1"' }],
  },
  {
    reason: 'A hash in capital letters is the same hash here, with a warning in the editor; libextism compares letters.',
    calls: [
      {
        call: 'corners/manifests/hash-upper-case.extism.json echo',
        aspect: 'outcome',
        ours: 'output "x"',
        theirs: 'cannot be loaded: the hash is of something else',
      },
    ],
  },
  {
    reason: 'What is no SHA-256 is refused as such, before a file is read.',
    calls: [
      {
        call: 'corners/manifests/hash-too-short.extism.json echo',
        aspect: 'outcome',
        ours: 'cannot be loaded: not a plug-in',
        theirs: 'cannot be loaded: the hash is of something else',
      },
    ],
  },
  {
    reason: 'Both refuse, with error numbers of their own WASI.',
    calls: [
      { call: 'corners/manifests/files.extism.json read (outside)', aspect: 'outcome', ours: 'returned 76', theirs: 'returned 63' },
      { call: 'corners/manifests/files.extism.json read (no such folder)', aspect: 'outcome', ours: 'returned 76', theirs: 'returned 8' },
      { call: 'corners/manifests/files.extism.json read (a folder)', aspect: 'outcome', ours: 'returned 76', theirs: 'returned 8' },
      { call: 'corners/manifests/read-only-files.extism.json write', aspect: 'outcome', ours: 'returned 69', theirs: 'returned 63' },
      { call: 'corners/manifests/read-only-files.extism.json create', aspect: 'outcome', ours: 'returned 69', theirs: 'returned 63' },
      { call: 'corners/manifests/read-only-files.extism.json truncate', aspect: 'outcome', ours: 'returned 69', theirs: 'returned 63' },
      {
        call: 'corners/manifests/read-only-files.extism.json create_in_opened',
        aspect: 'outcome',
        ours: 'returned 69',
        theirs: 'returned 63',
      },
      {
        call: 'corners/manifests/read-only-files.extism.json create_directory',
        aspect: 'outcome',
        ours: 'returned 69',
        theirs: 'returned 63',
      },
      {
        call: 'corners/manifests/read-only-files.extism.json remove_directory',
        aspect: 'outcome',
        ours: 'returned 69',
        theirs: 'returned 63',
      },
      { call: 'corners/manifests/read-only-files.extism.json unlink_file', aspect: 'outcome', ours: 'returned 69', theirs: 'returned 63' },
      { call: 'corners/manifests/read-only-files.extism.json set_times', aspect: 'outcome', ours: 'returned 69', theirs: 'returned 63' },
      { call: 'corners/manifests/read-only-files.extism.json rename', aspect: 'outcome', ours: 'returned 69', theirs: 'returned 63' },
      { call: 'corners/manifests/read-only-files.extism.json link', aspect: 'outcome', ours: 'returned 69', theirs: 'returned 63' },
      { call: 'corners/manifests/read-only-files.extism.json symlink', aspect: 'outcome', ours: 'returned 69', theirs: 'returned 63' },
      { call: 'paths/files.wasm read (no folder allowed)', aspect: 'outcome', ours: 'returned 76', theirs: 'returned 8' },
      { call: 'paths/files.wasm create (no folder allowed)', aspect: 'outcome', ours: 'returned 76', theirs: 'returned 8' },
    ],
  },
  {
    reason: 'The SDK ignores keys that it doesn\'t know in an HTTP request, and knows "header"; libextism refuses them.',
    calls: [
      {
        call: 'http/request.wasm body (header, which is no key)',
        aspect: 'outcome',
        ours: 'output "a header"',
        theirs: 'failed: the HTTP request failed',
      },
      {
        call: 'http/request.wasm body (unknown key)',
        aspect: 'outcome',
        ours: 'output "hello over HTTP"',
        theirs: 'failed: the HTTP request failed',
      },
    ],
  },
  {
    reason: 'Every hop of a redirect has to be allowed here; libextism follows it wherever it leads.',
    calls: [
      {
        call: 'http/request.wasm body (redirect to a host that is not allowed)',
        aspect: 'outcome',
        ours: 'failed: the host is not allowed',
        theirs: 'output "hello over HTTP"',
      },
    ],
  },
];

export const differences: Difference[] = explained.flatMap(({ calls }) => calls);
