import type { HostFunction } from './hostFunction';

/** Answers with the value that host memory has for the key. */
export const hostMemoryGet: HostFunction = ({ settings }, key) => {
  const value = settings.hostMemory[key];
  if (value !== undefined) return value;
  switch (settings.hostMemoryMiss) {
    case 'empty':
      return '';
    case 'null':
      return null;
    case 'error':
      throw new Error(`host memory has no key "${key}"`);
  }
};
