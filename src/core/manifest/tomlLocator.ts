import { parse } from 'smol-toml';
import type { ArrayNode, ManifestNode, Member, ObjectNode, TextRange } from './node';

interface Key {
  name: string;
  range: TextRange;
}

const BLANK = /[ \t]*/y;
/** White space, line ends and comments. */
const VOID = /[ \t\r\n\ufeff]*(?:#[^\n]*[ \t\r\n\ufeff]*)*/y;
const LINE_REST = /[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/y;
/** Of each kind, written without an alternative inside a repetition: the engine's stack is too small for that with a module in base64. */
const STRING = /"""[^"\\]*(?:(?:\\[^]|"(?!""))[^"\\]*)*"{3,5}|'''[^]*?'{3,5}|"[^"\\]*(?:\\[^][^"\\]*)*"|'[^']*'/y;
const BARE_KEY = /[A-Za-z0-9_-]+/y;
/** A number, a boolean or a date, which may have a space in it. */
const BARE_VALUE = /[^,\]}#\r\n]*/y;

/** The value of a piece of TOML that is known to be one. */
const decode = (source: string): unknown => parse(`value = ${source}`)['value'];

/** Notes that a key is written here too. */
function repeat(member: Member, keyRange: TextRange): void {
  (member.repeated ??= []).push(keyRange);
  delete member.extent;
}

/**
 * Finds where everything in a TOML text is, which the parser does not tell. The text is known to be valid:
 * so this checks nothing, and leaves to the parser what strings and numbers mean.
 */
export class TomlLocator {
  #at = 0;
  readonly #root: ObjectNode = { kind: 'object', range: { start: 0, end: 0 }, members: [], isInline: false };
  #table = this.#root;
  /** What the last header began: its text ends where the next header begins. */
  #open: Member[] = [];
  /** The members of each table by their keys. */
  readonly #members = new Map<ObjectNode, Map<string, Member>>();

  constructor(private readonly text: string) {}

  document(): ObjectNode {
    this.#skip(VOID);
    while (this.#at < this.text.length) {
      if (this.text[this.#at] === '[') this.#header();
      else this.#statement();
      this.#skip(VOID);
    }
    this.#closeTable(this.text.length);
    return this.#root;
  }

  /** `[memory]`, `[[wasm]]` */
  #header(): void {
    const start = this.#at;
    this.#closeTable(start);
    const isArray = this.text[start + 1] === '[';
    this.#at += isArray ? 2 : 1;
    const keys = this.#dottedKey();
    this.#at += isArray ? 2 : 1;
    const range = { start, end: this.#at };
    const last = keys.at(-1) as Key;
    const parent = this.#descend(this.#root, keys.slice(0, -1), range, this.#open);
    const present = this.#find(parent, last.name);
    const table: ObjectNode = { kind: 'object', range, members: [], isInline: false };
    this.#skip(LINE_REST);

    if (!present) {
      const value: ManifestNode = isArray ? { kind: 'array', range, items: [table], isInline: false } : table;
      const member = { key: last.name, keyRange: last.range, value, extent: range };
      this.#add(parent, member);
      this.#open.push(member);
      this.#table = table;
      return;
    }
    repeat(present, last.range);
    if (present.value.kind === 'array') {
      present.value.items.push(table);
      this.#table = table;
    } else if (present.value.kind === 'object') {
      this.#table = present.value; // a table below it came first
      this.#table.range = range;
    }
  }

  #closeTable(end: number): void {
    for (const member of this.#open) if (member.extent) member.extent = { start: member.extent.start, end };
    this.#open = [];
  }

  /** `key = value` on lines of its own. */
  #statement(): void {
    const start = this.#at;
    const member = this.#keyValue(this.#table);
    this.#skip(LINE_REST);
    if (member.extent) member.extent = { start, end: this.#at };
  }

  /** Adds what is written here to the table. Gives the member that the first part of a dotted key names. */
  #keyValue(table: ObjectNode): Member {
    const start = this.#at;
    const keys = this.#dottedKey();
    this.#at += 1; // =
    this.#skip(VOID);
    const value = this.#value();
    const last = keys.at(-1) as Key;
    const range = { start, end: value.range.end };
    this.#add(this.#descend(table, keys.slice(0, -1), range), { key: last.name, keyRange: last.range, value, extent: range });
    return this.#find(table, keys[0]?.name ?? '') as Member;
  }

  /** The table below this one that the keys lead to, of an array of tables the last, made where nobody has named it yet. */
  #descend(from: ObjectNode, keys: readonly Key[], range: TextRange, made: Member[] = []): ObjectNode {
    let table = from;
    for (const { name, range: keyRange } of keys) {
      const present = this.#find(table, name);
      if (present) {
        repeat(present, keyRange);
        const next = present.value.kind === 'array' ? present.value.items.at(-1) : present.value;
        if (next?.kind !== 'object') throw new Error(`"${name}" is no table in a text that was found valid`);
        table = next;
      } else {
        const value: ObjectNode = { kind: 'object', range, members: [], isInline: false };
        const member = { key: name, keyRange, value, extent: range };
        this.#add(table, member);
        made.push(member);
        table = value;
      }
    }
    return table;
  }

  #find(table: ObjectNode, key: string): Member | undefined {
    return this.#members.get(table)?.get(key);
  }

  #add(table: ObjectNode, member: Member): void {
    table.members.push(member);
    const members = this.#members.get(table);
    if (members) members.set(member.key, member);
    else this.#members.set(table, new Map([[member.key, member]]));
  }

  #dottedKey(): Key[] {
    const keys: Key[] = [];
    do {
      if (keys.length > 0) this.#at += 1; // .
      this.#skip(BLANK);
      const start = this.#at;
      const isQuoted = this.text[start] === '"' || this.text[start] === "'";
      const source = this.#skip(isQuoted ? STRING : BARE_KEY);
      keys.push({ name: isQuoted ? String(decode(source)) : source, range: { start, end: this.#at } });
      this.#skip(BLANK);
    } while (this.text[this.#at] === '.');
    return keys;
  }

  #value(): ManifestNode {
    const start = this.#at;
    const first = this.text[start];
    if (first === '[') return this.#array();
    if (first === '{') return this.#inlineTable();
    if (first === '"' || first === "'") {
      const value = String(decode(this.#skip(STRING)));
      return { kind: 'string', value, range: { start, end: this.#at } };
    }
    const source = this.#skip(BARE_VALUE).trimEnd();
    this.#at = start + source.length;
    const range = { start, end: this.#at };
    const value = decode(source);
    if (typeof value === 'number') return { kind: 'number', value, range };
    return { kind: typeof value === 'boolean' ? 'boolean' : 'date', range };
  }

  #array(): ArrayNode {
    const items: ManifestNode[] = [];
    const range = this.#items(']', () => items.push(this.#value()));
    return { kind: 'array', range, items, isInline: true };
  }

  #inlineTable(): ObjectNode {
    const table: ObjectNode = { kind: 'object', range: { start: this.#at, end: this.#at }, members: [], isInline: true };
    table.range = this.#items('}', () => this.#keyValue(table));
    table.members.forEach((member, index) => {
      const next = table.members[index + 1];
      const previous = table.members[index - 1];
      if (!member.extent) return;
      if (next) member.extent = { start: member.extent.start, end: next.keyRange.start };
      else if (previous) member.extent = { start: previous.value.range.end, end: member.extent.end };
    });
    return table;
  }

  /** Reads what is between brackets, separated by commas. */
  #items(end: string, item: () => unknown): TextRange {
    const start = this.#at;
    this.#at += 1;
    this.#skip(VOID);
    while (this.text[this.#at] !== end) {
      item();
      this.#skip(VOID);
      if (this.text[this.#at] === ',') this.#at += 1;
      this.#skip(VOID);
    }
    this.#at += 1;
    return { start, end: this.#at };
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const source = pattern.exec(this.text)?.[0] ?? '';
    this.#at += source.length;
    return source;
  }
}
