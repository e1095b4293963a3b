import type { Frame } from '../call';

/** Functions that languages panic or abort with, as frames name them. */
const MACHINERY: [RegExp, string][] = [
  [/^(?:__rustc::|std::panicking::|std::sys::|std::process::abort|core::panicking::|panic_abort::|(?:__)?rust_)/, 'Rust'],
  [/^core::(?:option|result)::(?:unwrap|expect)_failed$|^core::(?:slice|str)::(?:\w+::)*\w*_fail/, 'Rust'],
  [/^debug\.(?:FullPanic|simple_panic|no_panic|defaultPanic|panic)/, 'Zig'],
  [/^runtime\.(?:\w*[pP]anic\w*|abort|trap)$/, 'TinyGo'],
  [/^~lib\/builtins\/abort$/, 'AssemblyScript'],
  [/^(?:abort|__assert_fail|_Exit|raise|std::(?:__\w+::)?terminate\(\)|__cxa_throw|__cxa_pure_virtual)$/, 'C'],
];

/** What such a function says by its name, where the plug-in has nowhere to say more. */
const SAID: [RegExp, string][] = [
  [/^core::panicking::panic_bounds_check$/, 'index out of bounds'],
  [/^core::option::(unwrap|expect)_failed$/, '$1() of a None'],
  [/^core::result::unwrap_failed$/, 'unwrap() or expect() of an Err'],
  [/^core::panicking::panic_const::panic_const_(\w+)_overflow$/, 'overflow ($1)'],
  [/^core::panicking::panic_const::panic_const_(?:div|rem)_by_zero$/, 'division by zero'],
  [/^core::(?:slice|str)::(?:\w+::)*\w*_fail\w*$/, 'slice index out of range'],
  [/^core::cell::panic_already_(?:mutably_)?borrowed$/, 'already borrowed'],
  [/^debug\.FullPanic\(.*\)\.(\w+)$/, '$1'],
];

const languageOf = ({ name = '' }: Frame): string | undefined => MACHINERY.find(([pattern]) => pattern.test(name))?.[1];

/** `integerOverflow` → `integer overflow` */
const words = (name: string): string => name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

interface Panicking {
  /** Without those that the language panics with. */
  frames: Frame[];
  /** Of what panicked. */
  language?: string;
  /** Why, as far as the functions it panicked with tell it. */
  said?: string;
}

/** Tells apart what a plug-in did and what its language made of that. */
export function readPanicking(frames: readonly Frame[]): Panicking {
  const first = frames.findIndex((frame) => languageOf(frame) === undefined);
  if (first <= 0) return { frames: [...frames] };
  const [top] = frames;
  const language = top && languageOf(top);
  const found: Panicking = { frames: frames.slice(first), ...(language !== undefined && { language }) };
  for (const { name = '' } of frames.slice(0, first).toReversed()) {
    const match = SAID.find(([pattern]) => pattern.test(name));
    if (match) return { ...found, said: words(name.replace(...match)) };
  }
  return found;
}
