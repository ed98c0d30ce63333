import type { AbPlane } from '../../shared/model/ab-plane.ts';
import type { Clip } from '../../shared/model/clip.ts';
import type { Keyframe, ProjectDocument, Shot } from '../../shared/model/document.ts';
import { frameIndex, type FrameRange, frameRange, rangeIncludes, rangeLength } from '../../shared/model/frame.ts';
import { layerWeight } from '../../shared/model/shot-mix.ts';
import type { Hint } from '../../shared/model/hint.ts';
import type { ShotId } from '../../shared/model/ids.ts';
import { contentKey, formatPlaneKey, type PlaneCache, type PlaneKey } from '../artefacts/index.ts';
import { planSpans, type Span } from '../propagate/index.ts';
import { hintContent, keyframePlaneKey, keyframeSource } from './keyframe-colour.ts';
import { mixPlanes } from './mix-planes.ts';
import type { ModelVersions } from './model-versions.ts';

/** A shot with what its colour depends on, worked out from the document. */
export interface ShotPlan {
  readonly shot: Shot;
  readonly clip: Clip;
  /** Frames to be coloured for this shot: its own, and those of dissolves at its ends. */
  readonly range: FrameRange;
  /** Those that are painted: keys that colour is spread from. */
  readonly keyframes: readonly Keyframe[];
  readonly keys: ReadonlyMap<number, PlaneKey>;
  /** Frames whose spread colour hints mend; colour is then spread from them as well. */
  readonly corrections: readonly PlannedCorrection[];
  /** Frames between two of these, or outside the outermost. */
  readonly spans: readonly PlannedSpan[];
  /** What is to be made, in order: the spans, and before those that begin or end at a mended frame what is mended there. */
  readonly steps: readonly PlannedStep[];
}

/** Frames between two keyframes (or outside the outermost), with the cache group that their planes belong to. */
export interface PlannedSpan {
  readonly span: Span;
  readonly group: string;
}

export interface PlannedCorrection {
  readonly frame: number;
  /** With resolved colours. */
  readonly hints: readonly Hint[];
  /** Where the mended plane lies. */
  readonly key: PlaneKey;
}

export interface PlannedStep extends PlannedSpan {
  /** A frame of the span, mended when the span has been made (a span that nothing else needs is made as far as this frame). */
  readonly correction?: PlannedCorrection;
}

/** Works out the spans of a shot and where their planes lie. Pure: looks at nothing but the document. */
export function planShot(document: ProjectDocument, shotId: ShotId, versions: ModelVersions): ShotPlan | undefined {
  const shot = document.shots.find((each) => each.id === shotId);
  const clip = document.clips.find((each) => each.id === shot?.clipId);
  if (shot === undefined || clip === undefined) return undefined;
  const range = colouredRange(document, shot);
  const given = document.keyframes.filter((each) => each.shotId === shotId).toSorted((a, b) => a.frame - b.frame);
  const painted = given.filter((each) => each.correction !== true || each.still !== undefined);
  // Where nothing is painted there is nothing to mend.
  const keyframes = painted.length > 0 ? painted : given;
  const corrections = given.filter((each) => !keyframes.includes(each)).map((each) => ({ frame: each.frame, hints: keyframeSource(document, each).hints })).filter(({ hints }) => hints.length > 0);
  const keys = new Map(keyframes.map((keyframe) => [keyframe.frame as number, keyframePlaneKey(keyframeSource(document, keyframe), versions.colorize)]));
  const planned = (span: Span): PlannedSpan => ({ span, group: contentKey({ what: 'span', clip: clip.contentHash, left: span.left, right: span.right, model: versions.propagate }) });
  const steps = planSpans(range, keyframes.map(({ frame }) => ({ frame, key: formatPlaneKey(keys.get(frame)!) })))
    .flatMap((span) => correctedSteps(span, corrections.filter(({ frame }) => rangeIncludes(span.range, frame)), { planned, painter: versions.colorize }));
  return { shot, clip, range, keyframes, keys, corrections: steps.flatMap(({ correction }) => correction ?? []), spans: steps.filter(({ correction }) => correction === undefined), steps };
}

/**
 * The steps of a span some of whose frames are mended. Each is mended on what is spread without it, and takes part from then on as a key:
 * the first after the left keyframe first (where there is none, the last before the right one), the next on what that one spreads.
 */
function correctedSteps(span: Span, corrections: readonly { readonly frame: number; readonly hints: readonly Hint[] }[], plan: { readonly planned: (span: Span) => PlannedSpan; readonly painter: string }): readonly PlannedStep[] {
  const steps: PlannedStep[] = [];
  const outward = span.left === undefined ? corrections.toReversed() : corrections;
  let rest = span;
  for (const { frame, hints } of outward) {
    const whole = plan.planned(rest);
    const key = correctionKey(whole.group, { frame, hints, painter: plan.painter });
    const placed = { frame, key: formatPlaneKey(key) };
    const [first, last] = [rest.range.first as number, rest.range.last as number];
    steps.push({ ...whole, span: { ...rest, range: neededFor(rest, frame) }, correction: { frame, hints, key } });
    const between: Span = span.left === undefined ? { ...rest, range: { ...rest.range, first: frameIndex(frame + 1) }, left: placed } : { ...rest, range: { ...rest.range, last: frameIndex(frame - 1) }, right: placed };
    if (between.range.first <= between.range.last) steps.push(plan.planned(between));
    const beyond = span.left === undefined ? { first, last: frame - 1 } : { first: frame + 1, last };
    if (beyond.first > beyond.last) return steps;
    rest = span.left === undefined ? { ...rest, range: frameRange(beyond.first, beyond.last), right: placed } : { ...rest, range: frameRange(beyond.first, beyond.last), left: placed };
  }
  return [...steps, plan.planned(rest)];
}

/** Where a mended frame's plane lies. @param spread the group of what is spread without it */
export function correctionKey(spread: string, { frame, hints, painter }: { readonly frame: number; readonly hints: readonly Hint[]; readonly painter: string }): PlaneKey {
  return { group: contentKey({ what: 'mend', spread, frame, hints: hints.map(hintContent), model: painter }), frame };
}

/** Between two keyframes both passes are needed whole; from one alone frames are made outward. */
function neededFor({ range, left, right }: Span, frame: number): FrameRange {
  if (left !== undefined && right !== undefined) return range;
  return left === undefined ? frameRange(frame, range.last) : frameRange(range.first, frame);
}

/** A shot's own frames and those of the dissolves at its two ends. */
export function colouredRange(document: ProjectDocument, shot: Shot): FrameRange {
  const next = document.shots.find((each) => each.clipId === shot.clipId && each.range.first === shot.range.last + 1);
  const first = shot.entry.kind === 'dissolve' ? Math.min(shot.range.first, shot.entry.frames.first) : shot.range.first;
  const last = next?.entry.kind === 'dissolve' ? Math.max(shot.range.last, next.entry.frames.last) : shot.range.last;
  return frameRange(first, last);
}

/** One frame of a shot as it stands in the cache. */
export interface FrameStatus {
  readonly key: PlaneKey | undefined;
  readonly confidence: number | undefined;
}

/** Which frames of the shot's coloured range are made under the present keyframes. */
export async function frameStatuses(plan: ShotPlan, cache: PlaneCache): Promise<readonly FrameStatus[]> {
  const frames: FrameStatus[] = Array.from({ length: rangeLength(plan.range) }, () => ({ key: undefined, confidence: undefined }));
  for (const { span, group } of plan.spans) {
    const made = await cache.frames(group);
    for (let frame = span.range.first as number; frame <= span.range.last; frame++) {
      const found = made.get(frame);
      if (found !== undefined) frames[frame - plan.range.first] = { key: { group, frame }, confidence: found.confidence };
    }
  }
  for (const { frame, key } of plan.corrections) {
    const found = (await cache.frames(key.group)).get(frame);
    if (found !== undefined && rangeIncludes(plan.range, frame)) frames[frame - plan.range.first] = { key, confidence: found.confidence };
  }
  for (const [frame, key] of plan.keys) {
    if ((await cache.frames(key.group)).has(frame) && rangeIncludes(plan.range, frame)) frames[frame - plan.range.first] = { key, confidence: 1 };
  }
  return frames;
}

/** Chroma of a clip's frames as they stand; inside a dissolve both shots' chroma, mixed as the picture is. */
export interface ChromaSource {
  chromaAt(frame: number): Promise<AbPlane | undefined>;
  confidenceAt(frame: number): number | undefined;
}

interface Layer {
  readonly frames: readonly FrameStatus[];
  readonly range: FrameRange;
  readonly shot: Shot;
  readonly keys: ShotPlan['keys'];
}

export async function createChromaSource(plans: readonly ShotPlan[], cache: PlaneCache): Promise<ChromaSource> {
  const layers: readonly Layer[] = await Promise.all(plans.map(async (plan) => ({ frames: await frameStatuses(plan, cache), range: plan.range, shot: plan.shot, keys: plan.keys })));
  const at = (layer: Layer, frame: number): FrameStatus | undefined => layer.frames[frame - layer.range.first];
  const covering = (frame: number): readonly Layer[] => layers.filter((layer) => rangeIncludes(layer.range, frame));
  /** A keyframe in a dissolve was painted on the mixed picture: it comes out as approved. */
  const painted = (frame: number): PlaneKey | undefined => covering(frame).map((layer) => (rangeIncludes(layer.shot.range, frame) ? layer.keys.get(frame) : undefined)).find((key) => key !== undefined);
  return {
    async chromaAt(frame) {
      const key = painted(frame);
      const approved = key === undefined ? undefined : await cache.plane(key);
      if (approved !== undefined) return approved;
      const planes = (await Promise.all(covering(frame).map(async (layer) => {
        const key = at(layer, frame)?.key;
        const plane = key === undefined ? undefined : await cache.plane(key);
        return plane === undefined ? undefined : { plane, weight: layerWeight(layer.shot, layers.map((each) => each.shot), frame) };
      }))).filter((each) => each !== undefined);
      return mixPlanes(planes);
    },
    confidenceAt(frame) {
      if (painted(frame) !== undefined) return 1;
      const values = covering(frame).map((layer) => at(layer, frame)?.confidence).filter((each) => each !== undefined);
      return values.length === 0 ? undefined : Math.min(...values);
    },
  };
}
