import type { CallSettings } from '../../core/settings';

/** What a host function knows of the call it is made in. */
export interface HostContext {
  readonly settings: Pick<CallSettings, 'hostMemory' | 'hostMemoryMiss'>;
}

/**
 * A host function on text: what the plug-in passed in, what it gets back.
 * `null` gives it offset 0, Extism's null; a thrown error fails the call with its message.
 */
export type HostFunction = (context: HostContext, input: string) => string | null;
