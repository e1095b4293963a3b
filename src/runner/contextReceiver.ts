import type { CurrentPlugin } from '@extism/extism';

/** A namespace that no plug-in imports from. */
export const CONTEXT_NAMESPACE = 'extism-workbench';

const doNothing = (): void => undefined;

/** The SDK hands its call context to host functions alone, by binding each to it: so this is one that notes what it is bound to. */
export function contextReceiver(receive: (context: CurrentPlugin) => void): () => void {
  const bind = (_: unknown, context: CurrentPlugin): typeof doNothing => {
    receive(context);
    return doNothing;
  };
  return Object.assign((): void => undefined, { bind });
}
