import type { TrackedHint } from '../../shared/contract/propagate.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { type FrameIndex, frameRange, type FrameRange, rangeIncludes } from '../../shared/model/frame.ts';
import { HintId, type KeyframeId, newId } from '../../shared/model/ids.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { readWorkingLuma } from '../media/index.ts';
import { anchorPoints, backwards, followedHint, type FollowedPosition, PROPAGATE_SHORT_SIDE } from '../propagate/index.ts';
import type { App } from './app.ts';

export interface TrackRequest {
  readonly keyframeId: KeyframeId;
  readonly frame: FrameIndex;
  readonly hintIds?: readonly HintId[] | undefined;
}

/**
 * A keyframe's hints where they belong in another frame, each with an id of its own: followed through the frames of its shot, looked
 * for in another shot of its film. @throws AppError `input.frameOutside`, `project.notFound`
 */
export async function trackHints(app: App, { keyframeId, frame, hintIds }: TrackRequest, options: { readonly signal?: AbortSignal } = {}): Promise<readonly TrackedHint[]> {
  const keyframe = app.keyframe(keyframeId);
  const { clip, range } = app.shotPlan(keyframe.shotId);
  if (frame >= clip.frameCount) throw new AppError('input.frameOutside', `Frame ${frame} is not in “${clip.name}”, which has ${clip.frameCount} frames: hints cannot be brought there.`);
  const hints = keyframe.hints.filter((hint) => hintIds?.includes(hint.id) ?? true);
  const anchors = hints.map(anchorPoints);
  const positions = anchors.flat();
  let followed: readonly FollowedPosition[] = positions.map((at) => ({ at, confidence: 1, lost: false }));
  if (frame !== keyframe.frame && positions.length > 0) {
    const tools = await app.services.tools();
    const read = (wanted: FrameRange): AsyncIterable<WorkingLuma> => readWorkingLuma(clip, tools, { range: wanted, shortSide: PROPAGATE_SHORT_SIDE, signal: options.signal });
    if (rangeIncludes(range, frame)) {
      const lumas = frame > keyframe.frame ? read(frameRange(keyframe.frame, frame)) : backwards(read, frameRange(frame, keyframe.frame));
      for await (const step of app.services.propagator.followPositions({ lumas, positions }, options)) followed = step.positions;
    } else {
      const one = async (wanted: FrameIndex): Promise<WorkingLuma> => {
        for await (const luma of read(frameRange(wanted, wanted))) return luma;
        throw new AppError('media.truncated', `Frame ${wanted} of “${clip.name}” cannot be read.`);
      };
      followed = await app.services.propagator.findPositions({ source: await one(keyframe.frame), target: await one(frame), positions }, options);
    }
  }
  let taken = 0;
  return hints.map((hint, index): TrackedHint => {
    const mine = followed.slice(taken, taken += anchors[index]!.length);
    return { from: hint.id, ...followedHint({ ...hint, id: newId(HintId) }, mine) };
  });
}
