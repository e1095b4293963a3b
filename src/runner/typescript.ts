// A bundle of its own, loaded only where it is needed.
import { transform as transformWithSucrase } from 'sucrase';

/** JavaScript of the same lines. */
export const transform = (source: string): string =>
  transformWithSucrase(source, { transforms: ['typescript'], disableESTransforms: true }).code;
