import { type Call, type CallEvent, type Frame, type LogLevel, type Outcome } from '../call';
import { firstBytes, showBytes } from '../format/bytes';
import {
  formatFramePlace,
  formatHostCall,
  formatHttp,
  formatLeftOut,
  formatResult,
  formatVariable,
  howToHaveAll,
  outputBytes,
  shortName,
} from '../format/call';
import { formatBytes, formatMicros, formatMillis, formatTime, nameLine, oneLine, plural, quote, visible } from '../format/text';
import { readsHostMemory } from '../plugin/hostFunctions';
import { FAILED, PASSED, type TreeNode } from './node';

/** Events of one call that the view shows; the output channel has them all. */
const SHOWN_EVENTS = 200;

const LOG_ICONS: Record<LogLevel, string> = { trace: 'note', debug: 'debug', info: 'info', warn: 'warning', error: 'error' };
const utf8 = new TextDecoder();

/** How an event looks; that it can be shown whole, and its place, is added to all that have a text. */
function describeEvent(event: CallEvent): Omit<TreeNode, 'id'> {
  switch (event.kind) {
    case 'hostCall': {
      const missed = event.hit === false && readsHostMemory(event.name);
      const label = formatHostCall(event);
      return {
        label,
        description: formatMicros(event.micros),
        tooltip: `${visible(event.namespace)}.${label}`,
        ...(event.error !== undefined
          ? FAILED
          : missed
            ? { icon: 'question', color: 'problemsWarningIcon.foreground' }
            : { icon: 'arrow-right' }),
        context: missed ? 'event.miss' : 'event',
      };
    }
    case 'http':
      return {
        label: formatHttp(event),
        description: formatMicros(event.micros),
        tooltip: visible(`${event.method} ${event.url}${event.error === undefined ? '' : `\n${event.error}`}`),
        ...(event.error === undefined ? { icon: 'globe' } : FAILED),
        context: 'event',
      };
    case 'log':
      return { label: oneLine(event.text, 200), description: event.level, icon: LOG_ICONS[event.level], context: 'event' };
    case 'stdout':
    case 'stderr':
      return { label: oneLine(event.text.trimEnd(), 200), description: event.kind, icon: 'terminal', context: 'event' };
    case 'var':
      return { label: formatVariable(event), icon: 'symbol-variable' };
    case 'config':
      return { label: `config ${quote(event.key)}`, ...(!event.found && { description: 'is not set' }), icon: 'settings-gear' };
    case 'omitted':
      return { label: `… ${formatLeftOut(event)}`, icon: 'ellipsis' };
  }
}

function eventNode({ id: call, plugin, ...rest }: Call, event: CallEvent, index: number): TreeNode {
  const node = describeEvent(event);
  if (event.kind === 'omitted')
    return { id: `${call}#${index}`, ...node, description: howToHaveAll(rest), target: { kind: 'leftOut', call } };
  const missedKey = node.context === 'event.miss' && event.kind === 'hostCall' ? { missedKey: event.input ?? '' } : {};
  return { id: `${call}#${index}`, ...node, ...(node.context && { target: { kind: 'event', plugin, call, event: index, ...missedKey } }) };
}

const missingNode = (id: string, plugin: string, { namespace, name }: { namespace: string; name: string }): TreeNode => ({
  id,
  label: nameLine(name),
  description: `${nameLine(namespace)} · not provided`,
  ...FAILED,
  context: 'hostImport.missing',
  target: { kind: 'hostImport', plugin, namespace, name },
});

/** `greet  lib.rs:12` */
function frameLabels(frame: Frame): Pick<TreeNode, 'label' | 'description' | 'tooltip'> {
  const { name, place, times } = frame;
  const where = formatFramePlace(place ? { place: { path: place.path.replace(/.*[\\/]/, ''), line: place.line } } : frame);
  const description = [...(name === undefined ? [] : [where]), ...(times === undefined ? [] : [`${times} times`])].join(' · ');
  return {
    label: oneLine(name === undefined ? where : shortName(name), 200),
    ...(description && { description: oneLine(description, 200) }),
    tooltip: [...(name === undefined ? [] : [visible(name)]), formatFramePlace(frame)].join('\n'),
  };
}

function outcomeNodes(id: string, { id: call, plugin }: Call, outcome: Outcome): TreeNode[] {
  const bytes = outputBytes(outcome);
  const shown = showBytes(firstBytes(bytes, 4096));
  const output: TreeNode = {
    id: `${id}#output`,
    label: shown.kind === 'binary' ? 'binary output' : oneLine(shown.text, 200),
    description: formatBytes(bytes.length),
    icon: 'output',
  };
  const failed = outcome.kind === 'failure';
  return [
    ...(bytes.length > 0 ? [output] : []),
    ...(failed ? (outcome.missing ?? []).map((item, index) => missingNode(`${id}#missing:${index}`, plugin, item)) : []),
    ...(failed
      ? (outcome.frames ?? []).map((frame, index): TreeNode => ({
          id: `${id}#frame:${index}`,
          ...frameLabels(frame),
          icon: 'debug-stackframe',
          ...(frame.place && { target: { kind: 'frame', call, frame: index } }),
        }))
      : []),
    ...(failed && outcome.detail !== undefined
      ? [{ id: `${id}#detail`, label: oneLine(outcome.detail, 200), tooltip: visible(outcome.detail), icon: 'lightbulb' }]
      : []),
    ...(failed && outcome.deniedHost !== undefined
      ? [
          {
            id: `${id}#allowHost`,
            label: `Allow host ${nameLine(outcome.deniedHost)}`,
            icon: 'shield',
            context: 'allowHost',
            target: { kind: 'call' as const, call },
          },
        ]
      : []),
  ];
}

/** Whether the listed calls are not all of one plug-in. */
export const areOfSeveralPlugins = (calls: readonly Call[]): boolean => calls.some(({ plugin }) => plugin !== calls[0]?.plugin);

/**
 * A call in the CALLS view.
 * @param pluginName of the plug-in's file
 * @param options.saysPlugin whether its row says which plug-in it is of; its tooltip does
 */
export function projectCall(call: Call, pluginName: string, { saysPlugin }: { saysPlugin: boolean }): TreeNode {
  const id = String(call.id);
  const { result, events } = call;
  const input = call.input && utf8.decode(call.input.subarray(0, 400));
  const failed = result?.outcome.kind === 'failure'; // why is of more use then, in the little room there is
  const left = Math.max(events.length - SHOWN_EVENTS, 0);
  const first = failed ? left : 0; // what came last is why
  const shown = events.slice(first, first + SHOWN_EVENTS).map((event, index) => eventNode(call, event, first + index));
  const leftOut = events.flatMap((event, index) =>
    event.kind === 'omitted' && (index < first || index >= first + SHOWN_EVENTS) ? [eventNode(call, event, index)] : [],
  );
  const inChannel = plural(left - leftOut.length, 'more event');
  const more = left > 0 ? [{ id: `${id}#more`, label: `… ${inChannel} in the output channel` }, ...leftOut] : [];
  const children = [
    ...(failed ? [...more, ...shown] : [...shown, ...more]),
    ...(result ? outcomeNodes(id, call, result.outcome) : []),
    ...(result?.warnings ?? []).map((warning, index): TreeNode => ({
      id: `${id}#warning:${index}`,
      label: oneLine(warning, 200),
      tooltip: visible(warning),
      icon: 'warning',
      color: 'problemsWarningIcon.foreground',
    })),
  ];
  const state = result ? (failed ? FAILED : PASSED) : { icon: 'loading~spin' };
  const context = !result
    ? 'call.running'
    : `${outputBytes(result.outcome).length > 0 ? 'call.output' : 'call.ended'}${result.transcript === undefined ? '' : '.transcript'}`;
  return {
    id,
    label: nameLine(call.function),
    description: [
      saysPlugin && nameLine(pluginName),
      input !== undefined && !failed && quote(input, 40),
      result ? formatResult(result) : 'running…',
    ]
      .filter(Boolean)
      .join('  '),
    tooltip: visible(
      [
        `${pluginName} › ${call.function}`,
        ...(input === undefined ? [] : [`Input: ${quote(input, 200)}`]),
        `Started: ${formatTime(call.startedAt)}`,
        ...(result
          ? [
              `Compile ${formatMillis(result.millis.compile)} · instantiate ${formatMillis(result.millis.instantiate)} · call ${formatMillis(result.millis.call)} · total ${formatMillis(result.millis.total)}`,
              `Memory: ${result.memoryPages.before} → ${result.memoryPages.after} pages · ${plural(result.allocations.count, 'allocation')} of ${formatBytes(result.allocations.bytes)}`,
            ]
          : []),
      ].join('\n'),
    ),
    ...state,
    context,
    target: { kind: 'call', call: call.id },
    ...(children.length > 0 && { children }),
  };
}
