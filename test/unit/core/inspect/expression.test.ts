import { deepStrictEqual, strictEqual, throws } from 'node:assert';
import { type Expression, parseExpression } from '../../../../src/core/inspect/expression';

/** An expression with all its brackets. */
function written(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return typeof expression.value === 'string' ? JSON.stringify(expression.value) : String(expression.value);
    case 'name':
      return expression.path.join('::');
    case 'tag':
      return `.${expression.name}`;
    case 'member':
      return `${written(expression.of)}.${expression.name}`;
    case 'call':
      return `${written(expression.of)}.${expression.name}()`;
    case 'index':
      return `${written(expression.of)}[${written(expression.at)}]`;
    case 'unary':
      return `(${expression.operator}${written(expression.of)})`;
    case 'binary':
      return `(${written(expression.left)} ${expression.operator} ${written(expression.right)})`;
    case 'cast':
      return `((${expression.type}${'*'.repeat(expression.pointers)})${written(expression.of)})`;
  }
}

const inC = (text: string): string => written(parseExpression(text));
const inRust = (text: string): string => written(parseExpression(text, 'rust'));

describe('An expression is read', () => {
  it('with the precedence of its language', () => {
    strictEqual(inC('a + b * c == d && !e || f'), '(((a + (b * c)) == d) && (!e)) || f'.replace(/^(.*)$/, '($1)'));
    strictEqual(inC('flags & 1 == 0'), '(flags & (1 == 0))');
    strictEqual(inRust('flags & 1 == 0'), '((flags & 1) == 0)');
    strictEqual(inC('a - b - c'), '((a - b) - c)');
    strictEqual(inC('-x.y[1]'), '(-x.y[1])');
    strictEqual(inC('*p->next'), '(*p.next)');
  });

  it('in C', () => {
    strictEqual(inC('(unsigned char) x'), '((unsigned char)x)');
    strictEqual(inC('((struct Node *)p)->value'), '((Node*)p).value');
    strictEqual(inC('(x) + 1'), '(x + 1)');
    strictEqual(inC('(x) * y'), '(x * y)');
    strictEqual(inC("letter == 'a'"), '(letter == 97)');
    strictEqual(inC('0x10UL + 010'), '(16 + 10)');
    strictEqual(inC('ns::count > 1.5e3f'), '(ns::count > 1500)');
  });

  it('in Rust', () => {
    strictEqual(inRust('pair.0.1'), 'pair.0.1');
    strictEqual(inRust('x as u8 == 0xff_u8'), '(((u8)x) == 255)');
    strictEqual(inRust('name.len() > 3'), '(name.len() > 3)');
    strictEqual(inRust('name == r"\\x" || raw == b"\\x41"'), '((name == "\\\\x") || (raw == "A"))');
    strictEqual(inRust('r#type == 1'), '(type == 1)');
    strictEqual(inRust('color == Color::Green'), '(color == Color::Green)');
    strictEqual(inRust("'\\u{e9}' == 'é'"), '(233 == 233)');
  });

  it('in Zig', () => {
    strictEqual(inRust('pointer.*.age and some.? > 1'), '((*pointer).age && ((unwrapsome) > 1))');
    strictEqual(inRust('color == .red or not x'), '((color == .red) || (!x))');
    strictEqual(inRust('@"odd name" == 1'), '(odd name == 1)');
  });

  it('in AssemblyScript', () => {
    strictEqual(inC('name === "a" && list.length !== 3'), '((name == "a") && (list.length != 3))');
    strictEqual(inC("name == 'abc'"), '(name == "abc")');
    strictEqual(inC('name == `abc`'), '(name == "abc")');
  });

  it('or it is said what is wrong', () => {
    const problems: [string, RegExp][] = [
      ['', /ends too early/],
      ['i =', /"=" assigns/],
      ['i == ', /ends too early/],
      ['(i', /ends too early/],
      ['i)', /"\)" at character 2/],
      ['i == "x', /The text that starts at character 6 has no end/],
      ['f(1)', /Functions such as f\(\) cannot be called/],
      ['text.contains("x")', /Functions such as contains\(\) cannot be called/],
      ['a ? b : c', /"\?" at character 3/],
      ['i++', /ends too early/],
      ['{', /"{" at character 1/],
      ['('.repeat(10_000), /nested too deep/],
      ['!'.repeat(100_000), /nested too deep/],
      ['-'.repeat(100_000), /nested too deep/],
    ];
    for (const [text, problem] of problems) throws(() => parseExpression(text), problem, text.slice(0, 20));
  });

  it('of any length in time', () => {
    const long = Array.from({ length: 20_000 }, (_, index) => `a${index}`).join(' + ');
    deepStrictEqual(parseExpression(long).kind, 'binary');
  });
});
