import { describeArticle } from '../article';

describeArticle(
  ['go/simple.wasm', 'c/simple-c.wasm', 'rust/simple-rust.wasm', 'zig/simple-zig.wasm', 'assemblyscript/simple-assemblyscript.wasm'],
  'extism:host/user',
);
