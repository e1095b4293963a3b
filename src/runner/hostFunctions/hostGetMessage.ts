import { hostMemoryGet } from './hostMemoryGet';

/** `hostMemoryGet` by the name that other hosts of its family have for it. */
export const hostGetMessage = hostMemoryGet;
