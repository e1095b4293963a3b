import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { demangle } from '../../../../src/core/symbols/demangle';
import { readFunctionNames } from '../../../../src/core/wasm/names';
import { readFixture } from '../../fixtures';
import { fuzz } from '../../fuzz';

/** The functions' names as the linker wrote them. */
function namesOf(fixture: string): string[] {
  const [section] = WebAssembly.Module.customSections(new WebAssembly.Module(readFixture(fixture)), 'name');
  assert.ok(section, 'it has names');
  return [...readFunctionNames(new Uint8Array(section)).values()];
}

const RUST = namesOf('sample/rust/simple-rust.wasm');

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** Each of its types names the last one twice, and so is twice as long. */
const DOUBLING = `_Z1fIFvvE${Array.from({ length: 40 }, (_, n) => {
  const last = n === 0 ? 'S_' : `S${n > 36 ? '1' : ''}${DIGITS[(n - 1) % 36]}_`;
  return `F${last}${last}E`;
}).join('')}Ev`;

/** Of a real toolchain each, or of its documentation. */
const NAMES: [symbol: string, name: string][] = [
  // Rust, since 1.92
  ['_RNvNtCs2uxOoNrWPOL_4core9panicking9panic_fmt', 'core::panicking::panic_fmt'],
  ['_RNvMs_NtCs6Y9dMJslefh_5alloc3vecINtB4_3VechE8as_sliceCs7L9SzvYD56i_6simple', '<alloc::vec::Vec<u8>>::as_slice'],
  [
    '_RNvXNtCs2uxOoNrWPOL_4core3fmtQNtB2_9FormatterNtB2_5Write9write_strCsbtzAqfaIKVk_14rustc_demangle',
    '<&mut core::fmt::Formatter as core::fmt::Write>::write_str',
  ],
  ['_RINvNtCs2uxOoNrWPOL_4core3ptr12align_offsethEB4_', 'core::ptr::align_offset::<u8>'],
  ['_RNvMs2_NtNtCs2uxOoNrWPOL_4core3str4iterNtB5_5Chars6as_str.llvm.17928690455606698037', '<core::str::iter::Chars>::as_str'],
  [
    '_RNCNCNvMs1_NtCsbtzAqfaIKVk_14rustc_demangle2v0NtB9_10HexNibbles19try_parse_str_charss_00Bb_',
    '<rustc_demangle::v0::HexNibbles>::try_parse_str_chars::{closure#1}::{closure#0}',
  ],
  ['_RINvNtC3std3mem8align_ofINtNtC3std6option6OptionDNtC4core5CloneEL_EE', 'std::mem::align_of::<std::option::Option<dyn core::Clone>>'],
  ['_RINvCs1_1a1fFUKCmEuTlAhj3_EKb1_Kln5_E', 'a::f::<unsafe extern "C" fn(u32), (i32, [u8; 3]), true, -5>'],
  ['_RNqCs4fqI2P2rA04_11utf8_identsu30____7hkackfecea1cbdathfdh9hlq6y', 'utf8_idents::საჭმელად_გემრიელი_სადილი'],
  // Rust before
  ['_ZN4core9panicking5panic17h0123456789abcdefE', 'core::panicking::panic'],
  [
    '_ZN71_$LT$Test$u20$$u2b$$u20$$u27$static$u20$as$u20$foo..Bar$LT$Test$GT$$GT$3bar17h930b740aa94f1d3aE',
    "<Test + 'static as foo::Bar<Test>>::bar",
  ],
  [
    '_ZN4core3ops8function6FnOnce40call_once$u7b$$u7b$vtable.shim$u7d$$u7d$17h1111111111111111E',
    'core::ops::function::FnOnce::call_once{{vtable.shim}}',
  ],
  // C++
  ['_ZN4shop3BoxIiE4openERKij', 'shop::Box<int>::open'],
  ['_ZNK4shop6Basket5totalEPKc', 'shop::Basket::total'],
  ['_ZN4shop6BasketC2Ev', 'shop::Basket::Basket'],
  ['_ZN4shop6BasketD2Ev', 'shop::Basket::~Basket'],
  ['_ZNK4shop6BasketeqERKS0_', 'shop::Basket::operator=='],
  ['_ZN4shop12_GLOBAL__N_16hiddenEi', 'shop::(anonymous namespace)::hidden'],
  ['_ZZN4shop12_GLOBAL__N_16hiddenEiENKUliE_clEi', 'shop::(anonymous namespace)::hidden::{lambda#1}::operator()'],
  ['_ZNSt6vectorIN4shop6BasketESaIS1_EE9push_backERKS1_', 'std::vector<shop::Basket, std::allocator<shop::Basket>>::push_back'],
  ['_Z3addIdET_S0_S0_', 'add<double>'],
  ['_Z3fooILb1ELi42EEvv', 'foo<true, 42>'],
  ['_Znwm', 'operator new'],
  // Zig, Go, TinyGo
  ['debug.panicExtra__func_4', 'debug.panicExtra'],
  ['Io.Writer.print__anon_1234', 'Io.Writer.print'],
  ['internal_runtime_maps.__table_.rehash', 'internal_runtime_maps.(*table).rehash'],
  ['main.greet#wasmexport', 'main.greet'],
  // what needs nothing
  ['main.(*order).price', 'main.(*order).price'],
  ['shop::Box<int>::open(int const&, unsigned int)', 'shop::Box<int>::open(int const&, unsigned int)'],
  ['__wasm_call_ctors', '__wasm_call_ctors'],
  ['assembly/index/greet', 'assembly/index/greet'],
  ['', ''],
  // what is not what it looks like
  ['_R', '_R'],
  ['_R0NvC1a1b', '_R0NvC1a1b'],
  ['_RNvC1a9b', '_RNvC1a9b'],
  ['_ZN', '_ZN'],
  ['_Z_', '_Z_'],
  ['_RB_', '_RB_'],
  [DOUBLING, DOUBLING],
];

describe('A name that a compiler has mangled', () => {
  for (const [symbol, name] of NAMES) it(`is read: ${symbol}`, () => assert.equal(demangle(symbol), name));

  it('is read in a whole plug-in in Rust', () => {
    const mangled = RUST.filter((name) => name.startsWith('_R'));
    assert.ok(mangled.length > 1_000);
    for (const name of mangled) {
      const read = demangle(name);
      assert.doesNotMatch(read, /^_R|\bCs[0-9A-Za-z]{5,}_|\.llvm\./, name);
      assert.match(read, /^[<a-z_].*[\w}>]$/u, name);
    }
  });

  it('never throws, whatever was done to it', () => {
    const originals = [...RUST, ...NAMES.map(([symbol]) => symbol)];
    const place = fc.nat({ max: 9_999 });
    const change = fc.record({ at: place, text: fc.string({ maxLength: 3 }), drop: fc.nat({ max: 3 }) });
    fc.assert(
      fc.property(fc.constantFrom(...originals), fc.array(change, { maxLength: 4 }), (original, changes) => {
        let name = original;
        for (const { at, text, drop } of changes) {
          const index = Math.floor((at / 10_000) * name.length);
          name = name.slice(0, index) + text + name.slice(index + drop);
        }
        assert.equal(typeof demangle(name), 'string');
      }),
      fuzz(3_000),
    );
  });

  it('never throws, whatever it is', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'_RZNvCMXYIBEKLTADFGSPQ0123456789abist$.'), maxLength: 200 });
    fc.assert(
      fc.property(fc.constantFrom('_R', '_ZN', '_Z', ''), letters, (start, rest) => assert.equal(typeof demangle(start + rest), 'string')),
      fuzz(3_000),
    );
  });

  it('takes no room that its length does not tell, and comes to an end', () => {
    const hostile = [
      `_RIC1a${'T'.repeat(2_000)}`,
      `_R${'NvNv'.repeat(1_000)}C1a1b`,
      `_RINvC1a1f${'TB9_'.repeat(900)}`,
      `_RNvC1a${'TB_B_E'.repeat(600)}`,
      `_ZN${'1a'.repeat(2_000)}E`,
      `_Z1f${'P'.repeat(4_000)}i`,
      `_Z1fIS_${'S0_S0_'.repeat(600)}E`,
      `_ZN1aI${'N1bIS_S_E'.repeat(400)}`,
      `_RNqC1au4000_${'9'.repeat(4_000)}`,
      '$LT$'.repeat(1_000),
      `.__${'a_.__'.repeat(800)}`,
      `_ZN${'3a..'.repeat(1_000)}17h0123456789abcdefE`,
    ];
    for (const symbol of hostile) {
      const name = demangle(symbol);
      assert.ok(name.length < 50_000, symbol.slice(0, 30));
    }
  });
});
