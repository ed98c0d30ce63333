import { AppError } from '../../../shared/errors/app-error.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { effectiveAb } from '../../../shared/model/document.ts';
import { type FrameIndex, type FrameRange, frameRange } from '../../../shared/model/frame.ts';
import type { Hint } from '../../../shared/model/hint.ts';
import { type ColourHint, isColourHint, kindOf } from '../../../shared/model/hint-kinds.ts';
import type { HintId, KeyframeId } from '../../../shared/model/ids.ts';
import type { PolygonShape } from '../../../shared/model/mask.ts';
import type { MotionPlane } from '../../../shared/model/motion-plane.ts';
import { tracedOutline } from '../../../shared/model/traced-outline.ts';
import { FRAMES_OF_MOTION, regionOfHints } from '../../colorize/index.ts';
import type { App } from '../app.ts';
import { ofPresentClip } from './paint-frame.ts';
import { frameKey } from './painting-sources.ts';

/**
 * The outline of what some hints of a keyframe lie on, as the painting network sees it; `null` where it sees nothing. Hints of other colours lie on
 * other things. @throws AppError `project.notFound`, as `Colorizer.paint`
 */
export async function maskFromHints(app: App, { keyframeId, hintIds }: { readonly keyframeId: KeyframeId; readonly hintIds: readonly HintId[] }, options: { readonly signal?: AbortSignal } = {}): Promise<PolygonShape | null> {
  await app.contentsKnown();
  return ofPresentClip(async () => {
    const { services } = app;
    const keyframe = app.keyframe(keyframeId);
    const { clip, shot } = app.shotPlan(keyframe.shotId);
    const inside = keyframe.hints.filter((hint) => hintIds.includes(hint.id) && kindOf(hint).role !== 'boundary');
    if (inside.length === 0) throw new AppError('project.notFound', 'The hints are not in the project any more.');
    const { swatches } = app.document();
    const colourOf = (hint: ColourHint): string => effectiveAb(hint, swatches).join();
    const own = new Set(inside.filter(isColourHint).map(colourOf));
    // A hint of the same colour that was not chosen may lie on the same thing, or not: it says nothing.
    const isOther = (hint: Hint): boolean => !inside.includes(hint) && (isColourHint(hint) ? !own.has(colourOf(hint)) : kindOf(hint).role !== 'boundary');
    const motion = await motionAt(app, clip, shot.range, keyframe.frame, options);
    const region = await regionOfHints(services.colorizer, {
      frameKey: frameKey(services.contents.of(clip), keyframe.frame), luma: await services.paintingSources.luma(clip, keyframe.frame, options),
      inside, outside: keyframe.hints.filter(isOther), boundaries: keyframe.hints.filter((hint) => kindOf(hint).role === 'boundary'),
      ...(motion === undefined ? {} : { motion }),
    }, options);
    return region === undefined ? null : tracedOutline(region) ?? null;
  });
}

/** How the frame moves within its shot; `undefined` where no frame beside it can be read. */
async function motionAt({ services }: App, clip: Clip, shot: FrameRange, frame: FrameIndex, options: { readonly signal?: AbortSignal }): Promise<MotionPlane | undefined> {
  const [before, after] = [frame - shot.first, shot.last - frame];
  const isAhead = after >= Math.min(before, FRAMES_OF_MOTION);
  const range = isAhead ? frameRange(frame, frame + Math.min(after, FRAMES_OF_MOTION)) : frameRange(frame - Math.min(before, FRAMES_OF_MOTION), frame);
  try {
    const lumas = await services.paintingSources.lumas(clip, range, options);
    return lumas.length < 2 ? undefined : await services.propagator.motion(isAhead ? lumas : lumas.toReversed());
  } catch (error) {
    if (error instanceof AppError && error.code === 'media.truncated') return undefined;
    throw error;
  }
}
