import { removeFix, renameFix, quoteFix, unwrapFix } from './fixes';
import { homeOf, meantKey } from './keys';
import type { ManifestNode, Member, ObjectNode, SourceText, TextRange } from './node';
import type { Fix, ManifestProblem, ProblemCode } from './problem';

/** What a value is called in a message. */
const KINDS: Record<ManifestNode['kind'], string> = {
  object: 'an object',
  array: 'a list',
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
  date: 'a date',
};

/** The members of an object by their keys, each at most once. */
export type Fields<K extends string> = Partial<Record<K, Member>>;

/** Reads values of a manifest, and takes down what is wrong with them instead of stopping there. */
export class Checker {
  readonly problems: ManifestProblem[] = [];

  constructor(readonly source: SourceText) {}

  error(code: ProblemCode, range: TextRange, message: string, fixes: Fix[] = []): undefined {
    this.problems.push({ code, severity: 'error', message, range, fixes });
  }

  warn(code: ProblemCode, range: TextRange, message: string, fixes: Fix[] = []): void {
    this.problems.push({ code, severity: 'warning', message, range, fixes });
  }

  /** The part of a node's range that is on its first line: enough to find it, and not half the file. */
  headOf({ range: { start, end } }: ManifestNode): TextRange {
    const lineEnd = this.source.text.slice(start, end).search(/\r?\n/);
    return { start, end: lineEnd < 0 ? end : start + lineEnd };
  }

  wrongType(node: ManifestNode, where: string, must: string, fixes: Fix[] = []): undefined {
    return this.error('wrongType', this.headOf(node), `${where} must be ${must}, and is ${KINDS[node.kind]}`, fixes);
  }

  /** An object with none but these keys. */
  fields<K extends string>(object: ObjectNode, where: string, known: readonly K[]): Fields<K> {
    const fields = {} as Fields<K>;
    for (const member of object.members) {
      const key = known.find((candidate) => candidate === member.key);
      if (key === undefined) this.#unknownKey(member, object, where, known);
      else if (fields[key]) this.#duplicateKey(member, where);
      else fields[key] = member;
    }
    return fields;
  }

  text(member: Member | undefined, where: string): string | undefined {
    if (!member || member.value.kind === 'null') return undefined;
    if (member.value.kind === 'string') return member.value.value;
    return this.#notAString(member, where);
  }

  /** @param most the largest number that other hosts can read */
  count(member: Member | undefined, where: string, most: number): number | undefined {
    if (!member || member.value.kind === 'null') return undefined;
    const { value } = member;
    const written = this.source.text.slice(value.range.start, value.range.end);
    if (value.kind !== 'number') {
      const digits = value.kind === 'string' && /^\d{1,15}$/.test(value.value) ? String(Number(value.value)) : undefined;
      const fixes = digits === undefined ? [] : [{ title: 'Remove the quotes', edits: [{ range: value.range, text: digits }] }];
      return this.wrongType(value, where, 'a whole number', fixes);
    }
    if (!Number.isSafeInteger(value.value) || value.value < 0 || value.value > most) {
      return this.error('wrongType', value.range, `${where} must be a whole number from 0 to ${most.toLocaleString('en')}`);
    }
    if (/^[+\d_]+$|^0[xob]/.test(written)) return value.value;
    const fixes = [{ title: 'Write it without a fraction or an exponent', edits: [{ range: value.range, text: String(value.value) }] }];
    return this.error('wrongType', value.range, `${where} must be written as a whole number: ${value.value}`, fixes);
  }

  /** An object whose values are strings; in one without a prototype, so that any key is but a key. */
  textMap(member: Member | undefined, where: string): Record<string, string> | undefined {
    if (!member) return undefined;
    if (member.value.kind !== 'object') {
      const fixes = member.value.kind === 'null' ? removeFix(`"${member.key}"`, member) : [];
      return this.wrongType(member.value, where, 'an object', fixes);
    }
    const map: Record<string, string> = Object.create(null);
    for (const item of member.value.members) {
      if (Object.hasOwn(map, item.key)) {
        const message = `${where} has the key "${item.key}" twice: the last one counts`;
        this.warn('duplicateKey', item.keyRange, message, removeFix('this one', item));
      }
      if (item.key === '__proto__') {
        const message = `hosts written in JavaScript lose the key "__proto__" of ${where}: give it another name`;
        this.warn('unsafeKey', item.keyRange, message, removeFix('the key', item));
      }
      const text = item.value.kind === 'string' ? item.value.value : this.#notAString(item, `${where}.${item.key}`);
      if (text !== undefined) map[item.key] = text;
    }
    return map;
  }

  #notAString(member: Member, where: string): undefined {
    const { value } = member;
    const fixes = value.kind === 'null' ? removeFix('the key', member) : quoteFix(this.source, value);
    return this.error('notAString', this.headOf(value), `${where} must be a string, and is ${KINDS[value.kind]}`, fixes);
  }

  #duplicateKey(member: Member, where: string): void {
    this.error('duplicateKey', member.keyRange, `${where} has the key "${member.key}" twice`, removeFix('this one', member));
  }

  #unknownKey(member: Member, object: ObjectNode, where: string, known: readonly string[]): void {
    const { key, keyRange } = member;
    if (key === 'req' && known.includes('url')) {
      const fixes = unwrapFix(this.source, member, object);
      const message = `"req" is a mistake of Extism's documentation: "url", "headers" and "method" are keys of ${where} itself`;
      return this.error('wrappedRequest', keyRange, message, fixes);
    }
    const remove = removeFix('the key', member);
    const home = homeOf(key);
    if (home !== undefined) return this.error('unknownKey', keyRange, `${where} has no key "${key}": that belongs ${home}`, remove);
    const meant = meantKey(key, known);
    if (meant === undefined) {
      return this.error('unknownKey', keyRange, `${where} has no key "${key}"; the known ones are ${known.join(', ')}`, remove);
    }
    const rename = object.members.some((other) => other.key === meant) ? [] : [renameFix(this.source, member, meant)];
    this.error('unknownKey', keyRange, `${where} has no key "${key}"; did you mean "${meant}"?`, [...rename, ...remove]);
  }
}
