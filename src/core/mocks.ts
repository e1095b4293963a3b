import { type Answer, NULL_ANSWER, valueAnswer } from './answer';
import { isObject } from './isObject';

/** What stands in for a host function that nothing provides. */
export type Mock =
  | { kind: 'value'; value: string }
  /** By input; `otherwise` for an input that is not in it. */
  | { kind: 'map'; map: Record<string, string>; otherwise?: string }
  | { kind: 'echo' }
  | { kind: 'null' }
  | { kind: 'error'; message: string }
  | { kind: 'number'; value: number };

/** Namespace → name → mock. */
export type Mocks = Record<string, Record<string, Mock>>;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

const texts = (values: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, textOf(value)]));

/** Each kind of mock as the setting has it. */
const PARSERS: Record<Mock['kind'], (value: unknown, mock: Record<string, unknown>) => Mock | undefined> = {
  value: (value) => ({ kind: 'value', value: textOf(value) }),
  map: (map, { otherwise }) =>
    isObject(map) ? { kind: 'map', map: texts(map), ...(otherwise !== undefined && { otherwise: textOf(otherwise) }) } : undefined,
  echo: (value) => (value === true ? { kind: 'echo' } : undefined),
  null: (value) => (value === true ? { kind: 'null' } : undefined),
  error: (message) => (typeof message === 'string' ? { kind: 'error', message } : undefined),
  number: (value) => (typeof value === 'number' ? { kind: 'number', value } : undefined),
};

const MOCK_KINDS = Object.keys(PARSERS) as Mock['kind'][];

function parseMock(value: unknown): Mock | undefined {
  if (!isObject(value)) return undefined;
  const kind = MOCK_KINDS.find((name) => Object.hasOwn(value, name));
  return kind && PARSERS[kind](value[kind], value);
}

/** Reads the setting `extism.mocks`. A malformed mock is left out and told of; the others count. */
export function parseMocks(raw: unknown): { mocks: Mocks; problems: string[] } {
  const mocks: Mocks = Object.create(null);
  if (!isObject(raw)) return { mocks, problems: ['"extism.mocks" must be an object: namespace → name → mock'] };
  const problems: string[] = [];
  for (const [namespace, functions] of Object.entries(raw)) {
    if (!isObject(functions)) problems.push(`"extism.mocks": ${namespace} must be an object: name → mock`);
    for (const [name, value] of Object.entries(isObject(functions) ? functions : {})) {
      const mock = parseMock(value);
      if (mock) (mocks[namespace] ??= Object.create(null) as Mocks[string])[name] = mock;
      else problems.push(`"extism.mocks": ${namespace}.${name} must have one of ${MOCK_KINDS.join(', ')}`);
    }
  }
  return { mocks, problems };
}

export const findMock = (mocks: Mocks, namespace: string, name: string): Mock | undefined =>
  Object.hasOwn(mocks, namespace) && Object.hasOwn(mocks[namespace] ?? {}, name) ? mocks[namespace]?.[name] : undefined;

/**
 * What a mock answers to an input.
 * @param text the input as UTF-8
 * @throws what an `error` mock says
 */
export function answerOf(mock: Mock, text: string, bytes: Uint8Array): Answer {
  switch (mock.kind) {
    case 'value':
      return valueAnswer(mock.value);
    case 'map': {
      const value = Object.hasOwn(mock.map, text) ? mock.map[text] : mock.otherwise;
      return value === undefined ? NULL_ANSWER : valueAnswer(value);
    }
    case 'echo':
      return valueAnswer(bytes);
    case 'null':
      return NULL_ANSWER;
    case 'error':
      throw new Error(mock.message);
    case 'number':
      return { kind: 'number', value: mock.value };
  }
}

/** One line that says what a mock answers. */
export function describeMock(mock: Mock): string {
  switch (mock.kind) {
    case 'value':
      return `always ${JSON.stringify(mock.value)}`;
    case 'map':
      return `by input, ${Object.keys(mock.map).length} of them`;
    case 'echo':
      return 'its input';
    case 'null':
      return 'null';
    case 'error':
      return `the error ${JSON.stringify(mock.message)}`;
    case 'number':
      return String(mock.value);
  }
}
