import type { AbPlane } from '../../shared/model/ab-plane.ts';
import type { Clip } from '../../shared/model/clip.ts';
import type { Keyframe, ProjectDocument, Shot } from '../../shared/model/document.ts';
import { type FrameRange, frameRange, rangeIncludes, rangeLength } from '../../shared/model/frame.ts';
import { layerWeight } from '../../shared/model/shot-mix.ts';
import type { Hint } from '../../shared/model/hint.ts';
import type { ShotId } from '../../shared/model/ids.ts';
import { contentKey, formatPlaneKey, type PlaneCache, type PlaneKey } from '../cache/index.ts';
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
  readonly spans: readonly PlannedSpan[];
}

/** Frames between two keyframes (or outside the outermost), with the cache group that their planes belong to. */
export interface PlannedSpan {
  readonly span: Span;
  readonly group: string;
  /** Hints on frames of the span, which mend what is spread to them. */
  readonly corrections: readonly Correction[];
}

export interface Correction {
  readonly frame: number;
  /** With resolved colours. */
  readonly hints: readonly Hint[];
}

/** Works out the spans of a shot and where their planes lie. Pure: looks at nothing but the document. */
export function planShot(document: ProjectDocument, shotId: ShotId, versions: ModelVersions): ShotPlan | undefined {
  const shot = document.shots.find((each) => each.id === shotId);
  const clip = document.clips.find((each) => each.id === shot?.clipId);
  if (shot === undefined || clip === undefined) return undefined;
  const range = colouredRange(document, shot);
  const given = document.keyframes.filter((each) => each.shotId === shotId).toSorted((a, b) => a.frame - b.frame);
  const painted = given.filter((each) => each.correction !== true || each.still !== undefined);
  // Where nothing is painted there is nothing to correct.
  const keyframes = painted.length > 0 ? painted : given;
  const corrections = given.filter((each) => !keyframes.includes(each)).map((each): Correction => ({ frame: each.frame, hints: keyframeSource(document, each).hints }));
  const keys = new Map(keyframes.map((keyframe) => [keyframe.frame as number, keyframePlaneKey(keyframeSource(document, keyframe), versions.colorize)]));
  const spans = planSpans(range, keyframes.map(({ frame }) => ({ frame, key: formatPlaneKey(keys.get(frame)!) }))).map((span): PlannedSpan => {
    const inside = corrections.filter(({ frame, hints }) => hints.length > 0 && rangeIncludes(span.range, frame));
    return {
      span,
      corrections: inside,
      group: contentKey({
        what: 'span', clip: clip.contentHash, left: span.left, right: span.right, model: versions.propagate,
        // Outside the outermost keyframe a frame depends on its distance from the key alone, not on where the shot ends.
        ...(inside.length === 0 ? {} : { corrections: inside.map(({ frame, hints }) => ({ frame, hints: hints.map(hintContent) })) }),
      }),
    };
  });
  return { shot, clip, range, keyframes, keys, spans };
}

/** A shot's own frames and those of the dissolves at its two ends. */
export function colouredRange(document: ProjectDocument, shot: Shot): FrameRange {
  const next = document.shots.find((each) => each.clipId === shot.clipId && each.range.first === shot.range.last + 1);
  const first = shot.entry.kind === 'dissolve' ? Math.min(shot.range.first, shot.entry.frames.first) : shot.range.first;
  const last = next?.entry.kind === 'dissolve' ? Math.max(shot.range.last, next.entry.frames.last) : shot.range.last;
  return frameRange(first, last);
}

/** One frame of a shot as it stands in the cache. */
export interface StandingFrame {
  readonly key: PlaneKey | undefined;
  readonly confidence: number | undefined;
}

/** Which frames of the shot's coloured range are made under the present keyframes. */
export async function standingFrames(plan: ShotPlan, cache: PlaneCache): Promise<readonly StandingFrame[]> {
  const frames: StandingFrame[] = Array.from({ length: rangeLength(plan.range) }, () => ({ key: undefined, confidence: undefined }));
  for (const { span, group } of plan.spans) {
    const made = await cache.frames(group);
    for (let frame = span.range.first as number; frame <= span.range.last; frame++) {
      const found = made.get(frame);
      if (found !== undefined) frames[frame - plan.range.first] = { key: { group, frame }, confidence: found.confidence };
    }
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
  readonly frames: readonly StandingFrame[];
  readonly range: FrameRange;
  readonly shot: Shot;
  readonly keys: ShotPlan['keys'];
}

export async function createChromaSource(plans: readonly ShotPlan[], cache: PlaneCache): Promise<ChromaSource> {
  const layers: readonly Layer[] = await Promise.all(plans.map(async (plan) => ({ frames: await standingFrames(plan, cache), range: plan.range, shot: plan.shot, keys: plan.keys })));
  const at = (layer: Layer, frame: number): StandingFrame | undefined => layer.frames[frame - layer.range.first];
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
