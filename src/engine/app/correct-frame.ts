import { resampleChannel } from '../../shared/colour/resample.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { AbPlane } from '../../shared/model/ab-plane.ts';
import type { Clip } from '../../shared/model/clip.ts';
import type { Shot } from '../../shared/model/document.ts';
import { frameIndex, frameRange, rangeIncludes } from '../../shared/model/frame.ts';
import type { Hint } from '../../shared/model/hint.ts';
import { hintPlanes, type HintPlanes } from '../../shared/model/hint-planes.ts';
import { contentKey, parsePlaneKey, type PlaneKey } from '../artefacts/index.ts';
import type { SpanRequest } from '../propagate/index.ts';
import { type ColouredKeyframe, hintContent, outOfGamutOf } from './keyframe-colour.ts';
import { frameKey } from './painting-sources.ts';
import { modelVersions } from './model-versions.ts';
import { anchorPoints, correctedColour, type ConfidentColour } from './correct-plane.ts';
import type { Services } from './services.ts';
import type { App } from './app.ts';
import { correctionKey, type PlannedStep } from './shot-colour.ts';

export interface FrameToCorrect {
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
export async function correctFrame(services: Services, { clip, frame, hints, key, request }: FrameToCorrect, options: { readonly signal: AbortSignal }): Promise<{ readonly confidence: number }> {
  const spread = await request.made?.(frame);
  const place = parsePlaneKey(key);
  if (spread === undefined || place === undefined) throw new AppError('job.failed', `The colour that frame ${frame} is to be corrected on is no longer in the cache; start this again from the shot.`);
  const { painted, stated } = await paintOver(services, { clip, frame, hints, spread }, options);
  const read = async (given: readonly Hint[]): Promise<ConfidentColour> => {
    for await (const made of services.propagator.propagateSpan({ ...request, range: frameRange(frame, frame), hintsAt: () => given }, options)) return made;
    throw new AppError('media.truncated', `Frame ${frame} of "${clip.name}" cannot be read.`);
  };
  // Both out of the same memory: what was spread was read out of another, and their difference would not be the hints' alone.
  const { plane, confidence } = correctedColour(spread, painted, { before: (await read([])).plane, after: await read(hints) }, stated);
  const mean = confidence.reduce((sum, value) => sum + value, 0) / (255 * confidence.length);
  await services.cache.put(place, plane, { mean, map: confidence, outOfGamut: stated.outOfGamut });
  return { confidence: mean };
}

/** What hints change in a painting of the Hint U-Net against a spread colour, and what they state at its size. */
async function paintOver(services: Services, { clip, frame, hints, spread }: { readonly clip: Clip; readonly frame: number; readonly hints: readonly Hint[]; readonly spread: ConfidentColour }, options: { readonly signal?: AbortSignal }): Promise<{ readonly painted: { readonly before: AbPlane; readonly after: AbPlane }; readonly stated: HintPlanes }> {
  const luma = await services.paintingSources.luma(clip, frameIndex(frame), options);
  const anchors = anchorPoints(spread.plane, hints, luma);
  const paint = async (given: readonly Hint[]): Promise<AbPlane> => (await services.colorizer.paint({ frameKey: frameKey(clip, frame), luma, hints: given }, options)).plane;
  return {
    painted: { before: await paint(anchors), after: await paint([...anchors, ...hints]) },
    stated: hintPlanes(hints, spread.plane, { lightness: resampleChannel(luma.lightness, luma, spread.plane) }),
  };
}

/**
 * How a frame looks with hints that mend its spread colour, at once: as {@link correctFrame} makes it if it has been made, else without the
 * propagation network's reading. While the shot is stale it is mended on the colour that was last spread to it. `undefined` where the frame
 * is painted whole: it is a keyframe, or nothing is spread to it.
 */
export async function previewCorrection(app: App, shot: Shot, { frame, hints }: { readonly frame: number; readonly hints: readonly Hint[] }, options: { readonly signal?: AbortSignal } = {}): Promise<ColouredKeyframe | undefined> {
  const { services } = app;
  const plan = app.shotPlan(shot.id);
  const step = plan.keys.has(frame) ? undefined : plan.steps.find(({ correction }) => correction?.frame === frame) ?? plan.steps.find(({ correction, span }) => correction === undefined && rangeIncludes(span.range, frame));
  const found = step === undefined ? undefined : await propagatedColour(app, step, { shot, frame });
  if (found === undefined) return undefined;
  const { group, spread } = found;
  if (hints.length === 0) return { key: { group, frame }, plane: spread.plane, outOfGamut: 0 };
  const painter = modelVersions(services.registry).colorize;
  const preview: PlaneKey = { group: contentKey({ what: 'mend preview', spread: group, frame, hints: hints.map(hintContent), model: painter }), frame };
  for (const key of [correctionKey(group, { frame, hints, painter }), preview]) {
    const known = await services.cache.plane(key);
    if (known !== undefined) return { key, plane: known, outOfGamut: await outOfGamutOf(services, key) };
  }
  const { painted, stated } = await paintOver(services, { clip: plan.clip, frame, hints, spread }, options);
  const { plane } = correctedColour(spread, painted, { before: spread.plane, after: spread }, stated);
  await services.cache.put(preview, plane, { mean: 1, outOfGamut: stated.outOfGamut });
  return { key: preview, plane, outOfGamut: stated.outOfGamut };
}

/** The colour spread to a frame as things stand, else, of a frame that is mended, the last that was: a hint on any other would make a keyframe of it. */
async function propagatedColour({ services: { cache }, lastPropagated }: App, { group, correction }: Pick<PlannedStep, 'group' | 'correction'>, { shot, frame }: { readonly shot: Shot; readonly frame: number }): Promise<{ readonly group: string; readonly spread: ConfidentColour } | undefined> {
  const name = `${shot.id} ${frame}`;
  for (const each of [group, correction === undefined ? undefined : lastPropagated.get(name)]) {
    const spread = each === undefined ? undefined : await cache.planeWithConfidence({ group: each, frame });
    if (each === undefined || spread === undefined) continue;
    lastPropagated.set(name, each);
    return { group: each, spread };
  }
  return undefined;
}
