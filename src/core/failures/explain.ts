import type { CallEvent, Failure, Frame, SourcePlace } from '../call';
import { CALLED_TOO_EARLY, findPanic } from './panic';
import { saysWhereToLook } from './traps';

const UNINITIALIZED =
  'It was built as a program, whose main a host does not run. Build it with -buildmode=c-shared: then it is initialized before it is called.';

const baseName = (path: string): string => path.replace(/.*[\\/]/, '');

const isAt = ({ place }: Frame, { path, line }: SourcePlace): boolean => place?.line === line && baseName(place.path) === baseName(path);

/** The frames, and where the plug-in says that it was, unless one of them is there. */
const withPlace = (frames: Frame[], place: SourcePlace | undefined): Frame[] =>
  place === undefined || frames.some((frame) => isAt(frame, place)) ? frames : [{ place }, ...frames];

/** Why a call failed, in the words that the plug-in itself had for it where it had any. */
export function explainFailure(failure: Failure, events: readonly CallEvent[]): Failure {
  const { reason, detail, exitCode } = failure;
  if (reason !== 'trap' && !(reason === 'exit' && exitCode !== 0)) return failure;
  const panic = findPanic(events);
  if (!panic) return failure;
  const frames = withPlace(panic.frames ?? failure.frames ?? [], panic.place);
  const remarks = [
    ...(panic.message === CALLED_TOO_EARLY ? [UNINITIALIZED] : []),
    ...(exitCode === undefined ? [] : [`It exited with code ${exitCode}.`]),
    ...(detail?.split('\n').filter((remark) => !saysWhereToLook(remark)) ?? []),
  ];
  const { detail: _, ...rest } = failure;
  return {
    ...rest,
    message: panic.message,
    ...(remarks.length > 0 && { detail: remarks.join('\n') }),
    ...(frames.length > 0 && { frames }),
  };
}
