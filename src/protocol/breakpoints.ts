/**
 * The function in the runner's global scope that js-debug's conditions call in a frame of a plug-in, with a `BreakpointRule`
 * as JSON and what V8 has in such a frame. It tells whether to stop.
 */
export const BREAKPOINT_REACHED = '__extismBreakpointReached';
