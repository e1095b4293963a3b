import { CallFailure, failure } from '../core/failures/failure';
import type { Kernel } from './kernelTrace';

interface KernelAbilities {
  /** Whether a plug-in may wait for what is asynchronous, as HTTP is. */
  async: boolean;
  maxVarBytes: number | undefined;
}

const NO_HTTP = failure('denied', 'the plug-in made an HTTP request, which this version of Node cannot wait for', {
  detail:
    'It needs JavaScript Promise Integration (WebAssembly.Suspending), which Node has from version 24 on: update the editor or its server.',
});
const NO_VARIABLES = failure('denied', 'the plug-in set a variable, and variables are turned off', {
  detail: '"maxVarBytes" of "extism.limits" or "max_var_bytes" of the manifest is 0.',
});

/** Fails the call where the SDK would do nothing, or what it was told not to do. */
export function refuseInKernel(kernel: Kernel, { async, maxVarBytes }: KernelAbilities): void {
  const refuse = (name: string, why: typeof NO_HTTP): void => {
    if (!kernel[name]) return;
    kernel[name] = () => {
      throw new CallFailure(why);
    };
  };
  if (!async) refuse('http_request', NO_HTTP);
  if (maxVarBytes === 0) refuse('var_set', NO_VARIABLES);
}
