import { demangle } from '../symbols/demangle';

/** A profile as V8's inspector makes it: https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile */
export interface CpuProfile {
  /** The root first. */
  nodes: ProfileNode[];
  /** Microseconds. */
  startTime: number;
  endTime: number;
  /** The node that each sample fell into, and the microseconds since the sample before it. */
  samples?: number[] | undefined;
  timeDeltas?: number[] | undefined;
}

export interface ProfileNode {
  id: number;
  callFrame: CallFrame;
  hitCount?: number | undefined;
  children?: number[] | undefined;
}

export interface CallFrame {
  functionName: string;
  scriptId: string;
  url: string;
  /** Both counted from 0, -1 where there is none. Of WebAssembly, the column is the function's offset in the module. */
  lineNumber: number;
  columnNumber: number;
}

/** What a function of the plug-in is called, and where its source is. */
export interface FunctionPlace {
  name: string;
  /** A URL, and the line in it, counted from 1. */
  source?: { url: string; line: number };
}

export interface ProfileReader {
  /** Of a frame of WebAssembly. */
  place: (frame: CallFrame) => FunctionPlace;
  /** Whether a script is of the workspace, and not one of ours or Node's. */
  isOwn: (url: string) => boolean;
}

export const isWasm = ({ url }: CallFrame): boolean => url.startsWith('wasm://');

/** A call of an import: its type, then its name. */
const IMPORT = /^wasm-to-js:\w*:\w*-(.*)$/;
/** `(root)`, `(idle)`, `(program)` and `(garbage collector)` are V8's own. */
const IS_META = /^\(.*\)$/;

const system = (functionName: string): CallFrame => ({ functionName, scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 });

/** Time outside the plug-in: that of making instances, above all. */
const HOST = system('(host)');

/** The frame as the plug-in's author knows it. Undefined where it belongs to whatever called it. */
function shownFrame(frame: CallFrame, { place, isOwn }: ProfileReader): CallFrame | undefined {
  const { functionName, scriptId, url, columnNumber } = frame;
  if (isWasm(frame)) {
    const imported = IMPORT.exec(functionName)?.[1];
    if (imported !== undefined) return system(`${demangle(imported)} (host function)`);
    const { name, source } = place(frame);
    if (!source) return { functionName: name, scriptId, url, lineNumber: 0, columnNumber };
    return { functionName: name, scriptId, url: source.url, lineNumber: source.line - 1, columnNumber: 0 };
  }
  return IS_META.test(functionName) || isOwn(url) ? frame : undefined;
}

/** The profile of calls in terms of the plug-in: its functions with their sources, what the host does for them as one function each. */
export function pluginProfile(raw: CpuProfile, reader: ProfileReader): CpuProfile {
  const byId = new Map(raw.nodes.map((node) => [node.id, node]));
  const nodes: ProfileNode[] = [];
  /** Where the samples of each of the raw nodes go. */
  const shown = new Map<number, ProfileNode>();
  const known = new Map<string, ProfileNode>();

  const nodeFor = (parent: ProfileNode | undefined, callFrame: CallFrame): ProfileNode => {
    const key = JSON.stringify([parent?.id, callFrame.functionName, callFrame.url, callFrame.lineNumber, callFrame.columnNumber]);
    const found = known.get(key);
    if (found) return found;
    const node: ProfileNode = { id: nodes.length + 1, callFrame, hitCount: 0, children: [] };
    nodes.push(node);
    known.set(key, node);
    parent?.children?.push(node.id);
    return node;
  };

  const [root] = raw.nodes;
  const pending: { node: ProfileNode; parent?: ProfileNode }[] = root ? [{ node: root }] : [];
  for (const { node, parent } of pending) {
    const frame = shownFrame(node.callFrame, reader);
    const isOutside = parent === nodes[0];
    const target = frame ? nodeFor(parent, frame) : parent && isOutside ? nodeFor(parent, HOST) : parent;
    if (!target) continue; // the root has a frame
    shown.set(node.id, target);
    target.hitCount = (target.hitCount ?? 0) + (node.hitCount ?? 0);
    // what the host calls is the plug-in's own work, not the host's
    const above = target.callFrame === HOST ? nodes[0] : target;
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child && above) pending.push({ node: child, parent: above });
    }
  }
  const samples = raw.samples?.map((id) => shown.get(id)?.id ?? 1);
  return { ...raw, nodes, ...(samples && { samples }) };
}
