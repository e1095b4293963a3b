import type { HostFunction } from './hostFunction';

/** Answers with the value that host memory has for the key. */
export const hostMemoryGet: HostFunction = ({ settings }, key) => {
  const { hostMemory } = settings;
  if (Object.hasOwn(hostMemory, key)) return hostMemory[key] ?? ''; // it has a prototype again on this side of the process boundary
  switch (settings.hostMemoryMiss) {
    case 'empty':
      return '';
    case 'null':
      return null;
    case 'error':
      throw new Error(`host memory has no key "${key}"`);
  }
};
