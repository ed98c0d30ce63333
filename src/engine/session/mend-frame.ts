import { resampleChannel } from '../../shared/colour/resample.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { AbPlane } from '../../shared/model/ab-plane.ts';
import type { Clip } from '../../shared/model/clip.ts';
import { frameIndex, frameRange } from '../../shared/model/frame.ts';
import type { Hint } from '../../shared/model/hint.ts';
import { hintPlanes } from '../../shared/model/hint-planes.ts';
import { parsePlaneKey } from '../cache/index.ts';
import type { SpanRequest } from '../propagate/index.ts';
import { frameKey, paintingLuma } from './keyframe-colour.ts';
import { anchorsOf, mendedColour } from './mend-plane.ts';
import type { Rooms } from './rooms.ts';

export interface FrameToMend {
  readonly clip: Clip;
  readonly frame: number;
  readonly hints: readonly Hint[];
  /** Where the mended plane is to lie. */
  readonly key: string;
  /** The span that the frame lies in, made as far as this frame. */
  readonly request: Omit<SpanRequest, 'range' | 'hintsAt'>;
}

/**
 * Mends a frame's spread colour by hints and puts it into the cache. Two networks have their say, and the greater change counts, place by
 * place: the propagation network reads the frame again with its hints and boundaries; the Hint U-Net tells how far a hint reaches, by
 * painting it against the spread colour. @throws AppError `job.failed` when what is to be mended is not in the cache any more
 */
export async function mendFrame(rooms: Rooms, { clip, frame, hints, key, request }: FrameToMend, options: { readonly signal: AbortSignal }): Promise<{ readonly confidence: number }> {
  const spread = await request.made?.(frame);
  const place = parsePlaneKey(key);
  if (spread === undefined || place === undefined) throw new AppError('job.failed', `The colour that frame ${frame} is to be mended on is no longer in the cache; start this again from the shot.`);
  const luma = await paintingLuma(rooms, clip, frameIndex(frame), options);
  const anchors = anchorsOf(spread.plane, hints, luma);
  const paint = async (given: readonly Hint[]): Promise<AbPlane> => (await rooms.colorizer.paint({ frameKey: frameKey(clip, frame), luma, hints: given }, options)).plane;
  const painted = { before: await paint(anchors), after: await paint([...anchors, ...hints]) };
  for await (const read of rooms.propagator.propagateSpan({ ...request, range: frameRange(frame, frame), hintsAt: () => hints }, options)) {
    const { demand } = hintPlanes(hints, spread.plane, { lightness: resampleChannel(luma.lightness, luma, spread.plane) });
    const { plane, confidence } = mendedColour(spread, painted, read, demand);
    const mean = confidence.reduce((sum, value) => sum + value, 0) / (255 * confidence.length);
    await rooms.cache.put(place, plane, { mean, map: confidence });
    return { confidence: mean };
  }
  throw new AppError('media.truncated', `Frame ${frame} of "${clip.name}" cannot be read.`);
}
