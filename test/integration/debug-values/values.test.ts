import { deepStrictEqual, match, strictEqual } from 'node:assert';
import { breakAt, clearBreakpoints, DebugRun } from '../debug/session';

/** What the variables of `show_values` are shown as, by language. */
const LANGUAGES = [
  {
    name: 'C',
    plugin: 'values/c/values.wasm',
    source: 'values/c/values.c',
    stop: 'extism_output_buf(name, 3)',
    shown: {
      name: String.raw`"Ada \"the\" 1st"`,
      room: '"ab"',
      letter: "'x'",
      byte: '200',
      wide: '-5000000000',
      half: '0.5',
      yes: 'true',
      color: 'GREEN',
      numbers: '(3) [3, 1, 4]',
      last: '{value: 2, next: 0x0}',
      word: '{whole: 16909060, bytes: (4) [4, 3, 2, 1]}',
      bits: '{low: 5, high: -3}',
      wild: '0x7ffffff0',
      nowhere: '0xfffffff0 {value: <not in memory: 0xfffffff0>, next: <not in memory: 0xfffffff4>}',
    },
    watched: {
      'first.next->value': '2',
      'name[1]': "'d'",
      '*(int*)numbers + 1': '4',
      'color == GREEN && half < 1': 'true',
      'word.bytes[0]': '4',
      'sizeof(numbers)': '12', // by the engine
    },
  },
  {
    name: 'C++',
    plugin: 'values/cpp/values.wasm',
    source: 'values/cpp/values.cpp',
    stop: 'return brief',
    shown: {
      brief: '"Ada"',
      lengthy: '"a text that is too long for a short string"',
      part: '"text"',
      numbers: '(3) [3, 1, 4]',
      words: '(2) ["one", "two"]',
      some: '7',
      none: 'nullopt',
      person: '{name: "Eve", age: 30}',
      alias: '{name: "Eve", age: 30}',
    },
    watched: { 'words[1] == "two"': 'true', 'person->name': '"Eve"', 'numbers.size()': '3' },
  },
  {
    name: 'Rust',
    plugin: 'values/rust/values.wasm',
    source: 'values/rust/src/lib.rs',
    stop: 'black_box((&slice',
    shown: {
      text: String.raw`"Ada 💖\n"`,
      slice: '"Ada"',
      empty: '""',
      words: '(2) ["one", "two"]',
      numbers: '(5) [3, 1, 4, 1, 5]',
      part: '(2) [1, 4]',
      some: 'Some(7)',
      none: 'None',
      longest: 'Some("one")',
      good: 'Ok(1)',
      bad: 'Err("no")',
      boxed: 'Person {name: "Eve", age: 30, tags: (2) ["a", "b"]}',
      shared: '5',
      cell: '9',
      color: 'Green',
      point: 'Point',
      circle: 'Circle(1.5)',
      rectangle: 'Rectangle {width: 2, height: 3}',
      pair: '(1, "two")',
      distance: 'Meters(2.5)',
      letter: "'é'",
      wide: '18446744073709551615',
      array: '(3) [1, 2, 3]',
      by_reference: 'Person {name: "Eve", age: 30, tags: (2) ["a", "b"]}',
    },
    watched: {
      'boxed.tags[1]': '"b"',
      'longest == "one"': 'true',
      'words.len() > 1 && some.is_some()': 'true',
      'color == Color::Green': 'true',
      'rectangle.width * 2': '4',
    },
  },
  {
    name: 'Zig',
    plugin: 'values/zig/values.wasm',
    source: 'values/zig/values.zig',
    stop: 'keep(&name);',
    shown: {
      name: '"Ada"',
      part: '(2) [1, 4]',
      bytes: '(4) [0, 1, 2, 255]',
      words: '(2) ["one", "two"]',
      some: '7',
      none: 'null',
      some_text: '"yes"',
      no_text: 'null',
      good: '3',
      bad: 'error.NotFound',
      color: 'green',
      circle: '.circle(1.5)',
      size: '.size {width: 2, height: 3}',
      person: '{name: "Eve", age: 30}',
      pointer: '{name: "Eve", age: 30}',
      wide: '18446744073709551615',
    },
    watched: { 'pointer.age': '30', 'bad == error.NotFound and color == .green': 'true', 'some.? + 1': '8', 'name.len': '3' },
  },
  {
    name: 'AssemblyScript',
    plugin: 'values/assemblyscript/values.wasm',
    source: 'values/assemblyscript/values.ts',
    stop: 'return name.length + empty',
    shown: {
      name: '"Ada 💖"',
      empty: '""',
      numbers: '(3) [3, -1, 4]',
      words: '(2) ["one", "two"]',
      floats: '(2) [0, 0.5]',
      bytes: '(3) [1, 2, 200]',
      count: '1024',
      wide: '-5000000000',
      half: '0.5',
    },
    watched: { 'words[1]': '"two"', 'name === "Ada 💖" && !empty': 'true', 'wide * 2': '-10000000000', 'numbers.length': '3' },
  },
];

describe('What a plug-in is stopped with', function () {
  this.timeout(300_000);
  let run: DebugRun;

  afterEach(async () => {
    clearBreakpoints();
    await run.dispose();
  });

  for (const { name, plugin, source, stop, shown, watched } of LANGUAGES) {
    it(`is readable in ${name}`, async () => {
      await breakAt(source, stop);
      run = await DebugRun.start({ plugin, function: 'show_values' });
      const stopped = await run.stop();
      const variables = await run.variables(stopped);
      // where a text is differs from build to build
      const seen = Object.keys(shown).map((key) => [key, variables[key]?.replace(/^0x[\da-f]+ "/, '"')]);
      deepStrictEqual(Object.fromEntries(seen), shown);
      for (const [expression, value] of Object.entries(watched)) strictEqual(await run.evaluate(stopped, expression), value, expression);
      await run.finish(stopped);
    });
  }

  it('unfolds', async () => {
    await breakAt('values/rust/src/lib.rs', 'black_box((&slice');
    run = await DebugRun.start({ plugin: 'values/rust/values.wasm', function: 'show_values' });
    const stopped = await run.stop();
    deepStrictEqual(await run.unfold(stopped, 'boxed'), { name: '"Eve"', age: '30', tags: '(2) ["a", "b"]' });
    deepStrictEqual(await run.unfold(stopped, 'words'), { 0: '"one"', 1: '"two"' });
    deepStrictEqual(await run.unfold(stopped, 'rectangle'), { width: '2', height: '3' });
    await run.finish(stopped);
  });

  it('says of an expression why it has no value', async () => {
    await breakAt('values/c/values.c', 'extism_output_buf(name, 3)');
    run = await DebugRun.start({ plugin: 'values/c/values.wasm', function: 'show_values' });
    const stopped = await run.stop();
    match(await run.evaluationError(stopped, 'nobody'), /There is no "nobody" here: the variables are name, room/);
    strictEqual(await run.evaluate(stopped, 'nowhere->value'), '<not in memory: 0xfffffff0>');
    match(await run.evaluationError(stopped, 'nowhere->value > 1'), /It cannot be read: not in memory: 0xfffffff0/);
    await run.finish(stopped);
  });
});
