import { resampleChannel } from '../../../shared/colour/resample.ts';
import type { AbPlane } from '../../../shared/model/ab-plane.ts';
import type { AppliedHints } from '../../../shared/model/applied-hints.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import type { Shot } from '../../../shared/model/document.ts';
import { frameIndex, rangeIncludes } from '../../../shared/model/frame.ts';
import type { Hint } from '../../../shared/model/hint.ts';
import { kindOf } from '../../../shared/model/hint-kinds.ts';
import { hintPlanes, type HintPlanes } from '../../../shared/model/hint-planes.ts';
import { type ArtefactKey, artefactKey, blendedPlaneKind, correctionKind, correctionPreviewKind, decodeColour } from '../../artefacts/index.ts';
import { anchorPoints, correctedColour, coverageShares, hintsWithin, mixedByCoverage, type ConfidentColour } from '../../colorize/index.ts';
import type { SpanRequest } from '../../propagate/index.ts';
import type { App } from '../app.ts';
import type { Services } from '../services.ts';
import { keyContext } from '../shots/key-context.ts';
import { limitedInputs } from '../shots/keyframe-source.ts';
import { automaticModelOf, networksOf } from '../shots/shot-networks.ts';
import { correctionKey, type PlannedStep } from '../shots/shot-plan.ts';
import type { ColouredKeyframe } from './keyframe-colour.ts';
import { frameKey } from './painting-sources.ts';

interface FrameToCorrect extends AppliedHints {
  readonly clip: Clip;
  readonly shot: Pick<Shot, 'networks' | 'automatic'>;
  readonly frame: number;
  /** Key of the corrected plane. */
  readonly key: ArtefactKey;
  /** Artefact key of the span that is corrected. */
  readonly span: ArtefactKey;
  /** The span that contains the frame, made up to this frame. */
  readonly request: SpanRequest;
}

/**
 * Corrects a frame's propagated colour by hints and puts it into the store. The painter tells how far a hint reaches, by painting it against the propagated
 * colour. Where the propagation network takes hints (1.2.0, 1.3.0), it reads the frame again with them and with boundaries, and at each sample the greater
 * change counts.
 */
export async function correctFrame(services: Services, { clip, shot, frame, hints, limited, key, span, request }: FrameToCorrect, options: { readonly signal: AbortSignal }): Promise<{ readonly confidence: number }> {
  const read = (given: readonly Hint[]): Promise<ConfidentColour> => services.propagator.readWithHints(request, { frame, hints: given }, options);
  // Without hints the result is the propagated colour itself, from the stored readings of the span.
  const spread = await read([]);
  const { plane, confidence, outOfGamut } = await correctApplied({ hints, limited }, spread, async (given) => {
    const { painted, stated } = await paintOver(services, { clip, shot, frame, hints: given, spread }, options);
    return { ...correctedColour(spread, painted, { before: spread.plane, after: await read(given) }, stated), outOfGamut: stated.outOfGamut };
  });
  const mean = confidence.reduce((sum, value) => sum + value, 0) / (255 * confidence.length);
  await services.colours.put(key, correctionKind.kind, { plane, confidence }, { meta: { group: span, frame, confidence: mean, outOfGamut } });
  return { confidence: mean };
}

type Corrected = ConfidentColour & { readonly outOfGamut: number };

/** Corrects by the hints that are open, and within masks by theirs as well. */
async function correctApplied({ hints, limited = [] }: AppliedHints, spread: ConfidentColour, correct: (hints: readonly Hint[]) => Promise<Corrected>): Promise<Corrected> {
  let corrected: Corrected = hints.length === 0 ? { ...spread, outOfGamut: 0 } : await correct(hints);
  for (const each of limited) {
    const shares = coverageShares(each.mask, spread.plane);
    const inside = await correct([...hintsWithin(hints, shares, spread.plane), ...each.hints]);
    corrected = {
      plane: mixedByCoverage(corrected.plane, inside.plane, shares),
      confidence: corrected.confidence.map((value, index) => Math.round(value + shares[index]! * (inside.confidence[index]! - value))),
      outOfGamut: Math.max(corrected.outOfGamut, inside.outOfGamut),
    };
  }
  return corrected;
}

/** The change that hints make in a painting of the painter over a propagated colour, and the stated colours at its size. */
async function paintOver(services: Services, { clip, shot, frame, hints, spread }: { readonly clip: Clip; readonly shot: Pick<Shot, 'networks' | 'automatic'>; readonly frame: number; readonly hints: readonly Hint[]; readonly spread: ConfidentColour }, options: { readonly signal?: AbortSignal }): Promise<{ readonly painted: { readonly before: AbPlane; readonly after: AbPlane }; readonly stated: HintPlanes }> {
  const luma = await services.paintingSources.luma(clip, frameIndex(frame), options);
  const modelId = networksOf(services.registry, shot).colorize.id;
  const anchors = anchorPoints(spread.plane, hints, luma);
  const isAutomaticSomewhere = hints.some((hint) => kindOf(hint).role === 'automatic');
  const automatic = isAutomaticSomewhere ? automaticModelOf(services.registry, shot) : undefined;
  const paint = async (given: readonly Hint[]): Promise<AbPlane> => {
    const painted = await services.colorizer.paint({ frameKey: frameKey(services.contents.of(clip), frame), luma, hints: given, modelId, base: spread.plane, ...(automatic === undefined ? {} : { automatic }) }, options);
    return painted.plane;
  };
  return {
    painted: { before: await paint(anchors), after: await paint([...anchors, ...hints]) },
    stated: hintPlanes(hints, spread.plane, { lightness: resampleChannel(luma.lightness, luma, spread.plane) }),
  };
}

/**
 * Preview of a correction: the result of {@link correctFrame} if it exists, else a correction without the propagation network's reading.
 * While the shot is stale, the colour last propagated to the frame is corrected. `undefined` where the frame is painted whole: it is a
 * keyframe, or no colour was propagated to it.
 */
export async function previewCorrection(app: App, shot: Shot, { frame, hints, limited }: AppliedHints & { readonly frame: number }, options: { readonly signal?: AbortSignal } = {}): Promise<ColouredKeyframe | undefined> {
  const { services } = app;
  const plan = app.shotPlan(shot.id);
  const step = plan.keys.has(frame) ? undefined : plan.steps.find(({ correction }) => correction?.frame === frame) ?? plan.steps.find(({ correction, span }) => correction === undefined && rangeIncludes(span.range, frame));
  const found = step === undefined ? undefined : await propagatedColour(app, step, { clip: plan.clip, shot, frame });
  if (found === undefined) return undefined;
  const { base, span, spread } = found;
  if (hints.length === 0 && limited === undefined) return { key: base, plane: spread.plane, outOfGamut: 0 };
  const network = keyContext(services).networksOf(shot).colorize;
  const preview = artefactKey(correctionPreviewKind, { base, frame, hints: [...hints], ...limitedInputs(limited), network });
  for (const key of [correctionKey(span, { frame, hints, ...(limited === undefined ? {} : { limited }), painter: network }), preview]) {
    const known = await services.store.get(key);
    if (known !== undefined) return { key, plane: decodeColour(known.payload).plane, outOfGamut: known.meta.outOfGamut ?? 0 };
  }
  const { plane, confidence, outOfGamut } = await correctApplied({ hints, limited }, spread, async (given) => {
    const { painted, stated } = await paintOver(services, { clip: plan.clip, shot, frame, hints: given, spread }, options);
    return { ...correctedColour(spread, painted, { before: spread.plane, after: spread }, stated), outOfGamut: stated.outOfGamut };
  });
  await services.colours.put(preview, correctionPreviewKind.kind, { plane, confidence }, { meta: { frame, outOfGamut }, keep: 'memory' });
  return { key: preview, plane, outOfGamut };
}

interface PropagatedColour {
  readonly base: ArtefactKey;
  readonly span: ArtefactKey;
  readonly spread: ConfidentColour;
}

/** Colour propagated to a frame under the present document, else the last one: the displayed colour without the frame's own correction. */
async function propagatedColour({ services }: App, { group }: Pick<PlannedStep, 'group'>, { clip, shot, frame }: { readonly clip: Clip; readonly shot: Shot; readonly frame: number }): Promise<PropagatedColour | undefined> {
  const latest = services.store.latest(clip.contentHash, frame, frame).find((each) => each.shot === shot.id);
  const shown = latest === undefined ? undefined : services.store.find(latest.key);
  for (const span of [group, shown?.group]) {
    if (span === undefined) continue;
    const base = artefactKey(blendedPlaneKind, { span, frame });
    const found = await services.colours.colour(base);
    if (found?.confidence !== undefined) return { base, span, spread: { plane: found.plane, confidence: found.confidence } };
  }
  return undefined;
}
