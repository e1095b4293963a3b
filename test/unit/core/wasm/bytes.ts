// Writes the WebAssembly binary format: https://webassembly.github.io/spec/core/binary/

export const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

export const SECTION = { custom: 0, type: 1, import: 2, function: 3, memory: 5, export: 7, start: 8, code: 10 } as const;

/** An unsigned LEB128. */
export const u32 = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...u32(Math.floor(value / 0x80))]);

export const name = (text: string): number[] => {
  const bytes = [...new TextEncoder().encode(text)];
  return [...u32(bytes.length), ...bytes];
};

export const vector = (...items: number[][]): number[] => [...u32(items.length), ...items.flat()];

/** Of any length, where `section` has no more than a function can be given. */
export const longSection = (id: number, content: number[]): number[] => [id, ...u32(content.length), ...content];

export const section = (id: number, ...content: number[]): number[] => longSection(id, content);

export const custom = (title: string, ...content: number[]): number[] => section(SECTION.custom, ...name(title), ...content);

export const wasm = (...sections: number[][]): Uint8Array<ArrayBuffer> => Uint8Array.from([...HEADER, ...sections.flat()]);

/** The producers section: field → name → version. */
export const producers = (fields: Record<string, Record<string, string>>): number[] =>
  custom(
    'producers',
    ...vector(
      ...Object.entries(fields).map(([field, values]) => [
        ...name(field),
        ...vector(...Object.entries(values).map(([title, version]) => [...name(title), ...name(version)])),
      ]),
    ),
  );
