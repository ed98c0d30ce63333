import type { TrackedHint } from '../../shared/contract/propagate.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { type FrameIndex, frameRange, type FrameRange, rangeIncludes } from '../../shared/model/frame.ts';
import { HintId, type KeyframeId, newId } from '../../shared/model/ids.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { readWorkingLuma } from '../media/index.ts';
import { anchorsOf, backwards, followedHint, type FollowedPlace, PROPAGATE_SHORT_SIDE } from '../propagate/index.ts';
import type { Session } from './session.ts';

export interface TrackRequest {
  readonly keyframeId: KeyframeId;
  readonly frame: FrameIndex;
  readonly hintIds?: readonly HintId[] | undefined;
}

/** A keyframe's hints where they belong in another frame of its shot, each with an id of its own. @throws AppError `input.frameOutside`, `project.notFound` */
export async function trackHints(session: Session, { keyframeId, frame, hintIds }: TrackRequest, options: { readonly signal?: AbortSignal } = {}): Promise<readonly TrackedHint[]> {
  const keyframe = session.keyframe(keyframeId);
  const { shot, clip, range } = session.shotPlan(keyframe.shotId);
  if (!rangeIncludes(range, frame)) throw new AppError('input.frameOutside', `Frame ${frame} is not in “${shot.name}”, which has frames ${range.first} to ${range.last}: hints cannot be followed there.`);
  const hints = keyframe.hints.filter((hint) => hintIds?.includes(hint.id) ?? true);
  const anchors = hints.map(anchorsOf);
  const places = anchors.flat();
  let followed: readonly FollowedPlace[] = places.map((at) => ({ at, confidence: 1, lost: false }));
  if (frame !== keyframe.frame && places.length > 0) {
    const tools = await session.rooms.tools();
    const read = (wanted: FrameRange): AsyncIterable<WorkingLuma> => readWorkingLuma(clip, tools, { range: wanted, shortSide: PROPAGATE_SHORT_SIDE, signal: options.signal });
    const lumas = frame > keyframe.frame ? read(frameRange(keyframe.frame, frame)) : backwards(read, frameRange(frame, keyframe.frame));
    for await (const step of session.rooms.propagator.followPlaces({ lumas, places }, options)) followed = step.places;
  }
  let taken = 0;
  return hints.map((hint, index): TrackedHint => {
    const mine = followed.slice(taken, taken += anchors[index]!.length);
    return { from: hint.id, ...followedHint({ ...hint, id: newId(HintId) }, mine) };
  });
}
